using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>A tensor of numbers: a stretch of an array that nobody writes to once the tensor is made.</summary>
public sealed class DenseTensor : Tensor
{
    private readonly int offset;
    private Array? data;
    private DenseTensor? transposeOf;

    /// <summary>A tensor over an array of <c>float</c> or <c>double</c> that the caller will not write to again.</summary>
    internal DenseTensor(Shape shape, DType dtype, Array data, int offset = 0)
        : base(shape, dtype)
    {
        this.data = data;
        this.offset = offset;
    }

    private DenseTensor(Shape shape, DenseTensor transposeOf)
        : base(shape, transposeOf.DType) => this.transposeOf = transposeOf;

    internal override DenseTensor Dense => this;

    /// <summary>
    /// The tensor that this is the transpose of, while its elements have not been moved: a matrix product reads that instead.
    /// Whoever asks for the elements has them moved, once; which is why this may become null at any time.
    /// </summary>
    internal DenseTensor? TransposeOf => Volatile.Read(ref transposeOf);

    /// <summary>The last two axes swapped, without moving the elements until they are asked for.</summary>
    internal DenseTensor Transposed()
    {
        if (TransposeOf is { } original)
            return original;
        var sizes = Shape.ToArray();
        (sizes[^2], sizes[^1]) = (sizes[^1], sizes[^2]);
        var shape = Shape.Own(sizes);
        return sizes[^2] == 1 || sizes[^1] == 1 ? Reshaped(shape) : new(shape, this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Array Move()
    {
        // Two threads may both move the elements, to the same end: the data is there before the original is let go.
        if (TransposeOf is { } original)
        {
            var moved = Uninitialized(Type);
            var (rows, columns) = (original.Shape[^2], original.Shape[^1]);
            var batch = Shape.CountOf(0, Rank - 2);
            if (DType == DType.Float32)
                Movement.Transpose(batch, rows, columns, original.Span<float>(), moved.Writable<float>());
            else
                Movement.Transpose(batch, rows, columns, original.Span<double>(), moved.Writable<double>());
            Volatile.Write(ref data, moved.data);
            Volatile.Write(ref transposeOf, null);
        }
        return Volatile.Read(ref data)!;
    }

    /// <summary>A tensor to be filled by a kernel before anybody else sees it; its elements are undefined.</summary>
    internal static DenseTensor Uninitialized(Shape shape, DType dtype) =>
        dtype == DType.Float32
            ? new(shape, dtype, Buffer<float>(shape.Size))
            : new(shape, dtype, Buffer<double>(shape.Size));

    /// <inheritdoc cref="Uninitialized(Shape, DType)"/>
    internal static DenseTensor Uninitialized(TensorType type) => Uninitialized(type.Shape, type.DType);

    private static T[] Buffer<T>(int count) => count <= 64 ? new T[count] : GC.AllocateUninitializedArray<T>(count);

    /// <summary>The elements, row-major. <typeparamref name="T"/> must be the type that <see cref="Tensor.DType"/> names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<T> Span<T>()
        where T : unmanaged => Writable<T>();

    /// <summary>The elements for the kernel that fills this tensor, and for nobody after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Writable<T>()
        where T : unmanaged =>
        MemoryMarshal.CreateSpan(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Unsafe.As<T[]>(data ?? Move())), offset),
            Shape.Size
        );

    /// <summary>The same elements, not copied, under another shape of equal count.</summary>
    internal DenseTensor Reshaped(Shape shape) => new(shape, DType, data ?? Move(), offset);

    /// <summary>A stretch of the elements, not copied: <paramref name="start"/> counts elements.</summary>
    internal DenseTensor Stretch(Shape shape, int start) => new(shape, DType, data ?? Move(), offset + start);

    /// <summary>The element at a row-major position.</summary>
    internal double At(int index) => DType == DType.Float32 ? Span<float>()[index] : Span<double>()[index];
}

/// <summary>Conversions between the element types and <see cref="DType"/>.</summary>
internal static class DTypes
{
    /// <summary>The dtype whose elements are <typeparamref name="T"/>.</summary>
    public static DType Of<T>() => typeof(T) == typeof(float) ? DType.Float32 : DType.Float64;
}
