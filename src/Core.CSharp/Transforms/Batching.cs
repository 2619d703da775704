namespace Functional.Core;

/// <summary>What batching rules are made of.</summary>
internal static class Batching
{
    /// <summary>The shape of one instance of a batch along axis 0.</summary>
    public static Shape Instance(Shape batch) => Shape.Own([.. batch.Sizes[1..]]);

    /// <summary>The shape of a batch of instances.</summary>
    public static Shape Of(int size, Shape instance) => Shape.Own([size, .. instance.Sizes]);

    /// <summary>The common size of the batches.</summary>
    public static int Size((Tensor Value, bool Batched)[] leaves)
    {
        var sizes = leaves.Where(leaf => leaf.Batched).Select(leaf => leaf.Value.Shape[0]).Distinct().ToArray();
        if (sizes.Length != 1)
            ShapeException.Throw(
                "Vectorize",
                "one batch size in its argument",
                sizes.Length == 0 ? "no leaf with a batch axis" : $"sizes {InvariantText.Join(" and ", sizes)}"
            );
        return sizes[0];
    }

    /// <summary>The tensor with an axis moved to the front.</summary>
    public static Tensor ToFront(Tensor x, int axis)
    {
        axis = x.Shape.Axis(axis, "Vectorize");
        if (axis == 0)
            return x;
        int[] order = [axis, .. Enumerable.Range(0, x.Rank).Where(i => i != axis)];
        return x.Permute(order);
    }

    /// <summary>The tensor with its front axis moved to the given place.</summary>
    public static Tensor FromFront(Tensor x, int axis)
    {
        axis = x.Shape.Axis(axis, "Vectorize");
        if (axis == 0)
            return x;
        var order = Enumerable.Range(1, x.Rank - 1).ToList();
        order.Insert(axis, 0);
        return x.Permute([.. order]);
    }

    /// <summary>The operand with its batch, repeated if every instance shares it.</summary>
    public static Tensor Full(BatchOperand x, int size) =>
        x.Batched ? x.Value : Broadcasting.To(x.Value, Of(size, x.Value.Shape))!;

    /// <summary>
    /// The operand with axes of size 1 behind its batch, so that instances of the given rank broadcast with it as they did alone;
    /// one without a batch broadcasts already.
    /// </summary>
    public static Tensor Align(BatchOperand x, int rank)
    {
        if (!x.Batched || x.Rank >= rank)
            return x.Value;
        var shape = new int[rank + 1];
        Array.Fill(shape, 1);
        shape[0] = x.Value.Shape[0];
        x.Shape.Sizes.CopyTo(shape.AsSpan(1 + rank - x.Rank));
        return Tensor.Apply(new Reshape(Shape.Own(shape)), x.Value);
    }

    /// <summary>The rule of operations that broadcast their leading axes: the same operation on aligned operands.</summary>
    public static Tensor Aligned(BinaryOperation operation, BatchOperand x, BatchOperand y)
    {
        var rank = Math.Max(x.Rank, y.Rank);
        return Tensor.Apply(operation, Align(x, rank), Align(y, rank));
    }

    /// <inheritdoc cref="Aligned(BinaryOperation, BatchOperand, BatchOperand)"/>
    public static Tensor[] Aligned(NaryOperation operation, BatchOperand[] x)
    {
        var rank = x.Max(operand => operand.Rank);
        return Tensor.Apply(operation, Array.ConvertAll(x, operand => Align(operand, rank)));
    }

    /// <summary>The instances of a batch of batches along one axis.</summary>
    public static Tensor Joined(Tensor x) => x.Reshape([x.Shape[0] * x.Shape[1], .. x.Shape.Sizes[2..]]);

    /// <summary>A batch with a new axis 1, along which each instance is repeated.</summary>
    public static Tensor Repeated(Tensor x, int count) =>
        Broadcasting.To(x.ExpandDims(1), Shape.Own([x.Shape[0], count, .. x.Shape.Sizes[1..]]))!;

    /// <summary>The rule of operations on a stack of images: the batch and the first axis of an instance as one axis.</summary>
    public static Tensor Merged(Func<Tensor, Tensor> apply, Tensor x) => Parted(apply(Joined(x)), x);

    /// <inheritdoc cref="Merged(Func{Tensor, Tensor}, Tensor)"/>
    public static Tensor Merged(Func<Tensor, Tensor, Tensor> apply, Tensor x, Tensor y) =>
        Parted(apply(Joined(x), Joined(y)), x);

    /// <inheritdoc cref="Merged(Func{Tensor, Tensor}, Tensor)"/>
    public static Tensor[] Merged(Func<Tensor, Tensor[]> apply, Tensor x) =>
        Array.ConvertAll(apply(Joined(x)), y => Parted(y, x));

    private static Tensor Parted(Tensor y, Tensor like) =>
        y.Reshape([like.Shape[0], like.Shape[1], .. y.Shape.Sizes[1..]]);

    /// <summary>The rule of last resort, for operations that are a loop over instances in any case: one after the other.</summary>
    public static Tensor Loop(UnaryOperation operation, Tensor x) =>
        Loop(
            instance => [Tensor.Apply(operation, instance[0])],
            [new(x, true)],
            x.Shape[0],
            types => [operation.Infer(types[0])]
        )[0];

    /// <inheritdoc cref="Loop(UnaryOperation, Tensor)"/>
    public static Tensor Loop(BinaryOperation operation, BatchOperand x, BatchOperand y, int size) =>
        Loop(
            instance => [Tensor.Apply(operation, instance[0], instance[1])],
            [x, y],
            size,
            types => [operation.Infer(types[0], types[1])]
        )[0];

    /// <inheritdoc cref="Loop(UnaryOperation, Tensor)"/>
    public static Tensor[] Loop(NaryOperation operation, BatchOperand[] x, int size) =>
        Loop(instance => Tensor.Apply(operation, instance), x, size, operation.Infer);

    private static Tensor[] Loop(
        Func<Tensor[], Tensor[]> apply,
        BatchOperand[] inputs,
        int size,
        Func<TensorType[], TensorType[]> infer
    )
    {
        if (size == 0)
            return Array.ConvertAll(infer(Array.ConvertAll(inputs, x => x.Type)), None);
        var answers = new Tensor[size][];
        for (var i = 0; i < size; i++)
            answers[i] = apply(Array.ConvertAll(inputs, input => Pick(input, i)));
        return [.. answers[0].Select((_, output) => Tensor.Stack(answers.Select(answer => answer[output])))];
    }

    /// <summary>A batch of no instance of a type.</summary>
    public static Tensor None(TensorType type) => Tensor.Zeros(Of(0, type.Shape).ToArray(), type.DType);

    private static Tensor Pick(BatchOperand x, int index) =>
        x.Batched ? Tensor.Apply(new Pick(1, index), x.Value) : x.Value;
}
