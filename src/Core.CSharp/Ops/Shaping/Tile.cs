namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The whole tensor again and again, <c>times[i]</c> times along axis i; if there are more counts than axes, new axes come first, if
    /// fewer, the first axes are left alone. The cotangent is summed over the copies.
    /// </summary>
    /// <exception cref="ShapeException">A count is negative, or the answer has too many elements.</exception>
    public Tensor Tile(params int[] times)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (Array.Exists(times, count => count < 0))
            ShapeException.Throw("Tile", "counts of 0 or more", $"[{InvariantText.Join(", ", times)}]");
        var rank = Math.Max(Rank, times.Length);
        var (split, stretched, result) = (new int[2 * rank], new int[2 * rank], new int[rank]);
        for (var i = 0; i < rank; i++)
        {
            var size = i < rank - Rank ? 1 : Shape[i - rank + Rank];
            var count = i < rank - times.Length ? 1 : times[i - rank + times.Length];
            (split[2 * i], split[2 * i + 1]) = (1, size);
            (stretched[2 * i], stretched[2 * i + 1]) = (count, size);
            result[i] = Shape.Checked((long)count * size, "Tile");
        }
        return Reshape(split).BroadcastTo(stretched).Reshape(result);
    }
}
