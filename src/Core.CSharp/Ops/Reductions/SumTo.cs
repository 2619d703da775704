using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>The transpose of <see cref="BroadcastTo"/>: sums over the axes that a tensor of the given shape was stretched along.</summary>
internal sealed record SumTo(Shape Shape) : LinearOperation
{
    internal override TensorType Infer(TensorType x) => x with { Shape = Shape };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y);
        else
            Run<double>(x, y);
    }

    // The axes to sum, with neighbours merged, are [outer, kept, …]: each source row is added to the row it was stretched from.
    private static void Run<T>(DenseTensor x, DenseTensor y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var source = x.Span<T>();
        var target = y.Writable<T>();
        if (y.Count == 1)
        {
            target[0] = TensorPrimitives.Sum(source);
            return;
        }
        target.Clear();
        if (source.IsEmpty)
            return;
        var strides = Broadcasting.Strides(y.Shape, x.Shape);
        var sizes = x.Shape.Sizes;
        // The innermost axes that are kept or summed as a whole form one stretch.
        var inner = 1;
        var axis = sizes.Length;
        var step = 1;
        while (axis > 0 && (sizes[axis - 1] == 1 || strides[axis - 1] == step))
        {
            inner *= sizes[--axis];
            step = inner;
        }
        var summed = inner == 1;
        if (summed)
            while (axis > 0 && (sizes[axis - 1] == 1 || strides[axis - 1] == 0))
                inner *= sizes[--axis];
        Span<int> index = stackalloc int[axis];
        index.Clear();
        var to = 0;
        for (var at = 0; at < source.Length; at += inner)
        {
            var row = source.Slice(at, inner);
            if (summed)
                target[to] += TensorPrimitives.Sum(row);
            else
                TensorPrimitives.Add(target.Slice(to, inner), row, target.Slice(to, inner));
            for (var i = axis - 1; i >= 0; i--)
            {
                to += strides[i];
                if (++index[i] < sizes[i])
                    break;
                to -= strides[i] * sizes[i];
                index[i] = 0;
            }
        }
    }

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Broadcasting.To(yBar, x.Shape)!;
}
