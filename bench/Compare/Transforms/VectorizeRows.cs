using System;
using System.Collections.Generic;
using System.Linq;
using Functional.Core;

namespace Functional.Bench.Compare.Transforms;

/// <summary>A scalar function over many instances: at once, and one after the other.</summary>
internal static class VectorizeRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "vectorize";

    private const string Section = "transforms";
    private const int Rounds = 3;
    private const int Instances = 1024;
    private const double Floor = 20;
    private const double ReplayFloor = 1;

    /// <summary>The rows of a function of 50 operations, of its derivative, and of its linear map.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var runs = Enumerable.Range(0, Rounds).Select(_ => Child.Times(Timing, 1)).ToArray();
        double Median(string name) => Stopclock.Median(runs.Select(run => run[name]));
        foreach (var name in new[] { "function", "gradient" })
            yield return Row.OfTimes(
                Section,
                $"vectorize {Instances:N0} instances, {name}",
                Median($"{name} at once"),
                Median($"{name} in turn"),
                "loop",
                "us",
                Floor
            );
        yield return Row.OfFloor(
            Section,
            "linearize, a replay / the function",
            Stopclock.Median(runs.Select(run => run["replay"] / run["evaluation"])),
            ReplayFloor,
            "x"
        );
    }

    /// <summary>Microseconds for all instances; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var x = Key.Of(1).Uniform([Instances]);
        var single = Enumerable.Range(0, Instances).Select(i => x[i]).ToArray();
        var times = new Dictionary<string, double>();
        Time("function", Fifty);
        Time("gradient", Ad.Grad<Tensor>(Fifty));
        var push = Ad.Linearize<Tensor, Tensor>(Fifty, x).Pushforward;
        object kept = x;
        var medians = Stopclock.MedianMicroseconds(1, () => kept = push(x), () => kept = Fifty(x));
        GC.KeepAlive(kept);
        (times["replay"], times["evaluation"]) = (medians[0], medians[1]);
        return times;

        void Time(string name, Func<Tensor, Tensor> f)
        {
            object sink = x;
            var vectorized = Ad.Vectorize(f);
            var medians = Stopclock.MedianMicroseconds(
                1.5,
                () => sink = vectorized(x),
                () => sink = Tensor.Stack(single.Select(f))
            );
            GC.KeepAlive(sink);
            (times[$"{name} at once"], times[$"{name} in turn"]) = (medians[0], medians[1]);
        }
    }

    // Ten rounds of five operations.
    private static Tensor Fifty(Tensor x)
    {
        var y = x;
        for (var i = 0; i < 10; i++)
            y = Tensor.Sqrt(y * y + x) * 0.5 - Tensor.Tanh(y);
        return y;
    }
}
