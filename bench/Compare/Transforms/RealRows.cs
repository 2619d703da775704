using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Functional.Core;

namespace Functional.Bench.Compare.Transforms;

/// <summary>What scalar derivatives cost beside the arithmetic itself.</summary>
internal static class RealRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "real";

    private const string Section = "transforms";
    private const int Rounds = 3;
    private const double Seconds = 0.6;
    private const double NanosecondsFloor = 8;
    private const double OneFloor = 1.5;
    private const double EightFloor = 3;

    // Four operations a step: a million of them, and a chain that stays in the innermost cache.
    private const int LongChain = 250_000;
    private const int Steps = 2_000;

    /// <summary>The rows of Real and of dual numbers.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var runs = Enumerable.Range(0, Rounds).Select(_ => Child.Times(Timing, 1)).ToArray();
        double Median(Func<IReadOnlyDictionary<string, double>, double> of) => Stopclock.Median(runs.Select(of));

        yield return Row.OfFloor(
            Section,
            "real record+reverse ns/op",
            Median(run => run["reverse"] * 1000 / (4 * LongChain)),
            NanosecondsFloor,
            "ns"
        );
        foreach (var name in new[] { "chain", "orbit", "pendulum" })
        {
            yield return Row.OfFloor(
                Section,
                $"forward one tangent / plain, {name}",
                Median(run => run[$"one {name}"] / run[$"plain {name}"]),
                OneFloor,
                "x"
            );
            yield return Row.OfFloor(
                Section,
                $"forward 8 tangents / plain, {name}",
                Median(run => run[$"eight {name}"] / run[$"plain {name}"]),
                EightFloor,
                "x"
            );
        }
    }

    /// <summary>Microseconds of each function on doubles, on duals and on Real; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var times = new Dictionary<string, double>();
        var (x, gradient) = (new[] { 0.3, 0.5 }, new double[2]);
        Func<Real[], Real> chain = v => Chain(v[0], v[1], LongChain);
        times["reverse"] = Stopclock.MedianMicroseconds(
            2 * Seconds,
            () => Scalars.Gradient(chain, x.AsSpan(), gradient.AsSpan())
        )[0];
        Time(times, "chain", Chain, Chain, Chain);
        Time(times, "orbit", Orbit, Orbit, Orbit);
        Time(times, "pendulum", Pendulum, Pendulum, Pendulum);
        return times;
    }

    private static void Time(
        Dictionary<string, double> times,
        string name,
        Func<double, double, int, double> plain,
        Func<Dual<Tangent1>, Dual<Tangent1>, int, Dual<Tangent1>> one,
        Func<Dual<Tangent8>, Dual<Tangent8>, int, Dual<Tangent8>> eight
    )
    {
        var sink = 0.0;
        var medians = Stopclock.MedianMicroseconds(
            3 * Seconds,
            () => sink += plain(0.9, 0.5, Steps),
            () => sink += one(new(0.9, new(1)), new(0.5, new(0)), Steps).Tangent.Value,
            () => sink += eight(new(0.9, Tangent8.Along(0)), new(0.5, Tangent8.Along(1)), Steps).Tangent[1]
        );
        GC.KeepAlive(sink);
        (times[$"plain {name}"], times[$"one {name}"], times[$"eight {name}"]) = (medians[0], medians[1], medians[2]);
    }

    private static T Chain<T>(T a, T b, int steps)
        where T : INumber<T>
    {
        var y = a;
        for (var i = 0; i < steps; i++)
        {
            y = y * b + a;
            y -= a * y;
        }
        return y;
    }

    private static T Orbit<T>(T x, T v, int steps)
        where T : INumber<T>, IRootFunctions<T>
    {
        var (y, vx, vy) = (T.Zero, T.Zero, v);
        var h = T.CreateChecked(0.01);
        for (var i = 0; i < steps; i++)
        {
            x += h * vx;
            y += h * vy;
            var square = x * x + y * y;
            var pull = h / (square * T.Sqrt(square));
            vx -= pull * x;
            vy -= pull * y;
        }
        return x + y;
    }

    private static T Pendulum<T>(T angle, T speed, int steps)
        where T : INumber<T>, ITrigonometricFunctions<T>
    {
        var h = T.CreateChecked(0.01);
        for (var i = 0; i < steps; i++)
        {
            speed -= h * T.Sin(angle);
            angle += h * speed;
        }
        return angle;
    }
}
