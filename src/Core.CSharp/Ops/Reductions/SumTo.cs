using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The transpose of <see cref="BroadcastTo"/>: sums over the axes that a tensor of the given shape was stretched along.</summary>
internal sealed record SumTo(Shape Shape) : LinearOperation
{
    // Up to here a plain sum in lanes is as exact as a pairwise one, and faster.
    private const int Short = 256;

    internal override Reading Reading => Reading.Collection;

    internal override TensorType Infer(TensorType x) => x with { Shape = Shape };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y);
        else
            Run<double>(x, y);
    }

    private static void Run<T>(DenseTensor x, DenseTensor y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var source = x.Span<T>();
        var target = y.Writable<T>();
        if (source.IsEmpty)
            target.Clear();
        else if (target.Length == source.Length)
            source.CopyTo(target);
        else if (target.Length == 1 && source.Length <= Short)
            target[0] = TensorPrimitives.Sum(source);
        else
            Sum(x.Shape.Sizes, y.Shape.Sizes, source, target);
    }

    // Neighbouring axes that are all summed, or all kept, run as one; then each summed one is a pass, the innermost first.
    private static void Sum<T>(ReadOnlySpan<int> from, ReadOnlySpan<int> to, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> sizes = from.Length <= Shape.AxesOnStack ? stackalloc int[from.Length] : new int[from.Length];
        Span<bool> summed = from.Length <= Shape.AxesOnStack ? stackalloc bool[from.Length] : new bool[from.Length];
        var added = from.Length - to.Length;
        var (groups, passes) = (0, 0);
        for (var i = 0; i < from.Length; i++)
        {
            if (from[i] == 1)
                continue;
            var sums = i < added || to[i - added] == 1;
            if (groups > 0 && summed[groups - 1] == sums)
            {
                sizes[groups - 1] *= from[i];
                continue;
            }
            passes += sums ? 1 : 0;
            summed[groups] = sums;
            sizes[groups++] = from[i];
        }
        sizes = sizes[..groups];
        T[]? source = null;
        for (var group = groups - 1; passes > 0; group--)
        {
            if (!summed[group])
                continue;
            var (outer, n, inner) = (Product(sizes[..group]), sizes[group], Product(sizes[(group + 1)..]));
            var target = --passes == 0 ? null : ArrayPool<T>.Shared.Rent(outer * inner);
            Reductions.Sum(outer, n, inner, source is null ? x : source, target is null ? y : target);
            if (source is not null)
                ArrayPool<T>.Shared.Return(source);
            source = target;
            sizes[group] = 1;
        }
    }

    private static int Product(ReadOnlySpan<int> sizes)
    {
        var product = 1;
        foreach (var size in sizes)
            product *= size;
        return product;
    }

    internal override Tensor Batch(Tensor x)
    {
        int[] summed = [x.Shape[0], .. Enumerable.Repeat(1, x.Rank - 1 - Shape.Rank), .. Shape.Sizes];
        var sums = Broadcasting.Sum(x, Shape.Own(summed))!;
        return Tensor.Apply(new Reshape(Batching.Of(x.Shape[0], Shape)), sums);
    }

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Broadcasting.To(yBar, x.Shape)!;
}
