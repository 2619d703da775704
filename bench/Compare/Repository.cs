using System;
using System.IO;

namespace Functional.Bench.Compare;

/// <summary>Places in the checkout that this program belongs to.</summary>
internal static class Repository
{
    /// <summary>The folder of Functional.sln, looked for from the program upwards.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functional.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new DirectoryNotFoundException(
                $"Compare wants to stand under the folder of Functional.sln, but got {AppContext.BaseDirectory}."
            );
    }
}
