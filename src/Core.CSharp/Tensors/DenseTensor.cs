using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>A tensor of numbers: a stretch of an array that nobody writes to once the tensor is made.</summary>
public sealed class DenseTensor : Tensor
{
    private const int Line = 64;

    // From this many elements on, an array begins at a cache line, so that no vector lies across two.
    private const int WorthAligning = 1 << 12;

    private int offset;
    private Array? data;
    private Unwritten? unwritten;

    /// <summary>A tensor over an array of <c>float</c> or <c>double</c> that the caller will not write to again.</summary>
    internal DenseTensor(Shape shape, DType dtype, Array data, int offset = 0)
        : base(shape, dtype)
    {
        this.data = data;
        this.offset = offset;
    }

    /// <summary>A tensor whose elements are written when somebody first asks for them.</summary>
    internal DenseTensor(TensorType type, Unwritten unwritten)
        : base(type.Shape, type.DType) => this.unwritten = unwritten;

    internal override DenseTensor Dense => this;

    internal override bool HasNumbers => true;

    /// <summary>
    /// How the elements come about, while they are not written; null once they are, which may be at any time. A transposition stays one:
    /// a product rounds in another order where it reads the original, and may not depend on who read the elements before.
    /// </summary>
    internal Unwritten? Unwritten => Volatile.Read(ref unwritten);

    /// <summary>The last two axes swapped, without moving the elements until they are asked for.</summary>
    internal DenseTensor Transposed()
    {
        if (Unwritten is Transposition { Original: var original })
            return original;
        var sizes = Shape.ToArray();
        (sizes[^2], sizes[^1]) = (sizes[^1], sizes[^2]);
        var shape = Shape.Own(sizes);
        return sizes[^2] == 1 || sizes[^1] == 1 ? Reshaped(shape) : new(new(shape, DType), new Transposition(this));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Array Write()
    {
        // Two threads may both write the elements, to the same end: the data is there before its description is let go.
        if (Unwritten is { } description)
        {
            // From the first element of an array on, so that where they lie is one word, and cannot be seen half changed.
            Array numbers =
                DType == DType.Float32
                    ? Allocation.Zeros<float>(Count, "Tensor")
                    : Allocation.Zeros<double>(Count, "Tensor");
            var written = new DenseTensor(Shape, DType, numbers);
            description.Write(written);
            Volatile.Write(ref data, written.data);
            if (description is not Transposition)
                Volatile.Write(ref unwritten, null);
        }
        return Volatile.Read(ref data)!;
    }

    /// <summary>A tensor to be filled by a kernel before anybody else sees it; its elements are undefined.</summary>
    /// <exception cref="ShapeException">There are more elements than an array can have.</exception>
    /// <exception cref="AllocationException">The process has no memory for them; the error names the operation.</exception>
    internal static DenseTensor Uninitialized(Shape shape, DType dtype, Operation? by = null) =>
        Uninitialized(new(shape, dtype), false, by, null);

    /// <inheritdoc cref="Uninitialized(Shape, DType, Operation?)"/>
    internal static DenseTensor Uninitialized(Shape shape, DType dtype, string operation) =>
        Uninitialized(new(shape, dtype), false, null, operation);

    /// <inheritdoc cref="Uninitialized(Shape, DType, Operation?)"/>
    internal static DenseTensor Uninitialized(TensorType type) => Uninitialized(type, false, null, null);

    /// <inheritdoc cref="Uninitialized(Shape, DType, Operation?)"/>
    internal static DenseTensor Uninitialized(TensorType type, Operation by) => Uninitialized(type, false, by, null);

    /// <summary>The same, for memory that is used again and again: it begins at a cache line, and stays there.</summary>
    internal static DenseTensor Pinned(TensorType type, string operation = "Compile") =>
        Uninitialized(type, true, null, operation);

    private static DenseTensor Uninitialized(TensorType type, bool pinned, Operation? by, string? name) =>
        type.DType == DType.Float32
            ? Uninitialized<float>(type, pinned, by, name)
            : Uninitialized<double>(type, pinned, by, name);

    private static unsafe DenseTensor Uninitialized<T>(TensorType type, bool pinned, Operation? by, string? name)
        where T : unmanaged
    {
        var count = type.Shape.Size;
        if (!pinned && count < WorthAligning)
            return new(type.Shape, type.DType, count <= 64 ? new T[count] : GC.AllocateUninitializedArray<T>(count));
        // Large arrays are not moved as a rule; where one is, it is only slower to read.
        var data = Allocation.Uninitialized<T>(type, Line / sizeof(T), pinned, by?.Name ?? name ?? "Tensor");
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(data));
        return new(type.Shape, type.DType, data, (int)((Line - address % Line) % Line / sizeof(T)));
    }

