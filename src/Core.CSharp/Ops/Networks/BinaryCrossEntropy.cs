using System.Numerics;

namespace Functional.Core;

/// <summary>
/// z = ln(1 + exp x) − x t, of a logit x and a target t: where x is positive, x (1 − t) + ln(1 + exp −x), so that a confident right answer
/// keeps the digits of its small loss. The slopes are split likewise.
/// </summary>
internal readonly struct BinaryCrossEntropy : IBinaryFunction, IPairValues<BinaryCrossEntropy>
{
    public static void Evaluate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<BinaryCrossEntropy>.Evaluate(x, y, z);

    public static void Evaluate<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<BinaryCrossEntropy>.Evaluate(x, y, z);

    public static void Evaluate<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanewise<BinaryCrossEntropy>.Evaluate(x, y, z);

    public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var zero = Lanes<T>.Constant(0, x);
        var weight = Lanes<T>.Where(Lanes<T>.Less(zero, x), 1 - y, -y);
        // An infinite logit that is right costs nothing.
        var linear = Lanes<T>.Where(Lanes<T>.Equal(weight, zero), zero, x * weight);
        return linear + Lanes<T>.Softplus(-Lanes<T>.Abs(x));
    }

    public static T Left<T>(T x, T y, T z)
        where T : IElementary<T>
    {
        var positive = T.Less(T.Constant(0, x), x);
        var small = T.Sigmoid(T.Where(positive, -x, x));
        return T.Where(positive, (1 - y) - small, small - y);
    }

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
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets, LossReduction reduction = LossReduction.Mean)
    {
        LossReductions.Check(reduction, "BinaryCrossEntropy");
        return reduction.Reduce(Apply(Binary<BinaryCrossEntropy>.Instance, logits, targets));
    }
}
