using System.Diagnostics;
using System.Globalization;

namespace Functional.Core;

/// <summary>Where the user's own code stands, for errors alone: walking the stack is slow.</summary>
internal static class UserCode
{
    private static readonly System.Reflection.Assembly own = typeof(UserCode).Assembly;

    /// <summary>" (line 12 of model.fsx)", or nothing where the program carries no such information.</summary>
    public static string Line()
    {
        foreach (var frame in new StackTrace(true).GetFrames())
            if (
                frame.GetFileName() is { } file
                && DiagnosticMethodInfo.Create(frame) is { } method
                && method.DeclaringAssemblyName != own.FullName
            )
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $" (line {frame.GetFileLineNumber()} of {Path.GetFileName(file)})"
                );
        return "";
    }
}