    /// <summary>
    /// Lets this tensor stand for a stretch of another's elements from now on: only for the names that an <see cref="Executable"/> has for its memory,
    /// which nobody outside ever sees.
    /// </summary>
    internal void Rebind(DenseTensor x, int start)
    {
        data = x.data ?? x.Write();
        offset = x.offset + start;
    }

    /// <summary>A name for memory that is not bound to any yet.</summary>
    internal static DenseTensor Unbound(TensorType type) => new(type.Shape, type.DType, None(type.DType));

    /// <summary>Lets go of the memory that this name stood for.</summary>
    internal void Unbind() => data = None(DType);

    private static Array None(DType dtype) => dtype == DType.Float32 ? Array.Empty<float>() : Array.Empty<double>();

    /// <summary>The elements, row-major. <typeparamref name="T"/> must be the type that <see cref="Tensor.DType"/> names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<T> Span<T>()
        where T : unmanaged => Writable<T>();

    /// <summary>The elements for the kernel that fills this tensor, and for nobody after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Writable<T>()
        where T : unmanaged => MemoryMarshal.CreateSpan(ref First<T>(), Shape.Size);

    /// <summary>The first element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T First<T>()
        where T : unmanaged =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Unsafe.As<T[]>(data ?? Write())), offset);

    /// <summary>The same elements, not copied, under another shape of equal count.</summary>
    internal DenseTensor Reshaped(Shape shape) => new(shape, DType, data ?? Write(), offset);

    /// <summary>A stretch of the elements, not copied: <paramref name="start"/> counts elements.</summary>
    internal DenseTensor Stretch(Shape shape, int start) => new(shape, DType, data ?? Write(), offset + start);

    /// <summary>Copies the elements of another tensor of as many; only for the kernel that fills this one.</summary>
    internal void Fill(DenseTensor x)
    {
        if (DType == DType.Float32)
            x.Span<float>().CopyTo(Writable<float>());
        else
            x.Span<double>().CopyTo(Writable<double>());
    }

    /// <summary>Makes every element 0; only for the kernel that fills this tensor.</summary>
    internal void Clear()
    {
        if (DType == DType.Float32)
            Writable<float>().Clear();
        else
            Writable<double>().Clear();
    }

    /// <summary>Whether every element is 0.</summary>
    internal bool IsZero =>
        Unwritten is Transposition { Original: var original } ? original.IsZero
        : DType == DType.Float32 ? !Span<float>().ContainsAnyExcept(0f)
        : !Span<double>().ContainsAnyExcept(0d);

    /// <summary>The element at a row-major position.</summary>
    internal double At(int index) => DType == DType.Float32 ? Span<float>()[index] : Span<double>()[index];
}

/// <summary>Conversions between the element types and <see cref="DType"/>.</summary>
internal static class DTypes
{
    /// <summary>The dtype whose elements are <typeparamref name="T"/>.</summary>
    public static DType Of<T>() => typeof(T) == typeof(float) ? DType.Float32 : DType.Float64;

    /// <summary>The dtype itself, if it is one.</summary>
    /// <exception cref="DTypeException">It is not.</exception>
    public static DType Checked(DType dtype, string operation) =>
        dtype is DType.Float32 or DType.Float64
            ? dtype
            : throw new DTypeException($"{operation} wants Float32 or Float64, but got the dtype {(int)dtype}.");
}
