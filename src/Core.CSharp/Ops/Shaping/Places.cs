using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>Indices as a kernel wants them: integers on loan for the length of one call, read from or written to whole numbers of a tensor.</summary>
internal readonly ref struct Places
{
    // Beyond it not every whole number is a float.
    private const int LastOfFloat32 = 1 << 24;

    private readonly int[] rented;

    public Places(int count)
    {
        rented = ArrayPool<int>.Shared.Rent(count);
        Span = rented.AsSpan(0, count);
    }

    public Span<int> Span { get; }

    /// <summary>The indices that a tensor holds, each checked against the size of the axis that they point into.</summary>
    /// <exception cref="DomainException">An index is negative, too large, or no whole number.</exception>
    public static Places Read(DenseTensor indices, string operation, int axis, int size)
    {
        var places = new Places(indices.Count);
        if (indices.DType == DType.Float32)
            Read(indices.Span<float>(), places.Span, operation, axis, size);
        else
            Read(indices.Span<double>(), places.Span, operation, axis, size);
        return places;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Read<T>(ReadOnlySpan<T> indices, Span<int> places, string operation, int axis, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < places.Length; i++)
        {
            var place = int.CreateSaturating(indices[i]);
            if ((uint)place >= (uint)size || T.CreateSaturating(place) != indices[i])
                DomainException.Throw(
                    operation,
                    $"whole indices of at least 0 and less than {size}, the size of axis {axis}",
                    $"{indices[i]} as index number {i}"
                );
            places[i] = place;
        }
    }

    /// <summary>The indices as numbers.</summary>
    public void WriteTo<T>(Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.ConvertTruncating<int, T>(Span, target);

    /// <summary>The dtype of the indices along an axis: that of the elements, or Float64 where Float32 does not have them all.</summary>
    public static DType DTypeOf(TensorType x, int axis) => x.Shape[axis] > LastOfFloat32 ? DType.Float64 : x.DType;

    /// <summary>The indices as the numbers of a tensor.</summary>
    public void WriteTo(DenseTensor target)
    {
        if (target.DType == DType.Float32)
            WriteTo(target.Writable<float>());
        else
            WriteTo(target.Writable<double>());
    }

    /// <summary>Whether the dtype has all the indices of an axis, which a caller asked for in this dtype.</summary>
    /// <exception cref="DTypeException">The axis is too long.</exception>
    public static void Check(string operation, TensorType x, int axis)
    {
        if (DTypeOf(x, axis) != x.DType)
            throw new DTypeException(
                $"{operation} wants at most {LastOfFloat32} elements along axis {axis} in Float32, which holds no larger index, "
                    + $"but got {x.Shape[axis]}; convert to Float64 with Cast."
            );
    }

    /// <summary>Indices as a tensor, in Float64, which has them all.</summary>
    public static Tensor Tensor(int[] indices) => Core.Tensor.Create(indices);

    public void Dispose() => ArrayPool<int>.Shared.Return(rented);
}
