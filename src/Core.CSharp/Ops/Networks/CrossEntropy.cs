using System.Numerics;
using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>The cross-entropy of logits […, classes] with labels […]; constant in the labels.</summary>
internal sealed record CrossEntropy(LossReduction Reduction) : BinaryOperation
{
    internal override TensorType Infer(TensorType x, TensorType y) =>
        new(Reduction.Of(new Shape([.. x.Shape.Sizes[..^1]])), x.DType);

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y, z);
        else
            Run<double>(x, y, z);
    }

    private void Run<T>(DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = x.Shape[x.Rank - 1];
        using var rented = Labels.Read(Name, y, classes);
        var labels = rented.Span;
        var target = z.Writable<T>();
        if (Reduction == LossReduction.None)
        {
            CrossEntropyRows.Losses(classes, x.Span<T>(), labels, target);
            return;
        }
        using var scratch = new Rented<T>(labels.Length);
        var losses = scratch.Span;
        CrossEntropyRows.Losses(classes, x.Span<T>(), labels, losses);
        target[0] = TensorPrimitives.Sum<T>(losses);
        if (Reduction == LossReduction.Mean)
            target[0] /= T.CreateTruncating(labels.Length);
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size)
    {
        var losses = Tensor.Apply(
            this with
            {
                Reduction = LossReduction.None,
            },
            Batching.Full(x, size),
            Batching.Full(y, size)
        );
        return Reduction.ReduceInstances(losses);
    }

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) =>
        Reduction.Reduce(
            x is DenseTensor a && y is DenseTensor b && xDot is DenseTensor c
                ? Tangents(a, b, c)
                : -(Rest(x, y) * xDot).Sum(-1)
        );

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar)
    {
        var seed = Reduction.Seed(zBar, y.Count);
        return x is DenseTensor a && y is DenseTensor b && seed is DenseTensor c
            ? Gradient(a, b, c)
            : Rest(x, y) * -(Reduction == LossReduction.None ? seed.ExpandDims(-1) : seed);
    }

    internal override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => null;

    internal override Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) => null;

    // e − softmax x, where e is the mask of the label.
    private static Tensor Rest(Tensor x, Tensor y) =>
        Tensor.Apply(
            new Centering(x.Rank - 1, Transposed: true),
            Tensor.Softmax(x),
            Tensor.Apply(new ClassMask(x.Shape[x.Rank - 1], x.DType), y)
        );

    private DenseTensor Tangents(DenseTensor x, DenseTensor y, DenseTensor xDot)
    {
        var classes = x.Shape[x.Rank - 1];
        using var rented = Labels.Read(Name, y, classes);
        var labels = rented.Span;
        var result = DenseTensor.Uninitialized(y.Shape, x.DType);
        if (x.DType == DType.Float32)
            CrossEntropyRows.Tangents(classes, x.Span<float>(), labels, xDot.Span<float>(), result.Writable<float>());
        else
            CrossEntropyRows.Tangents(
                classes,
                x.Span<double>(),
                labels,
                xDot.Span<double>(),
                result.Writable<double>()
            );
        return result;
    }

    private DenseTensor Gradient(DenseTensor x, DenseTensor y, DenseTensor seed)
    {
        var classes = x.Shape[x.Rank - 1];
        using var rented = Labels.Read(Name, y, classes);
        var labels = rented.Span;
        var result = DenseTensor.Uninitialized(x.Type);
        if (x.DType == DType.Float32)
            CrossEntropyRows.Gradient(classes, x.Span<float>(), labels, seed.Span<float>(), result.Writable<float>());
        else
            CrossEntropyRows.Gradient(
                classes,
                x.Span<double>(),
                labels,
                seed.Span<double>(),
                result.Writable<double>()
            );
        return result;
    }
}

