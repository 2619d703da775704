using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>One instance of a batch, standing for all of them: <see cref="Value"/> has the batch as its axis 0, the shape seen has not.</summary>
internal sealed class BatchedTensor(BatchTrace trace, Tensor value, Operation? operation = null)
    : TracedTensor(trace, Batching.Instance(value.Shape), value.DType)
{
    public override string Origin => OriginOf(operation);

    public Tensor Value { get; } = value;

    public override DenseTensor Numbers =>
        throw new TraceException(
            "Vectorize runs its function once for the whole batch, so a number of a single instance cannot be read inside it; "
                + "choose with Where instead of branching."
        );
}

/// <summary>Vectorization: each operation is applied once, by its batching rule, to all instances.</summary>
internal sealed class BatchTrace(int size) : Trace
{
    public override string Name => "Vectorize";

    /// <summary>The number of instances.</summary>
    public int Size => size;

    /// <summary>The value of an operand and whether it has the batch as its axis 0.</summary>
    public (Tensor Value, bool Batched) Split(Tensor x) =>
        x is BatchedTensor batched && ReferenceEquals(batched.Trace, this) ? (batched.Value, true) : (x, false);

    public override Tensor Apply(UnaryOperation operation, Tensor x) =>
        new BatchedTensor(this, operation.Batch(Split(x).Value), operation);

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        var (xValue, xBatched) = Split(x);
        var (yValue, yBatched) = Split(y);
        return new BatchedTensor(this, operation.Batch(new(xValue, xBatched), new(yValue, yBatched), size), operation);
    }

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        var split = Array.ConvertAll(inputs, Split);
        var answers = operation.Batch(Array.ConvertAll(split, s => new BatchOperand(s.Value, s.Batched)), size);
        return Array.ConvertAll(answers, answer => (Tensor)new BatchedTensor(this, answer, operation));
    }
}

/// <summary>An operand of a batched operation: if <see cref="Batched"/>, its axis 0 is the batch; else every instance has the same.</summary>
internal readonly record struct BatchOperand(Tensor Value, bool Batched)
{
    /// <summary>The number of axes that one instance has.</summary>
    public int Rank => Value.Rank - (Batched ? 1 : 0);

    /// <summary>The shape of one instance.</summary>
    public Shape Shape => Batched ? Batching.Instance(Value.Shape) : Value.Shape;

    /// <summary>The type of one instance.</summary>
    public TensorType Type => new(Shape, Value.DType);
}

public static partial class Ad
{
    /// <summary>
    /// The function f over a batch: x ↦ (f(x₀), f(x₁), …), each operation applied once to all instances. Every leaf of the argument and of the answer
    /// has the batch as an axis, 0 unless said otherwise; what f captures is the same for all instances.
    /// </summary>
    /// <param name="f">The function of one instance.</param>
    /// <param name="inAxes">The batch axis of each leaf of the argument, in the order of <see cref="Tree.Flatten"/>; null for a leaf that all instances share. Default: 0 for every leaf.</param>
    /// <param name="outAxes">The batch axis of each leaf of the answer. Default: 0 for every leaf.</param>
    /// <exception cref="ShapeException">Batch sizes differ, there is no such axis, or no leaf has a batch (thrown when the function is called).</exception>
    /// <exception cref="TreeException">The axes are not as many as the leaves.</exception>
    public static Func<TIn, TOut> Vectorize<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, IReadOnlyList<int?>? inAxes = null, IReadOnlyList<int>? outAxes = null) =>
        x =>
        {
            var leaves = Trace.Leaves(x);
            if (inAxes is not null && inAxes.Count != leaves.Length)
                throw new TreeException(
                    $"Vectorize wants {leaves.Length} input axes, one a leaf, but got {inAxes.Count}."
                );
            var moved = new (Tensor Value, bool Batched)[leaves.Length];
            for (var i = 0; i < leaves.Length; i++)
                moved[i] =
                    inAxes is null ? (Batching.ToFront(leaves[i], 0), true)
                    : inAxes[i] is { } axis ? (Batching.ToFront(leaves[i], axis), true)
                    : (leaves[i], false);
            var size = Batching.Size(moved);
            var trace = new BatchTrace(size);
            try
            {
                var inputs = Array.ConvertAll(moved, m => m.Batched ? new BatchedTensor(trace, m.Value) : m.Value);
                var y = f(Tree.Rebuild(x, inputs));
                var outputs = Array.ConvertAll(Trace.Leaves(y), trace.Split);
                if (outAxes is not null && outAxes.Count != outputs.Length)
                    throw new TreeException(
                        $"Vectorize wants {outputs.Length} output axes, one a leaf, but got {outAxes.Count}."
                    );
                return Tree.Rebuild(
                    y,
                    [
                        .. outputs.Select(
                            (output, i) =>
                                Batching.FromFront(
                                    Batching.Full(new(output.Value, output.Batched), size),
                                    outAxes?[i] ?? 0
                                )
                        ),
                    ]
                );
            }
            finally
            {
                trace.End();
            }
        };
}
