using System.Numerics;

namespace Functional.Core;

/// <summary>z = ln(1 + exp x) − x t, of a logit x and a target t.</summary>
internal readonly struct BinaryCrossEntropy : IBinaryFunction, IPairValues<BinaryCrossEntropy>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<BinaryCrossEntropy>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<BinaryCrossEntropy>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<BinaryCrossEntropy>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Softplus(x) - x * y;

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T> => T.Sigmoid(x) - y;

    public static T Right<T>(T x, T y, T z)
        where T : IElementary<T> => -x;
}

public abstract partial class Tensor
{
    /// <summary>
    /// The binary cross-entropy, in nats, of predicted logits with targets, elementwise: ℓ = −t ln σ(x) − (1 − t) ln(1 − σ(x)) = ln(1 + exp x) − x t,
    /// hence x̄ = (σ(x) − t) ℓ̄ and t̄ = −x ℓ̄. No logarithm of a rounded probability is taken, so every finite logit gives a finite loss.
    /// Shapes broadcast. The mean is over all elements; for a sum over pixels and a mean over images, take None, then Sum and Mean.
    /// </summary>
    /// <param name="logits">Logits x, whose probability is σ(x).</param>
    /// <param name="targets">Targets in [0, 1], hard or soft.</param>
    /// <param name="reduction">The mean or sum over all elements, or one loss each.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor BinaryCrossEntropy(
        Tensor logits,
        Tensor targets,
        LossReduction reduction = LossReduction.Mean
    ) => reduction.Reduce(Apply(Binary<BinaryCrossEntropy>.Instance, logits, targets));
}
