namespace Functional.Core;

// Comparisons of two tensors of one shape, for tests and stopping rules. Dtypes may differ, except for ulps;
// traced tensors are read as their numbers.
public abstract partial class Tensor
{
    /// <summary>
    /// Whether |xᵢ − yᵢ| ≤ absolute + relative·|yᵢ| for all i. Equal infinities are close; NaN is close to nothing.
    /// Empty tensors are close.
    /// </summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static bool AllClose(Tensor x, Tensor y, double relative = 1e-5, double absolute = 1e-8)
    {
        var (a, b) = Pair("AllClose", x, y);
        for (var i = 0; i < a.Count; i++)
        {
            var (p, q) = (a.At(i), b.At(i));
            if (p != q && !(double.IsFinite(q) && Math.Abs(p - q) <= absolute + relative * Math.Abs(q)))
                return false;
        }
        return true;
    }

    /// <summary>The largest |xᵢ − yᵢ|: 0 for equal infinities and for empty tensors, NaN where one of the two is NaN.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static double MaxAbsDifference(Tensor x, Tensor y)
    {
        var (a, b) = Pair("MaxAbsDifference", x, y);
        var largest = 0.0;
        for (var i = 0; i < a.Count; i++)
        {
            var (p, q) = (a.At(i), b.At(i));
            largest = p == q ? largest : Math.Max(largest, Math.Abs(p - q));
        }
        return largest;
    }

    /// <summary>
    /// The largest distance in units in the last place: how many numbers of the dtype lie between xᵢ and yᵢ, one of the two counted.
    /// 0 and −0 are the same number, ∞ follows the largest finite one, and two NaNs are equal; NaN and a number are 2⁶³ − 1 apart.
    /// </summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static long MaxUlpDifference(Tensor x, Tensor y)
    {
        var (a, b) = Pair("MaxUlpDifference", x, y);
        if (a.DType != b.DType)
            DTypeException.ThrowMixed("MaxUlpDifference", a.DType, b.DType);
        var largest = 0L;
        for (var i = 0; i < a.Count; i++)
        {
            var (p, q) = (a.At(i), b.At(i));
            if (double.IsNaN(p) || double.IsNaN(q))
                largest = double.IsNaN(p) && double.IsNaN(q) ? largest : long.MaxValue;
            else
                largest = Math.Max(largest, Apart(Place(p, a.DType), Place(q, a.DType)));
        }
        return largest;
    }

    /// <summary>The position of a number among all of its dtype, counted from 0.</summary>
    private static long Place(double x, DType dtype)
    {
        var place =
            dtype == DType.Float32
                ? BitConverter.SingleToInt32Bits((float)Math.Abs(x))
                : BitConverter.DoubleToInt64Bits(Math.Abs(x));
        return x < 0 ? -place : place;
    }

    private static long Apart(long a, long b) => (long)Int128.Min(Int128.Abs((Int128)a - b), long.MaxValue);

    private static (DenseTensor X, DenseTensor Y) Pair(string operation, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (!x.Shape.Equals(y.Shape))
            ShapeException.Throw(operation, "tensors of one shape", $"{x.Shape} and {y.Shape}");
        return (x.Dense, y.Dense);
    }
}
