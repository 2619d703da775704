using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Functional.Bench.Compare;

/// <summary>Times actions against each other.</summary>
internal static class Stopclock
{
    // Long enough for the clock, short enough that a disturbance meets few batches.
    private const double BatchMicroseconds = 100;

    /// <summary>The median microseconds of each action: batches of them in turn, so that a disturbance meets all alike.</summary>
    public static double[] MedianMicroseconds(double seconds, params Action[] actions)
    {
        var inner = actions.Select(Calls).ToArray();
        var times = actions.Select(_ => new List<double>()).ToArray();
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < seconds || times[0].Count < 5)
            for (var i = 0; i < actions.Length; i++)
                times[i].Add(Batch(actions[i], inner[i]));
        return times.Select(Median).ToArray();
    }

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Warms the action up until the compiler is done with it, and says how many calls make a batch.</summary>
    private static int Calls(Action action)
    {
        var warm = Stopwatch.StartNew();
        var calls = 0;
        while (warm.ElapsedMilliseconds < 150 || calls < 3)
        {
            action();
            calls++;
        }
        return Math.Max(1, (int)(BatchMicroseconds / Batch(action, 3)));
    }

    private static double Batch(Action action, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
