namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// Dropout: y = x m / (1 − rate), where the mask m, drawn with a key, is 0 with probability rate and else 1, so that the mean of y is x.
    /// Hence x̄ = ȳ m / (1 − rate). The same key gives the same mask, in a recomputation too. What is dropped is exactly 0, also where x is not finite.
    /// The answer has the shape of x. When training is over, leave it out.
    /// Source: N. Srivastava et al., JMLR 2014.
    /// </summary>
    /// <exception cref="DomainException">The rate is not in [0, 1).</exception>
    public static Tensor Dropout(Tensor x, double rate, Key key)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!(rate >= 0 && rate < 1))
            DomainException.Throw("Dropout", "a rate of at least 0 and below 1", $"{rate}");
        if (rate == 0)
            return x;
        var mask = key.Bernoulli(1 - rate, x.Shape.ToArray(), x.DType);
        return Where(mask, x / (1 - rate), Literal(0, x));
    }
}