/// <summary>The cross-entropy of logits […, classes] with distributions of the same shape.</summary>
internal sealed record DistributionCrossEntropy(LossReduction Reduction) : BinaryOperation
{
    public override string Name => "CrossEntropy";

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        if (x.DType != y.DType)
            DTypeException.ThrowMixed(Name, x.DType, y.DType);
        return new(Reduction.Of(Losses(x.Shape)), x.DType);
    }

    private static Shape Losses(Shape x) => new([.. x.Sizes[..^1]]);

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (x.DType == DType.Float32)
            Run<float>(x, y, z);
        else
            Run<double>(x, y, z);
    }

    private void Run<T>(DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = x.Shape[x.Rank - 1];
        var target = z.Writable<T>();
        if (Reduction == LossReduction.None)
        {
            CrossEntropyRows.Losses(classes, x.Span<T>(), y.Span<T>(), target);
            return;
        }
        using var scratch = new Rented<T>(Losses(x.Shape).Size);
        var losses = scratch.Span;
        CrossEntropyRows.Losses(classes, x.Span<T>(), y.Span<T>(), losses);
        target[0] = TensorPrimitives.Sum<T>(losses);
        if (Reduction == LossReduction.Mean)
            target[0] /= T.CreateTruncating(losses.Length);
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size)
    {
        var losses = Tensor.Apply(
            this with
            {
                Reduction = LossReduction.None,
            },
            Batching.Full(x, size),
            Batching.Full(y, size)
        );
        return Reduction.ReduceInstances(losses);
    }

    internal override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) =>
        Reduction.Reduce(-(Rest(x, y) * xDot).Sum(-1));

    // A logarithm of −∞ belongs to a class that has no weight; what does not move there counts nothing.
    internal override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) =>
        Reduction.Reduce(-(yDot * Tensor.LogSoftmax(x)).Sum(-1));

    internal override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar)
    {
        var seed = Reduction.Seed(zBar, Losses(x.Shape).Size);
        return x is DenseTensor a && y is DenseTensor b && seed is DenseTensor c
            ? Gradient(a, b, c)
            : Rest(x, y) * -Spread(seed);
    }

    internal override Tensor VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar)
    {
        var seed = Spread(Reduction.Seed(zBar, Losses(x.Shape).Size));
        return -(seed * Tensor.LogSoftmax(x));
    }

    private Tensor Spread(Tensor seed) => Reduction == LossReduction.None ? seed.ExpandDims(-1) : seed;

    // y − softmax x Σ y.
    private static Tensor Rest(Tensor x, Tensor y) =>
        Tensor.Apply(new Centering(x.Rank - 1, Transposed: true), Tensor.Softmax(x), y);

    private static DenseTensor Gradient(DenseTensor x, DenseTensor y, DenseTensor seed)
    {
        var classes = x.Shape[x.Rank - 1];
        var result = DenseTensor.Uninitialized(x.Type);
        if (x.DType == DType.Float32)
            CrossEntropyRows.Gradient(
                classes,
                x.Span<float>(),
                y.Span<float>(),
                seed.Span<float>(),
                result.Writable<float>()
            );
        else
            CrossEntropyRows.Gradient(
                classes,
                x.Span<double>(),
                y.Span<double>(),
                seed.Span<double>(),
                result.Writable<double>()
            );
        return result;
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The cross-entropy, in nats, of the classes that logits predict with the true ones: ℓ = −ln softmax(x)[t] for a label t,
    /// ℓ = −Σₖ tₖ ln softmax(x)ₖ for a distribution t, taken without an intermediate softmax.
    /// With p = softmax(x) and e the mask of the label, x̄ = (p − e) ℓ̄ for labels, x̄ = (p Σₖ tₖ − t) ℓ̄ and t̄ = −ln p · ℓ̄ for distributions;
    /// the mean divides ℓ̄ by the number of examples.
    /// </summary>
    /// <param name="logits">Logits, with the classes on <paramref name="axis"/>.</param>
    /// <param name="targets">Whole numbers of the shape of the logits without that axis, each the number of a class (of either dtype,
    /// constant to every transform); or distributions, one-hot or soft, of the shape of the logits.</param>
    /// <param name="axis">The axis of the classes.</param>
    /// <param name="reduction">The mean or sum over all examples, or one loss each.</param>
    /// <exception cref="ShapeException">The targets have neither shape.</exception>
    /// <exception cref="DomainException">A label is not a whole number, or names no class.</exception>
    /// <exception cref="DTypeException">Logits and distributions have different dtypes.</exception>
    public static Tensor CrossEntropy(
        Tensor logits,
        Tensor targets,
        int axis = -1,
        LossReduction reduction = LossReduction.Mean
    )
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        LossReductions.Check(reduction, "CrossEntropy");
        axis = logits.Shape.Axis(axis, "CrossEntropy");
        var labelled = targets.Rank == logits.Rank - 1;
        var wanted = labelled ? logits.Shape.Reduce([axis], keepDims: false) : logits.Shape;
        if (!targets.Shape.Equals(wanted))
            ShapeException.Throw(
                "CrossEntropy",
                $"labels {logits.Shape.Reduce([axis], keepDims: false)} or distributions {logits.Shape} for logits {logits.Shape} with classes on axis {axis}",
                $"{targets.Shape}"
            );
        if (axis != logits.Rank - 1)
        {
            int[] order = [.. Enumerable.Range(0, logits.Rank).Where(i => i != axis), axis];
            logits = logits.Permute(order);
            targets = labelled ? targets : targets.Permute(order);
        }
        return labelled
            ? Apply(new CrossEntropy(reduction), logits, targets)
            : Apply(new DistributionCrossEntropy(reduction), logits, targets);
    }
}
