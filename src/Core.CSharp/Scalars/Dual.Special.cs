namespace Functional.Core;

public readonly partial struct Dual<TTangent>
{
    /// <inheritdoc cref="Real.Sigmoid(Real)"/>
    public static Dual<TTangent> Sigmoid(Dual<TTangent> x) => Apply(default(Core.Sigmoid), x);

    /// <inheritdoc cref="Real.LogSigmoid(Real)"/>
    public static Dual<TTangent> LogSigmoid(Dual<TTangent> x) => Apply(default(Core.LogSigmoid), x);

    /// <inheritdoc cref="Real.Softplus(Real)"/>
    public static Dual<TTangent> Softplus(Dual<TTangent> x) => Apply(default(Core.Softplus), x);

    /// <inheritdoc cref="Real.Log1mExp(Real)"/>
    public static Dual<TTangent> Log1mExp(Dual<TTangent> x) => Apply(default(Core.Log1mExp), x);

    /// <inheritdoc cref="Real.Relu(Real)"/>
    public static Dual<TTangent> Relu(Dual<TTangent> x) => Apply(default(Core.Relu), x);

    /// <inheritdoc cref="Real.Relu6(Real)"/>
    public static Dual<TTangent> Relu6(Dual<TTangent> x) => Apply(default(Core.Relu6), x);

    /// <inheritdoc cref="Real.Silu(Real)"/>
    public static Dual<TTangent> Silu(Dual<TTangent> x) => Apply(default(Core.Silu), x);

    /// <inheritdoc cref="Real.Gelu(Real)"/>
    public static Dual<TTangent> Gelu(Dual<TTangent> x) => Apply(default(Core.Gelu), x);

    /// <inheritdoc cref="Real.GeluTanh(Real)"/>
    public static Dual<TTangent> GeluTanh(Dual<TTangent> x) => Apply(default(Core.GeluTanh), x);

    /// <inheritdoc cref="Real.Erf(Real)"/>
    public static Dual<TTangent> Erf(Dual<TTangent> x) => Apply(default(Core.Erf), x);

    /// <inheritdoc cref="Real.Erfc(Real)"/>
    public static Dual<TTangent> Erfc(Dual<TTangent> x) => Apply(default(Core.Erfc), x);

    /// <inheritdoc cref="Real.Lgamma(Real)"/>
    public static Dual<TTangent> Lgamma(Dual<TTangent> x) => Apply(default(Core.Lgamma), x);

    /// <inheritdoc cref="Real.Clamp(Real, double, double)"/>
    public static Dual<TTangent> Clamp(Dual<TTangent> x, double low, double high)
    {
        Tensor.RefuseCrossedBounds(low, high);
        return Apply(new Clip(low, high), x);
    }

    /// <inheritdoc cref="Real.Clamp(Real, Real, Real)"/>
    public static Dual<TTangent> Clamp(Dual<TTangent> x, Dual<TTangent> low, Dual<TTangent> high) =>
        Min(Max(x, low), high);

    /// <inheritdoc cref="Real.LeakyRelu(Real, double)"/>
    public static Dual<TTangent> LeakyRelu(Dual<TTangent> x, double slope = 0.01) => Apply(new LeakyRelu(slope), x);

    /// <inheritdoc cref="Real.Elu(Real, double)"/>
    public static Dual<TTangent> Elu(Dual<TTangent> x, double alpha = 1) => Apply(new Elu(alpha), x);

    /// <inheritdoc cref="Real.Polygamma(int, Real)"/>
    public static Dual<TTangent> Polygamma(int order, Dual<TTangent> x)
    {
        if (order < 0)
            DomainException.Throw("Polygamma", "an order of 0 or more", $"{order}");
        return Apply(new Polygamma(order), x);
    }

    /// <inheritdoc cref="Real.Digamma(Real)"/>
    public static Dual<TTangent> Digamma(Dual<TTangent> x) => Polygamma(0, x);

    /// <inheritdoc cref="Real.Sinc(Real)"/>
    public static Dual<TTangent> Sinc(Dual<TTangent> x) => SincDerivative(0, x);

    /// <inheritdoc cref="Real.SincDerivative(int, Real)"/>
    public static Dual<TTangent> SincDerivative(int order, Dual<TTangent> x)
    {
        if (order < 0)
            DomainException.Throw("SincDerivative", "an order of 0 or more", $"{order}");
        return Apply(new SincDerivative(order), x);
    }
}
