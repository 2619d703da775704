using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Functional.Core;

namespace Functional.Bench.Compare.Transforms;

/// <summary>A long scan: what its gradient costs by length, and what checkpoints save and cost.</summary>
internal static class ScanRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "scan";

    private const string Section = "transforms";
    private const int Rounds = 3;
    private const int Length = 10_000;
    private const int Hidden = 32;
    private const int Samples = 400;

    // Twice the steps in twice the time, with room for noise.
    private const double LinearFloor = 2.3;
    private const double MemoryFloor = 10;
    private const double TimeFloor = 1.6;

    // The budget counts what is kept; the work of the steps that are walked again stands beside it.
    private const long Budget = 1_000_000;

    private sealed record Lstm(Tensor Wx, Tensor Wh, Tensor B);

    /// <summary>The rows of an LSTM with 10,000 steps.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var runs = Enumerable.Range(0, Rounds).Select(_ => Child.Times(Timing, 1)).ToArray();
        double Median(Func<IReadOnlyDictionary<string, double>, double> of) => Stopclock.Median(runs.Select(of));
        yield return Row.OfFloor(
            Section,
            "scan gradient, 10,000 steps / 5,000",
            Median(run => run["all"] / run["half"]),
            LinearFloor,
            "x"
        );
        yield return Row.OfTimes(
            Section,
            "scan peak memory, checkpoints",
            Median(run => run["root bytes"]) / 1e6,
            Median(run => run["all bytes"]) / 1e6,
            "everything kept",
            "MB",
            MemoryFloor
        );
        yield return Row.OfFloor(
            Section,
            "scan peak memory, a budget of 1 MB",
            Median(run => run["budget bytes"]) / 1e6,
            3 * Budget / 1e6,
            "MB"
        );
        yield return Row.OfFloor(
            Section,
            "scan time, checkpoints / everything kept",
            Median(run => run["root"] / run["all"]),
            TimeFloor,
            "x"
        );
    }

    /// <summary>Microseconds of gradients, and the most bytes alive during one; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var weights = new Lstm(
            0.1 * Key.Of(1).Normal([Hidden, 4 * Hidden], DType.Float32),
            0.1 * Key.Of(2).Normal([Hidden, 4 * Hidden], DType.Float32),
            Tensor.Zeros([4 * Hidden], DType.Float32)
        );
        var xs = Key.Of(3).Normal([Length, 1, Hidden], DType.Float32);
        object sink = weights;
        Action Gradient(Tensor inputs, Checkpoints checkpoints) =>
            () => sink = Ad.Grad((Lstm p) => Loss(p, inputs, checkpoints))(weights);
        var all = Gradient(xs, Checkpoints.None);
        var root = Gradient(xs, Checkpoints.SquareRoot);
        var half = Gradient(xs[..(Length / 2)], Checkpoints.None);
        var medians = Stopclock.MedianMicroseconds(6, all, root, half);
        GC.KeepAlive(sink);
        return new Dictionary<string, double>
        {
            ["all"] = medians[0],
            ["root"] = medians[1],
            ["half"] = medians[2],
            ["all bytes"] = Peak(all),
            ["root bytes"] = Peak(root),
            ["budget bytes"] = Peak(Gradient(xs, Checkpoints.Within(Budget))),
        };
    }

    private static Tensor Loss(Lstm p, Tensor xs, Checkpoints checkpoints)
    {
        var zero = Tensor.Zeros([1, Hidden], DType.Float32);
        var ((h, _), _) = Ad.Scan(
            ((Tensor H, Tensor C) carry, Tensor x) =>
            {
                var z = Tensor.MatMul(x, p.Wx) + Tensor.MatMul(carry.H, p.Wh) + p.B;
                Tensor Gate(int i) => z.Slice(1, i * Hidden, (i + 1) * Hidden);
                var c = Tensor.Sigmoid(Gate(1)) * carry.C + Tensor.Sigmoid(Gate(0)) * Tensor.Tanh(Gate(2));
                var h = Tensor.Sigmoid(Gate(3)) * Tensor.Tanh(c);
                return ((h, c), Array.Empty<Tensor>());
            },
            (zero, zero),
            xs,
            new() { Checkpoints = checkpoints }
        );
        return Tensor.Square(h).Sum();
    }

    /// <summary>The most bytes that are alive while an action runs, beyond those before it: seen by full collections beside it.</summary>
    private static double Peak(Action action)
    {
        static long Alive()
        {
            GC.Collect();
            // What the collection left, not what has been allocated since.
            var info = GC.GetGCMemoryInfo(GCKind.FullBlocking);
            return info.HeapSizeBytes - info.FragmentedBytes;
        }
        var before = Alive();
        var (most, samples) = (0L, 0);
        while (samples < Samples)
        {
            var worker = new Thread(() => action());
            worker.Start();
            while (worker.IsAlive)
            {
                most = Math.Max(most, Alive() - before);
                samples++;
            }
        }
        return most;
    }
}
