using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json;
using Functional.Bench.Compare.Peers;
using Functional.Core;

namespace Functional.Bench.Compare.GradBench;

/// <summary>
/// Our tool for the public benchmark beside a tape in C, where there is no checkout of the benchmark: the tape records and sweeps back as many operations as the
/// objective has when it is written number by number, and computes nothing else, so that it is faster than any tape that computes the objective.
/// </summary>
internal static class TapeRows
{
    private const string Program = "tape";
    private const double Seconds = 0.5;
    private const double Must = 1;

    /// <summary>A derivative at an input like those of the benchmark, and how many operations its function has.</summary>
    private sealed record Case(string Module, string Function, string Size, object Input, long Operations);

    /// <summary>The rows, if there is a C compiler.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        using var reference = CReference.Compile(session, Program);
        if (reference is null)
            yield break;
        foreach (var each in Cases())
        {
            var count = Tensor.Create([(float)each.Operations]).Dense;
            // A number near 1, so that neither products nor adjoints leave the range.
            var tape = reference.Run(Program, [count, Tensor.Create([0.5f]).Dense], Seconds);
            yield return Row.OfTimes(
                GradBenchRows.Section,
                $"{each.Module} {each.Size}, {each.Operations:N0} operations",
                OursMicroseconds(each),
                tape.Microseconds,
                "C tape",
                "µs",
                Must
            );
        }
    }

    // Counted in the formulas of the objectives; a sigmoid is four operations.
    private static IEnumerable<Case> Cases()
    {
        var (n, d, k) = (1000, 10, 5);
        yield return new(
            "gmm",
            "jacobian",
            $"{d}_{k}_{n}",
            new
            {
                d,
                k,
                n,
                x = Table(n, d),
                m = 0,
                gamma = 1.0,
                alpha = Numbers(k),
                mu = Table(k, d),
                q = Table(k, d),
                l = Table(k, d * (d - 1) / 2),
            },
            (long)n * k * (d * (d - 1) + 5 * d + 5)
        );
        var (layers, bits, steps) = (2, 14, 1024);
        yield return new(
            "lstm",
            "jacobian",
            $"l={layers},c={steps}",
            new
            {
                main_params = Table(2 * layers, 4 * bits),
                extra_params = Table(3, bits),
                state = Table(2 * layers, bits),
                sequence = Table(steps, bits),
            },
            (steps - 1L) * bits * (26 * layers + 8)
        );
        yield return new("lse", "gradient", "n=160000", new { x = Numbers(160000) }, 3 * 160000);
        yield return new("llsq", "gradient", "n=1024,m=128", new { x = Numbers(128), n = 1024 }, 1024 * (3 * 128 + 3));
        yield return new(
            "kmeans",
            "dir",
            "k=10,n=1000,d=8",
            new { points = Table(1000, 8), centroids = Table(10, 8) },
            1000 * 10 * 3 * 8
        );
        yield return new("ode", "gradient", "n=1000,s=10", new { x = Numbers(1000), s = 10 }, 1000 * 10 * 17);
        // A minor of n rows is n products and sums of minors of n − 1.
        var operations = Enumerable.Range(2, 6).Aggregate(0L, (below, rows) => rows * (below + 2));
        yield return new("det", "gradient", "7", new { A = Numbers(49), ell = 7 }, operations);
    }

    private static double[] Numbers(int count) => Key.Of(count).Uniform([count]).ToArray();

    private static double[][] Table(int rows, int columns) => [.. Numbers(rows * columns).Chunk(columns)];

    /// <summary>The median of what the tool says when it is asked as the benchmark asks.</summary>
    private static double OursMicroseconds(Case each)
    {
        var input = JsonSerializer.SerializeToNode(each.Input)!.AsObject();
        (input["min_runs"], input["min_seconds"]) = (5, Seconds);
        object[] lines =
        [
            new
            {
                id = 0,
                kind = "start",
                eval = each.Module,
            },
            new
            {
                id = 1,
                kind = "define",
                module = each.Module,
            },
            new
            {
                id = 2,
                kind = "evaluate",
                module = each.Module,
                function = each.Function,
                input,
            },
        ];
        var text = string.Concat(lines.Select(line => JsonSerializer.Serialize(line) + "\n"));
        var start = new ProcessStartInfo("dotnet", [GradBenchRows.Tool]);
        var answers = Child.Output(start, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        using var answer = JsonDocument.Parse(answers.Split('\n')[2]);
        return Stopclock.Median(
            answer
                .RootElement.GetProperty("timings")
                .EnumerateArray()
                .Where(timing => timing.GetProperty("name").GetString() == "evaluate")
                .Select(timing => timing.GetProperty("nanoseconds").GetDouble() / 1000)
        );
    }
}
