using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Functional.Bench.Compare.GradBench;

/// <summary>
/// The public benchmark of automatic differentiation: our tool beside every tool that is built in a checkout of gradbench/gradbench, in one run of its driver, answers
/// checked strictly. Times are medians of the driver's; the best of a tool's sessions counts, as noise only adds.
/// </summary>
internal static class GradBenchRows
{
    public const string Section = "gradbench";
    private const string Ours = "functional";
    private const string Manual = "manual";
    private const string Gate = "1e-9";
    private const double BestMust = 1;
    private const double ManualMust = 0.5;
    private const double ManualMeanMust = 1;

    // Tools of the checkout that differentiate by machine and are programs of C++.
    private static readonly string[] machines = ["codipack", "adept", "adol-c", "cppad"];

    // The most that a derivative may take, in times of its own primal.
    private static readonly Dictionary<string, double> ownMust = new()
    {
        ["lse"] = 3,
        ["llsq"] = 3,
        ["gmm"] = 3,
        ["lstm"] = 3,
        ["ba"] = 8,
    };

    /// <summary>Our tool, as it was built with this program.</summary>
    public static string Tool => Path.Combine(Repository.Root, "bench/GradBench/bin/Release/net10.0/GradBench.dll");

    /// <summary>One function of an eval on one input: a tool's best median.</summary>
    private sealed record Cell(string Tool, string Module, string Input, bool IsPrimal, double Nanoseconds);

    /// <summary>The rows, if there is a checkout.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var (checkout, tools) = (
            Environment.GetEnvironmentVariable("GRADBENCH_DIR"),
            Environment.GetEnvironmentVariable("FUNCTIONAL_TOOLS")
        );
        if (checkout is null || tools is null)
        {
            session.Lacks("gradbench/gradbench (a checkout named by GRADBENCH_DIR, its driver in FUNCTIONAL_TOOLS)");
            return TapeRows.Measure(session);
        }
        string[] peers =
        [
            .. machines.Prepend(Manual).Where(tool => Directory.Exists(Path.Combine(checkout, "tools", tool, "bin"))),
        ];
        foreach (var tool in machines.Except(peers))
            session.Lacks($"gradbench's {tool}");
        return Rows(Cells(checkout, Path.Combine(tools, "gradbench", "drive.py"), peers));
    }

    private static Cell[] Cells(string checkout, string driver, string[] peers)
    {
        var results = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/usr/bin/python3", [driver, "--repo", checkout, "run"]);
            foreach (var name in peers.Append($"{Ours}=dotnet {Tool}"))
                Array.ForEach(["--tool", name], start.ArgumentList.Add);
            Array.ForEach(
                ["--preset", "anchor", "--strict", "--gate", Gate, "--json", results],
                start.ArgumentList.Add
            );
            using var process = Process.Start(start)!;
            // Sessions that fail are in its table and in its status; what succeeded is in the file.
            process.WaitForExit();
            using var records = JsonDocument.Parse(File.ReadAllBytes(results));
            return
            [
                .. records
                    .RootElement.EnumerateArray()
                    .Where(record => record.GetProperty("median_ns").ValueKind == JsonValueKind.Number)
                    .Select(Read)
                    .GroupBy(cell => (cell.Tool, cell.Module, cell.Input, cell.IsPrimal))
                    .Select(sessions => sessions.MinBy(cell => cell.Nanoseconds)!),
            ];
        }
        finally
        {
            File.Delete(results);
        }
    }

    private static Cell Read(JsonElement record)
    {
        string Text(string name) => record.GetProperty(name).GetString()!;
        var model = Text("eval").Split("--model ") is [_, var rest] ? rest.Split(' ')[0] + " " : "";
        var function = Text("function");
        // The nested evals have four derivatives and no primal.
        var isNested = function is "rr" or "rf" or "fr" or "ff";
        return new(
            Text("tool"),
            Text("module"),
            model + (isNested ? function : Text("input")),
            function is "objective" or "primal" or "cost" or "square",
            record.GetProperty("median_ns").GetDouble()
        );
    }

    private static IEnumerable<Row> Rows(Cell[] cells)
    {
        var toManual = new List<double>();
        foreach (var ours in cells.Where(cell => cell.Tool == Ours && !cell.IsPrimal))
        {
            var name = $"{ours.Module} {ours.Input}";
            Cell[] same =
            [
                .. cells.Where(cell =>
                    cell.Module == ours.Module && cell.Input == ours.Input && cell.IsPrimal == ours.IsPrimal
                ),
            ];
            if (same.Where(cell => machines.Contains(cell.Tool)).MinBy(cell => cell.Nanoseconds) is { } best)
                yield return Beside(name, best, BestMust);
            // The hand-written gradient of ode is the closed form of another function.
            if (ours.Module != "ode" && same.FirstOrDefault(cell => cell.Tool == Manual) is { } manual)
            {
                toManual.Add(manual.Nanoseconds / ours.Nanoseconds);
                yield return Beside(name, manual, ManualMust);
            }
            var primal = cells.FirstOrDefault(cell =>
                cell.Tool == Ours && cell.IsPrimal && cell.Module == ours.Module && cell.Input == ours.Input
            );
            if (primal is not null && ownMust.TryGetValue(ours.Module, out var most))
                yield return Row.OfFloor(Section, $"{name} ÷ primal", ours.Nanoseconds / primal.Nanoseconds, most, "");

            Row Beside(string row, Cell peer, double must) =>
                Row.OfTimes(Section, row, ours.Nanoseconds / 1000, peer.Nanoseconds / 1000, peer.Tool, "µs", must);
        }
        if (toManual.Count > 0)
        {
            var mean = Math.Exp(toManual.Average(Math.Log));
            yield return new(Section, "geometric mean", 1, mean, Manual, "", mean, ManualMeanMust);
        }
    }
}
