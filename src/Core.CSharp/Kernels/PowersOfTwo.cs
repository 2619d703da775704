using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>Scaling by powers of two, which rounds nothing unless numbers leave the range of normal ones.</summary>
internal static class PowersOfTwo
{
    // The greatest element stays so far below overflow that it may be added some millions of times.
    private const int Room = 23;

    /// <summary>
    /// Brings the largest element near 1 and gives the exponent that <see cref="Scale"/> takes back: squares of elements then stay in range,
    /// and absolute bounds mean the same for every matrix. An array without a finite element other than 0 stays as it is.
    /// </summary>
    public static int Normalize(Span<double> a)
    {
        var exponent = Exponent<double>(a);
        Scale(a, -exponent);
        return exponent;
    }

    /// <summary>
    /// Brings the largest element away from where sums overflow and products with ratios lose digits, by no more than that takes, so that small
    /// elements beside it keep theirs; gives the even exponent that <see cref="Scale"/> takes back, 0 for most arrays.
    /// </summary>
    public static int Clear<T>(Span<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var exponent = Exponent<T>(a);
        var greatest = T.ILogB(T.BitDecrement(T.PositiveInfinity));
        var digits = -T.ILogB(T.BitIncrement(T.One) - T.One);
        exponent = (exponent - Math.Clamp(exponent, digits - greatest, greatest - Room)) / 2 * 2;
        Scale(a, -exponent);
        return exponent;
    }

    /// <summary>The exponent of the largest element; 0 where there is none but 0, or one that is not finite.</summary>
    private static int Exponent<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = a.IsEmpty ? T.Zero : TensorPrimitives.MaxMagnitude(a);
        return largest == T.Zero || !T.IsFinite(largest) ? 0 : T.ILogB(largest);
    }

    /// <summary>Multiplies by 2 to the given power.</summary>
    public static void Scale<T>(Span<T> a, int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The power itself may be out of range: it is taken in steps.
        var most = T.ILogB(T.BitDecrement(T.PositiveInfinity)) - 1;
        while (exponent != 0)
        {
            var step = Math.Clamp(exponent, -most, most);
            TensorPrimitives.Multiply(a, T.ScaleB(T.One, step), a);
            exponent -= step;
        }
    }
}
