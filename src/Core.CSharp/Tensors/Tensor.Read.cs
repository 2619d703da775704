using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core;

// No derivative passes through numbers that are read. One number is read for a branch; all of them are read to compute with.
public abstract partial class Tensor
{
    /// <summary>The elements, row-major, as a fresh array of <c>double</c>.</summary>
    /// <exception cref="TraceException">A derivative would be lost (see <see cref="Ad.StopGradient"/>), or there are no numbers yet.</exception>
    public double[] ToArray() => Read<double>("ToArray");

    /// <summary>The elements, row-major, as a fresh array of <c>float</c>; Float64 numbers are rounded.</summary>
    /// <exception cref="TraceException">A derivative would be lost (see <see cref="Ad.StopGradient"/>), or there are no numbers yet.</exception>
    public float[] ToArray32() => Read<float>("ToArray32");

    /// <summary>The elements of a matrix as a fresh rectangular array.</summary>
    /// <exception cref="ShapeException">The tensor is not a matrix.</exception>
    /// <exception cref="TraceException">A derivative would be lost (see <see cref="Ad.StopGradient"/>), or there are no numbers yet.</exception>
    public double[,] ToArray2D() => Read2D<double>("ToArray2D");

    /// <summary>The elements of a matrix as a fresh rectangular array; Float64 numbers are rounded.</summary>
    /// <inheritdoc cref="ToArray2D"/>
    public float[,] ToArray2D32() => Read2D<float>("ToArray2D32");

    /// <summary>The only element, for a branch or a message. No derivative passes through it.</summary>
    /// <exception cref="ShapeException">There is not exactly one.</exception>
    /// <exception cref="TraceException">The tensor has no numbers yet, as while a program is traced.</exception>
    public double ToScalar()
    {
        if (Count != 1)
            ShapeException.Throw("ToScalar", "one element", $"{Shape}");
        return Dense.At(0);
    }

    private T[] Read<T>(string operation)
        where T : unmanaged
    {
        var result = Allocation.Zeros<T>(Count, operation);
        CopyTo<T>(operation, result);
        return result;
    }

    private T[,] Read2D<T>(string operation)
        where T : unmanaged
    {
        if (Rank != 2)
            ShapeException.Throw(operation, "a matrix [m, n]", $"{Shape}");
        var result = Allocation.Zeros<T>(Shape[0], Shape[1], operation);
        ref var first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(result));
        CopyTo(operation, MemoryMarshal.CreateSpan(ref first, result.Length));
        return result;
    }

    private void CopyTo<T>(string operation, Span<T> y)
        where T : unmanaged
    {
        var dense = Whole(operation);
        if (DTypes.Of<T>() == DType)
            dense.Span<T>().CopyTo(y);
        else if (DType == DType.Float32)
            TensorPrimitives.ConvertTruncating(dense.Span<float>(), MemoryMarshal.Cast<T, double>(y));
        else
            TensorPrimitives.ConvertTruncating(dense.Span<double>(), MemoryMarshal.Cast<T, float>(y));
    }
}
