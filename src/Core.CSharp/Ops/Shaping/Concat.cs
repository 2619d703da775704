using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>The inputs one after another along an axis.</summary>
internal sealed record Concat(int Axis) : NaryOperation
{
    internal override bool IsLinear => true;

    internal override Reading Reading => Reading.Movement;

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var first = inputs[0];
        var size = 0L;
        foreach (var input in inputs)
        {
            if (input.DType != first.DType)
                DTypeException.ThrowMixed(Name, first.DType, input.DType);
            if (input.Shape.Rank != first.Shape.Rank || !input.Shape.With(Axis, 0).Equals(first.Shape.With(Axis, 0)))
                ShapeException.Throw(Name, $"shapes equal to {first.Shape} but on axis {Axis}", $"{input.Shape}");
            size += input.Shape[Axis];
        }
        return [first with { Shape = first.Shape.With(Axis, Shape.Checked(size, Name)) }];
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Bind(inputs, outputs, null)();

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within)
    {
        var y = outputs[0];
        var outer = y.Shape.CountOf(0, Axis);
        var lengths = Array.ConvertAll(inputs, input => input.Shape.CountOf(Axis, input.Rank));
        return y.DType == DType.Float32
            ? () => Run<float>(outer, lengths, inputs, y)
            : () => Run<double>(outer, lengths, inputs, y);
    }

    private static void Run<T>(int outer, int[] lengths, DenseTensor[] inputs, DenseTensor y)
        where T : unmanaged
    {
        var target = y.Writable<T>();
        if (Array.TrueForAll(lengths, length => length == 1))
        {
            Interleave(inputs, target);
            return;
        }
        for (var i = 0; i < outer; i++)
        for (var part = 0; part < inputs.Length; part++)
        {
            var length = lengths[part];
            inputs[part].Span<T>().Slice(i * length, length).CopyTo(target);
            target = target[length..];
        }
    }

    /// <summary>Rows of one element from each input, in blocks that stay in a cache until all inputs are in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave<T>(DenseTensor[] inputs, Span<T> target)
        where T : unmanaged
    {
        const int Block = 128;
        var (parts, rows) = (inputs.Length, target.Length / inputs.Length);
        for (var from = 0; from < rows; from += Block)
        {
            var count = Math.Min(Block, rows - from);
            for (var part = 0; part < parts; part++)
            {
                var source = inputs[part].Span<T>().Slice(from, count);
                ref var at = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), (nint)from * parts + part);
                for (var i = 0; i < source.Length; i++)
                    Unsafe.Add(ref at, (nint)i * parts) = source[i];
            }
        }
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size) =>
        Tensor.Apply(this with { Axis = Axis + 1 }, Array.ConvertAll(x, operand => Batching.Full(operand, size)));

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        var tangents = new Tensor[x.Length];
        for (var i = 0; i < x.Length; i++)
            tangents[i] = xDot[i] ?? Tensor.ZerosLike(x[i]);
        return Tensor.Apply(this, tangents);
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var bars = new Tensor?[x.Length];
        var start = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var size = x[i].Shape[Axis];
            if (wanted[i])
                bars[i] = yBar[0]!.Slice(Axis, start, start + size);
            start += size;
        }
        return bars;
    }
}

public abstract partial class Tensor
{
    /// <summary>The tensors one after another along an axis, whose sizes add up; all other sizes are equal.</summary>
    /// <exception cref="ShapeException">There is no tensor, or the shapes do not fit.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Concat(IEnumerable<Tensor> tensors, int axis = 0)
    {
        var inputs = tensors.ToArray();
        if (inputs.Length == 0)
            ShapeException.Throw("Concat", "one tensor or more", "none");
        ArgumentNullException.ThrowIfNull(inputs[0], nameof(tensors));
        return Apply(new Concat(inputs[0].Shape.Axis(axis, "Concat")), inputs)[0];
    }
}
