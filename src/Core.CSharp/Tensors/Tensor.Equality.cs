using System.Runtime.InteropServices;

namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// Whether two tensors of numbers are the same value: equal dtype, shape and bits, where every NaN equals every other.
    /// So 0 and −0 differ, unlike under <c>Tensor.Equal</c>, which is the elementwise comparison. A traced tensor equals itself alone.
    /// </summary>
    public sealed override bool Equals(object? obj) =>
        ReferenceEquals(this, obj)
        || (
            this is DenseTensor x
            && obj is DenseTensor y
            && x.DType == y.DType
            && x.Shape.Equals(y.Shape)
            && (x.DType == DType.Float32 ? SameSingles(x, y) : SameDoubles(x, y))
        );

    /// <summary>Equal tensors have equal hash codes; those of tensors that begin alike may be equal too.</summary>
    public sealed override int GetHashCode()
    {
        if (this is not DenseTensor x)
            return System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
        var hash = new HashCode();
        hash.Add(DType);
        hash.Add(Shape);
        for (var i = 0; i < Math.Min(Count, 64); i++)
        {
            var element = x.At(i);
            hash.Add(double.IsNaN(element) ? 0 : BitConverter.DoubleToInt64Bits(element));
        }
        return hash.ToHashCode();
    }

    private static bool SameDoubles(DenseTensor x, DenseTensor y)
    {
        var a = x.Span<double>();
        var b = y.Span<double>();
        if (MemoryMarshal.Cast<double, long>(a).SequenceEqual(MemoryMarshal.Cast<double, long>(b)))
            return true;
        for (var i = 0; i < a.Length; i++)
            if (BitConverter.DoubleToInt64Bits(a[i]) != BitConverter.DoubleToInt64Bits(b[i]))
                if (!(double.IsNaN(a[i]) && double.IsNaN(b[i])))
                    return false;
        return true;
    }

    private static bool SameSingles(DenseTensor x, DenseTensor y)
    {
        var a = x.Span<float>();
        var b = y.Span<float>();
        if (MemoryMarshal.Cast<float, int>(a).SequenceEqual(MemoryMarshal.Cast<float, int>(b)))
            return true;
        for (var i = 0; i < a.Length; i++)
            if (BitConverter.SingleToInt32Bits(a[i]) != BitConverter.SingleToInt32Bits(b[i]))
                if (!(float.IsNaN(a[i]) && float.IsNaN(b[i])))
                    return false;
        return true;
    }
}
