namespace Functional.Core;

public readonly partial struct Dual<TTangent>
{
    /// <inheritdoc cref="Real.Pow(Real, Real)"/>
    public static Dual<TTangent> Pow(Dual<TTangent> x, Dual<TTangent> y) => Apply<Core.Pow>(x, y);

    /// <inheritdoc cref="Real.Atan2(Real, Real)"/>
    public static Dual<TTangent> Atan2(Dual<TTangent> y, Dual<TTangent> x) => Apply<Core.Atan2>(y, x);

    /// <inheritdoc cref="Real.Hypot(Real, Real)"/>
    public static Dual<TTangent> Hypot(Dual<TTangent> x, Dual<TTangent> y) => Apply<Core.Hypot>(x, y);

    /// <inheritdoc cref="Real.Max(Real, Real)"/>
    public static Dual<TTangent> Max(Dual<TTangent> x, Dual<TTangent> y) => Apply<Maximum>(x, y);

    /// <inheritdoc cref="Real.Min(Real, Real)"/>
    public static Dual<TTangent> Min(Dual<TTangent> x, Dual<TTangent> y) => Apply<Minimum>(x, y);

    /// <inheritdoc cref="Real.Rem(Real, Real)"/>
    public static Dual<TTangent> Rem(Dual<TTangent> x, Dual<TTangent> y) => Apply<Core.Rem>(x, y);

    /// <inheritdoc cref="Real.XLogY(Real, Real)"/>
    public static Dual<TTangent> XLogY(Dual<TTangent> x, Dual<TTangent> y) => Apply<Core.XLogY>(x, y);

    /// <inheritdoc cref="Real.LogAddExp(Real, Real)"/>
    public static Dual<TTangent> LogAddExp(Dual<TTangent> x, Dual<TTangent> y) => Apply<Core.LogAddExp>(x, y);

    /// <inheritdoc cref="Real.Pow(Real, double)"/>
    public static Dual<TTangent> Pow(Dual<TTangent> x, double exponent) => Apply(new Power(exponent), x);

    /// <inheritdoc cref="Real.Pow(double, Real)"/>
    public static Dual<TTangent> Pow(double x, Dual<TTangent> y) => Apply<Core.Pow>(x, y);

    /// <inheritdoc cref="Real.Max(Real, double)"/>
    public static Dual<TTangent> Max(Dual<TTangent> x, double bound) => Apply(new AtLeast(bound), x);

    /// <inheritdoc cref="Real.Min(Real, double)"/>
    public static Dual<TTangent> Min(Dual<TTangent> x, double bound) => Apply(new AtMost(bound), x);
}
