using System.Numerics;
using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// What is run on some of the instances of a batch: on all, or on as many as a power of 2, so that a batch of n instances takes about log₂ n programs at most.
/// </summary>
internal sealed class Executables(Func<int, Executable> make, int size)
{
    private readonly Executable?[] powers = new Executable?[32];
    private Executable? all;

    /// <summary>For all instances.</summary>
    public Executable All => all ??= make(size);

    /// <summary>For all instances, or for a power of 2.</summary>
    public Executable Of(int count) => count == size ? All : powers[BitOperations.Log2((uint)count)] ??= make(count);

    /// <summary>How many instances of so many run at once: the greatest power of 2 among them.</summary>
    public static int Most(int count) => 1 << BitOperations.Log2((uint)count);
}

/// <summary>The instances of a batch, along axis 0, as rows that are moved. Tensors may have more rows than are named.</summary>
internal static class InstanceRows
{
    /// <summary>A place for the first so many instances of a batch.</summary>
    public static DenseTensor Place(DenseTensor like, int count) =>
        DenseTensor.Uninitialized(Batching.Of(count, Batching.Instance(like.Shape)), like.DType);

    /// <summary>The k-th row of y becomes the row of x that the k-th number names.</summary>
    public static void Gather(DenseTensor x, ReadOnlySpan<int> rows, DenseTensor y)
    {
        var inner = Inner(y);
        if (x.DType == DType.Float32)
            Movement.Gather(1, x.Shape[0], inner, rows, x.Span<float>(), y.Writable<float>());
        else
            Movement.Gather(1, x.Shape[0], inner, rows, x.Span<double>(), y.Writable<double>());
    }

    /// <summary>The row of y that the k-th number names becomes the k-th row of x.</summary>
    public static void Scatter(DenseTensor x, ReadOnlySpan<int> rows, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Scatter(x.Span<float>(), rows, Inner(y), y.Writable<float>());
        else
            Scatter(x.Span<double>(), rows, Inner(y), y.Writable<double>());
    }

    private static void Scatter<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> rows, int inner, Span<T> y)
    {
        for (var k = 0; k < rows.Length; k++)
            x.Slice(k * inner, inner).CopyTo(y[(rows[k] * inner)..]);
    }

    /// <summary>The row of y that the k-th number of <paramref name="to"/> names becomes that of x that the k-th of <paramref name="from"/> names.</summary>
    public static void Move(DenseTensor x, ReadOnlySpan<int> from, DenseTensor y, ReadOnlySpan<int> to)
    {
        if (x.DType == DType.Float32)
            Move(x.Span<float>(), from, Inner(y), y.Writable<float>(), to);
        else
            Move(x.Span<double>(), from, Inner(y), y.Writable<double>(), to);
    }

    private static void Move<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> from, int inner, Span<T> y, ReadOnlySpan<int> to)
    {
        for (var k = 0; k < from.Length; k++)
            x.Slice(from[k] * inner, inner).CopyTo(y[(to[k] * inner)..]);
    }

    /// <summary>y ← y + x.</summary>
    public static void Add(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            TensorPrimitives.Add(y.Span<float>(), x.Span<float>(), y.Writable<float>());
        else
            TensorPrimitives.Add(y.Span<double>(), x.Span<double>(), y.Writable<double>());
    }

    /// <summary>The elements of one instance.</summary>
    public static int Inner(DenseTensor x) => x.Shape[0] == 0 ? 0 : x.Count / x.Shape[0];
}
