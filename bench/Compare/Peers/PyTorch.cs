using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Functional.Core;

namespace Functional.Bench.Compare.Peers;

/// <summary>PyTorch's times, by its own programs; Debian's python3-torch has it.</summary>
internal static class PyTorch
{
    public const string Name = "PyTorch";

    private const string Python = "/usr/bin/python3";

    // Debian's PyTorch takes whatever BLAS there is; above the reference one its products are twenty times as slow, and any comparison is void.
    private const string Libraries =
        "import torch; print(any(name in open('/proc/self/maps').read() for name in ('openblas', 'libmkl')))";

    private static readonly Lazy<string?> lacking = new(() =>
    {
        try
        {
            return Child.Output(Start(1, "-c", Libraries)).Trim() == "True"
                ? null
                : $"{OpenBlas.Name} beneath {Name} (libopenblas0-pthread)";
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return Name;
        }
    });

    /// <summary>Whether it is there, above a fast BLAS.</summary>
    public static bool IsInstalled => lacking.Value is null;

    /// <summary>The program with the training steps, in the folder FUNCTIONAL_TOOLS or beside the checkout; null where it is missing.</summary>
    public static string? Steps { get; } = FindSteps();

    /// <summary>Whether it is there; what it lacks is said once.</summary>
    public static bool IsThere(Session session)
    {
        if (lacking.Value is { } part)
            session.Lacks(part);
        return IsInstalled;
    }

    /// <summary>Whether torch_steps.py can be run; what it lacks is said once.</summary>
    public static bool HasSteps(Session session)
    {
        if (IsThere(session) && Steps is null)
            session.Lacks("torch_steps.py (folder FUNCTIONAL_TOOLS)");
        return IsInstalled && Steps is not null;
    }

    /// <summary>Median microseconds of the cases of torch_steps.py whose name contains <paramref name="only"/>.</summary>
    public static IReadOnlyDictionary<string, double> StepTimes(string only, int threads = 1, double seconds = 0.5) =>
        Microseconds(
            Start(
                threads,
                Steps!,
                "--only",
                only,
                "--threads",
                threads.ToString(CultureInfo.InvariantCulture),
                "--seconds",
                seconds.ToString(CultureInfo.InvariantCulture)
            )
        );

    /// <summary>Median microseconds of the products that are named "m,k,n,f32" or "m,k,n,f64".</summary>
    public static IReadOnlyDictionary<string, double> ProductTimes(IEnumerable<string> names) =>
        Microseconds(Start(1, [Script("products"), .. names]));

    /// <summary>What Darknet-53 makes of its numbers.</summary>
    public static Measured Darknet53(IEnumerable<DenseTensor> numbers, double seconds) =>
        CReference.Read(Start(1, Script("darknet53"), seconds.ToString(CultureInfo.InvariantCulture)), numbers);

    /// <summary>What PyTorch and NumPy read wrongly of our files in a folder, where they leave their own.</summary>
    public static IReadOnlyList<string> WrongFiles(string folder)
    {
        using var answer = JsonDocument.Parse(Child.Output(Start(1, Script("files"), folder)));
        return answer.RootElement.GetProperty("wrong").Deserialize<string[]>()!;
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Peers", name + ".py");

    private static Dictionary<string, double> Microseconds(ProcessStartInfo start)
    {
        using var answer = JsonDocument.Parse(Child.Output(start));
        return answer.RootElement.GetProperty("microseconds").Deserialize<Dictionary<string, double>>()!;
    }

    private static ProcessStartInfo Start(int threads, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments);
        OpenBlas.Set(start, threads);
        return start;
    }

    private static string? FindSteps()
    {
        var folder =
            Environment.GetEnvironmentVariable("FUNCTIONAL_TOOLS")
            ?? Path.Combine(Repository.Root, "..", "shared", "tools");
        var path = Path.Combine(folder, "torch_steps.py");
        return File.Exists(path) ? path : null;
    }
}
