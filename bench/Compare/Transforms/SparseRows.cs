using System;
using System.Collections.Generic;
using System.Linq;
using Functional.Core;

namespace Functional.Bench.Compare.Transforms;

/// <summary>What a sparse Jacobian of a tridiagonal function costs beside one pushforward of it, and how that grows.</summary>
internal static class SparseRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "sparse";

    private const int Rounds = 3;
    private const double SecondsEach = 0.5;
    private const int Large = 100_000;
    private const int Small = 10_000;

    // Three colours are three pushforwards; reading the values off their answers is the rest.
    private const double PushforwardsFloor = 4;

    // Ten times the size, with something for caches that it no longer fits.
    private const double GrowthFloor = 12;

    /// <summary>The rows of sparse Jacobians.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var runs = Enumerable.Range(0, Rounds).Select(_ => Child.Times(Timing, 1)).ToArray();
        double Ratio(string over, string under) => Stopclock.Median(runs.Select(run => run[over] / run[under]));
        yield return Floor(
            "tridiagonal 1e5 ÷ pushforward",
            Ratio($"jacobian {Large}", $"push {Large}"),
            PushforwardsFloor
        );
        yield return Floor("tridiagonal 1e5 ÷ 1e4", Ratio($"jacobian {Large}", $"jacobian {Small}"), GrowthFloor);
        yield return Floor("detection 1e5 ÷ 1e4", Ratio($"prepare {Large}", $"prepare {Small}"), GrowthFloor);
    }

    private static Row Floor(string name, double ratio, double bound) =>
        Row.OfFloor("transforms", name, ratio, bound, "x");

    /// <summary>Microseconds of the function, of a pushforward, of a prepared sparse Jacobian, and of preparing it; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var times = new Dictionary<string, double>();
        foreach (var n in new[] { Small, Large })
        {
            var x = Key.Of(1).Normal([n]);
            var v = Key.Of(2).Normal([n]);
            var jacobian = Ad.SparseJacobian(Residual, x);
            object sink = x;
            var medians = Stopclock.MedianMicroseconds(
                4 * SecondsEach,
                () => sink = Residual(x),
                () => sink = Ad.Pushforward(Residual, x, v),
                () => sink = jacobian(x),
                () => sink = Ad.SparseJacobian(Residual, x)
            );
            GC.KeepAlive(sink);
            string[] names = ["primal", "push", "jacobian", "prepare"];
            for (var i = 0; i < names.Length; i++)
                times[$"{names[i]} {n}"] = medians[i];
        }
        return times;
    }

    // A reaction and a diffusion on a line, as in the example.
    private static Tensor Residual(Tensor u)
    {
        var n = u.Count;
        var padded = u.Pad([1], [1]);
        return 2 * u - padded.Slice(0, 0, n) - padded.Slice(0, 2, n + 2) + 0.1 * Tensor.Exp(u);
    }
}
