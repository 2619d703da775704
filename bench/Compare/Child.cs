using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Functional.Bench.Compare.Peers;

namespace Functional.Bench.Compare;

/// <summary>Runs this program again, for the number of cores is fixed when a process starts.</summary>
internal static class Child
{
    /// <summary>The hidden argument that makes the program time one thing and print the times.</summary>
    public const string Argument = "--time";

    /// <summary>The times of <paramref name="timing"/>, by name, on the given number of cores.</summary>
    public static IReadOnlyDictionary<string, double> Times(string timing, int cores)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(timing);
        var count = cores.ToString(CultureInfo.InvariantCulture);
        // The variable is read as hexadecimal, which is the same up to nine.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = count;
        OpenBlas.Set(start, cores);
        return JsonSerializer.Deserialize<Dictionary<string, double>>(Output(start))!;
    }

    /// <summary>What a program prints when it is given some input; an exception if it fails.</summary>
    public static string Output(ProcessStartInfo start, Action<Stream>? write = null)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardInput = write is not null;
        using var process = Process.Start(start)!;
        if (write is not null)
            using (var input = process.StandardInput.BaseStream)
                write(input);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"Compare wants {start.FileName} to end with 0, but got {process.ExitCode}."
            );
    }
}
