using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace Functional.Bench.Compare.Peers;

/// <summary>PyTorch's times, by its own programs; Debian's python3-torch has it.</summary>
internal static class PyTorch
{
    public const string Name = "PyTorch";

    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> isInstalled = new(() =>
    {
        try
        {
            Child.Output(Start("-c", "import torch"));
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    });

    public static bool IsInstalled => isInstalled.Value;

    /// <summary>The program with the training steps, in the folder FUNCTIONAL_TOOLS or beside the checkout; null where it is missing.</summary>
    public static string? Steps { get; } = FindSteps();

    /// <summary>Whether torch_steps.py can be run; what it lacks is said once.</summary>
    public static bool HasSteps(Session session)
    {
        if (!IsInstalled)
            session.Lacks(Name);
        else if (Steps is null)
            session.Lacks("torch_steps.py (folder FUNCTIONAL_TOOLS)");
        return IsInstalled && Steps is not null;
    }

    /// <summary>Median microseconds of the cases of torch_steps.py whose name contains <paramref name="only"/>.</summary>
    public static IReadOnlyDictionary<string, double> StepTimes(string only, int threads = 1, double seconds = 0.5) =>
        Microseconds(
            Start(
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
        Microseconds(Start([Path.Combine(AppContext.BaseDirectory, "Peers", "products.py"), .. names]));

    private static Dictionary<string, double> Microseconds(ProcessStartInfo start)
    {
        using var answer = JsonDocument.Parse(Child.Output(start));
        return answer.RootElement.GetProperty("microseconds").Deserialize<Dictionary<string, double>>()!;
    }

    private static ProcessStartInfo Start(params string[] arguments) => new(Python, arguments);

    private static string? FindSteps()
    {
        var folder =
            Environment.GetEnvironmentVariable("FUNCTIONAL_TOOLS")
            ?? Path.Combine(Repository.Root, "..", "shared", "tools");
        var path = Path.Combine(folder, "torch_steps.py");
        return File.Exists(path) ? path : null;
    }
}
