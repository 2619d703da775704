namespace Functional.Core;

public readonly partial struct Real
{
    /// <summary>The logistic function: y = σ(x) = 1 / (1 + e⁻ˣ), hence ẏ = y (1 − y) ẋ.</summary>
    public static Real Sigmoid(Real x) => Apply(default(Core.Sigmoid), x);

    /// <summary>The logarithm of <see cref="Sigmoid"/>: y = −ln(1 + e⁻ˣ), hence ẏ = σ(−x) ẋ.</summary>
    public static Real LogSigmoid(Real x) => Apply(default(Core.LogSigmoid), x);

    /// <summary>The smooth ramp: y = ln(1 + eˣ), hence ẏ = σ(x) ẋ.</summary>
    public static Real Softplus(Real x) => Apply(default(Core.Softplus), x);

    /// <summary>y = ln(1 − eˣ) for x ≤ 0, exact at both ends; hence ẏ = −ẋ / (e⁻ˣ − 1).</summary>
    public static Real Log1mExp(Real x) => Apply(default(Core.Log1mExp), x);

    /// <summary>The ramp: y = max(x, 0), hence ẏ = ẋ where x &gt; 0, else 0: at 0 as well.</summary>
    public static Real Relu(Real x) => Apply(default(Core.Relu), x);

    /// <summary>The ramp cut off at 6: y = min(max(x, 0), 6), hence ẏ = ẋ where 0 &lt; x &lt; 6, else 0.</summary>
    public static Real Relu6(Real x) => Apply(default(Core.Relu6), x);

    /// <summary>The sigmoid-weighted linear unit: y = x σ(x), hence ẏ = (σ + x σ (1 − σ)) ẋ.</summary>
    public static Real Silu(Real x) => Apply(default(Core.Silu), x);

    /// <summary>The Gaussian error linear unit: y = x Φ(x), hence ẏ = (Φ(x) + x φ(x)) ẋ. Hendrycks, Gimpel (2016).</summary>
    public static Real Gelu(Real x) => Apply(default(Core.Gelu), x);

    /// <summary>The Gaussian error linear unit by the tanh approximation: y = x σ(2u), u = √(2/π) (x + 0.044715 x³).</summary>
    public static Real GeluTanh(Real x) => Apply(default(Core.GeluTanh), x);

    /// <summary>The error function: y = 2/√π ∫₀ˣ e^(−t²) dt, hence ẏ = 2/√π e^(−x²) ẋ.</summary>
    public static Real Erf(Real x) => Apply(default(Core.Erf), x);

    /// <summary>The complement of the error function: y = 1 − erf x, exact in the tail; hence ẏ = −2/√π e^(−x²) ẋ.</summary>
    public static Real Erfc(Real x) => Apply(default(Core.Erfc), x);

    /// <summary>The logarithm of the gamma function: y = ln |Γ(x)|, hence ẏ = ψ(x) ẋ with <see cref="Digamma"/>.</summary>
    public static Real Lgamma(Real x) => Apply(default(Core.Lgamma), x);

    /// <summary>The number cut off at two bounds: y = min(max(x, low), high), hence ẏ = ẋ where low &lt; x &lt; high, else 0: at the bounds as well.</summary>
    /// <exception cref="DomainException">In a debug build: low is greater than high. Otherwise high wins.</exception>
    public static Real Clamp(Real x, double low, double high)
    {
        Tensor.RefuseCrossedBounds(low, high);
        return Apply(new Clip(low, high), x);
    }

    /// <summary>The number cut off at two bounds: min(max(x, low), high), with the derivatives of these two.</summary>
    public static Real Clamp(Real x, Real low, Real high) => Min(Max(x, low), high);

    /// <summary>The ramp that leaks: y = x where x &gt; 0, else slope · x; hence ẏ = ẋ or slope · ẋ.</summary>
    public static Real LeakyRelu(Real x, double slope = 0.01) => Apply(new LeakyRelu(slope), x);

    /// <summary>The exponential linear unit: y = x where x &gt; 0, else α (eˣ − 1); hence ẏ = ẋ or α eˣ ẋ. Clevert, Unterthiner, Hochreiter (2015), equation 15.</summary>
    public static Real Elu(Real x, double alpha = 1) => Apply(new Elu(alpha), x);

    /// <summary>The polygamma function ψ⁽ⁿ⁾: the n-th derivative of <see cref="Digamma"/>, hence ẏ = ψ⁽ⁿ⁺¹⁾(x) ẋ.</summary>
    /// <exception cref="DomainException">The order is negative.</exception>
    public static Real Polygamma(int order, Real x)
    {
        if (order < 0)
            DomainException.Throw("Polygamma", "an order of 0 or more", $"{order}");
        return Apply(new Polygamma(order), x);
    }

    /// <summary>The digamma function: y = ψ(x) = d/dx ln Γ(x), hence ẏ = ψ⁽¹⁾(x) ẋ. NaN at 0, −1, −2, ….</summary>
    public static Real Digamma(Real x) => Polygamma(0, x);

    /// <summary>The normalised cardinal sine: y = sin(πx) / (πx), 1 at 0. Smooth: its derivatives at 0 are 0, −π²/3, 0, ….</summary>
    public static Real Sinc(Real x) => SincDerivative(0, x);

    /// <summary>The n-th derivative of <see cref="Sinc"/>.</summary>
    /// <exception cref="DomainException">The order is negative.</exception>
    public static Real SincDerivative(int order, Real x)
    {
        if (order < 0)
            DomainException.Throw("SincDerivative", "an order of 0 or more", $"{order}");
        return Apply(new SincDerivative(order), x);
    }
}
