using System.Buffers;

namespace Functional.Core.Kernels;

/// <summary>Memory for as long as a kernel runs, from the pool.</summary>
internal readonly ref struct Rented<T>(int count)
{
    private readonly T[] array = ArrayPool<T>.Shared.Rent(count);

    /// <summary>The elements, undefined at first.</summary>
    public Span<T> Span => array.AsSpan(0, count);

    public void Dispose() => ArrayPool<T>.Shared.Return(array);
}
