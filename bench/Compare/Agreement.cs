using System;
using System.Linq;

namespace Functional.Bench.Compare;

/// <summary>Holds a peer to computing what ours computes, without which its time says nothing.</summary>
internal static class Agreement
{
    // Float32 sums in another order, over some layers or steps.
    private const double Tolerance = 1e-4;

    public static void Check(string peer, double[] ours, double[] theirs)
    {
        var worst =
            ours.Length == theirs.Length
                ? ours.Zip(theirs, (x, y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(x))).Max()
                : double.NaN;
        if (!(worst <= Tolerance))
            throw new InvalidOperationException(
                $"Compare wants {peer} to give the answers that ours gives, but the farthest differs by {worst:G3}."
            );
    }
}
