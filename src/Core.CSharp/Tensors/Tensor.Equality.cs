using System.Runtime.InteropServices;

namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// Whether two tensors are the same value: equal dtype, shape and bits, where every NaN equals every other.
    /// So 0 and −0 differ, unlike under <c>Tensor.Equal</c>, which is the elementwise comparison.
    /// Of traced tensors the numbers are compared, as for any branch.
    /// </summary>
    /// <exception cref="TraceException">One of two tensors of equal shape and dtype has no numbers yet, as while a program is traced.</exception>
    public sealed override bool Equals(object? obj) =>
        ReferenceEquals(this, obj)
        || (
            obj is Tensor other
            && DType == other.DType
            && Shape.Equals(other.Shape)
            && (DType == DType.Float32 ? SameSingles(Dense, other.Dense) : SameDoubles(Dense, other.Dense))
        );

    /// <summary>Whether two tensors are the same value, as <see cref="Equals(object?)"/> says; <c>Tensor.Equal</c> compares elementwise.</summary>
    /// <inheritdoc cref="Equals(object?)"/>
    public static bool operator ==(Tensor? x, Tensor? y) => x is null ? y is null : x.Equals(y);

    /// <summary>Whether two tensors are different values, as <see cref="Equals(object?)"/> says; <c>Tensor.NotEqual</c> compares elementwise.</summary>
    /// <inheritdoc cref="Equals(object?)"/>
    public static bool operator !=(Tensor? x, Tensor? y) => !(x == y);

    /// <summary>Equal tensors have equal hash codes; those of tensors that begin alike may be equal too.</summary>
    /// <exception cref="TraceException">The tensor has no numbers yet, as while a program is traced.</exception>
    public sealed override int GetHashCode()
    {
        var x = Dense;
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
