using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Functional.Bench.Compare.Peers;
using Functional.Core;

namespace Functional.Bench.Compare.Foundation;

/// <summary>What one small operation costs, by itself and recorded on a tape, and that a long tape costs no more for each.</summary>
internal static class EagerRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "eager";

    private const int Rounds = 3;
    private const int Recorded = 1000;
    private const double UntracedFloor = 70;
    private const double RecordedFloor = 140;

    /// <summary>The rows of single operations.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var runs = Enumerable.Range(0, Rounds).Select(_ => Child.Times(Timing, 1)).ToArray();
        double Ours(string name) => Stopclock.Median(runs.Select(run => run[name]));

        yield return Row.OfFloor("foundation", "add-16", Ours("add"), UntracedFloor, "ns");
        yield return Row.OfFloor("foundation", "add-16 recorded", Ours("recorded"), RecordedFloor, "ns");
        // Linear in time: a tape ten times as long costs about as much an operation, page faults included.
        yield return Row.OfTimes(
            "foundation",
            "chain-1e7",
            Ours("chain-1e7"),
            Ours("chain-1e6"),
            "chain-1e6",
            "ns/op",
            0.5
        );
        if (!PyTorch.HasSteps(session))
            yield break;
        var torch = PyTorch.StepTimes("add-16");
        yield return Row.OfTimes("foundation", "add-16", Ours("add"), torch["add-16"] * 1000, PyTorch.Name, "ns", 1);
        yield return Row.OfTimes(
            "foundation",
            "add-16 recorded",
            Ours("recorded"),
            torch["add-16-recorded"] * 1000,
            PyTorch.Name,
            "ns",
            1
        );
    }

    /// <summary>Nanoseconds an operation; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var x = Tensor.Create(Enumerable.Range(0, 16).Select(i => (float)i).ToArray());
        var y = 2.0 * x;
        var sink = x;
        var medians = Stopclock.MedianMicroseconds(
            2,
            () => sink = x + y,
            () => Ad.Pullback<Tensor, Tensor>(start => Repeat(Recorded, start, z => z + y), x)
        );
        GC.KeepAlive(sink);
        return new Dictionary<string, double>
        {
            ["add"] = medians[0] * 1000,
            ["recorded"] = medians[1],
            ["chain-1e6"] = Chain(1_000_000),
            ["chain-1e7"] = Chain(10_000_000),
        };
    }

    // Recorded, reversed and freed.
    private static double Chain(int length)
    {
        var one = Tensor.Scalar(1);
        var start = Stopwatch.GetTimestamp();
        Ad.Grad<Tensor>(x => Repeat(length, x, z => z * one))(one);
        GC.Collect();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / length;
    }

    private static Tensor Repeat(int times, Tensor x, Func<Tensor, Tensor> f)
    {
        for (var i = 0; i < times; i++)
            x = f(x);
        return x;
    }
}
