namespace Functional.Core;

public readonly partial struct Dual<TTangent>
{
    /// <inheritdoc cref="Real.Abs(Real)"/>
    public static Dual<TTangent> Abs(Dual<TTangent> x) => Apply(default(Core.Abs), x);

    /// <inheritdoc cref="Real.Sign(Real)"/>
    public static Dual<TTangent> Sign(Dual<TTangent> x) => Apply(default(Core.Sign), x);

    /// <inheritdoc cref="Real.Square(Real)"/>
    public static Dual<TTangent> Square(Dual<TTangent> x) => Apply(default(Core.Square), x);

    /// <inheritdoc cref="Real.Reciprocal(Real)"/>
    public static Dual<TTangent> Reciprocal(Dual<TTangent> x) => Apply(default(Core.Reciprocal), x);

    /// <inheritdoc cref="Real.Sqrt(Real)"/>
    public static Dual<TTangent> Sqrt(Dual<TTangent> x) => Apply(default(Core.Sqrt), x);

    /// <inheritdoc cref="Real.Rsqrt(Real)"/>
    public static Dual<TTangent> Rsqrt(Dual<TTangent> x) => Apply(default(Core.Rsqrt), x);

    /// <inheritdoc cref="Real.Cbrt(Real)"/>
    public static Dual<TTangent> Cbrt(Dual<TTangent> x) => Apply(default(Core.Cbrt), x);

    /// <inheritdoc cref="Real.Exp(Real)"/>
    public static Dual<TTangent> Exp(Dual<TTangent> x) => Apply(default(Core.Exp), x);

    /// <inheritdoc cref="Real.Expm1(Real)"/>
    public static Dual<TTangent> Expm1(Dual<TTangent> x) => Apply(default(Core.Expm1), x);

    /// <inheritdoc cref="Real.Log(Real)"/>
    public static Dual<TTangent> Log(Dual<TTangent> x) => Apply(default(Core.Log), x);

    /// <inheritdoc cref="Real.Log1p(Real)"/>
    public static Dual<TTangent> Log1p(Dual<TTangent> x) => Apply(default(Core.Log1p), x);

    /// <inheritdoc cref="Real.Log2(Real)"/>
    public static Dual<TTangent> Log2(Dual<TTangent> x) => Apply(default(Core.Log2), x);

    /// <inheritdoc cref="Real.Log10(Real)"/>
    public static Dual<TTangent> Log10(Dual<TTangent> x) => Apply(default(Core.Log10), x);

    /// <inheritdoc cref="Real.Sin(Real)"/>
    public static Dual<TTangent> Sin(Dual<TTangent> x) => Apply(default(Core.Sin), x);

    /// <inheritdoc cref="Real.Cos(Real)"/>
    public static Dual<TTangent> Cos(Dual<TTangent> x) => Apply(default(Core.Cos), x);

    /// <inheritdoc cref="Real.Tan(Real)"/>
    public static Dual<TTangent> Tan(Dual<TTangent> x) => Apply(default(Core.Tan), x);

    /// <inheritdoc cref="Real.Asin(Real)"/>
    public static Dual<TTangent> Asin(Dual<TTangent> x) => Apply(default(Core.Asin), x);

    /// <inheritdoc cref="Real.Acos(Real)"/>
    public static Dual<TTangent> Acos(Dual<TTangent> x) => Apply(default(Core.Acos), x);

    /// <inheritdoc cref="Real.Atan(Real)"/>
    public static Dual<TTangent> Atan(Dual<TTangent> x) => Apply(default(Core.Atan), x);

    /// <inheritdoc cref="Real.Sinh(Real)"/>
    public static Dual<TTangent> Sinh(Dual<TTangent> x) => Apply(default(Core.Sinh), x);

    /// <inheritdoc cref="Real.Cosh(Real)"/>
    public static Dual<TTangent> Cosh(Dual<TTangent> x) => Apply(default(Core.Cosh), x);

    /// <inheritdoc cref="Real.Tanh(Real)"/>
    public static Dual<TTangent> Tanh(Dual<TTangent> x) => Apply(default(Core.Tanh), x);

    /// <inheritdoc cref="Real.Asinh(Real)"/>
    public static Dual<TTangent> Asinh(Dual<TTangent> x) => Apply(default(Core.Asinh), x);

    /// <inheritdoc cref="Real.Acosh(Real)"/>
    public static Dual<TTangent> Acosh(Dual<TTangent> x) => Apply(default(Core.Acosh), x);

    /// <inheritdoc cref="Real.Atanh(Real)"/>
    public static Dual<TTangent> Atanh(Dual<TTangent> x) => Apply(default(Core.Atanh), x);

    /// <inheritdoc cref="Real.Floor(Real)"/>
    public static Dual<TTangent> Floor(Dual<TTangent> x) => Apply(default(Core.Floor), x);

    /// <inheritdoc cref="Real.Ceiling(Real)"/>
    public static Dual<TTangent> Ceiling(Dual<TTangent> x) => Apply(default(Core.Ceiling), x);

    /// <inheritdoc cref="Real.Round(Real)"/>
    public static Dual<TTangent> Round(Dual<TTangent> x) => Apply(default(Core.Round), x);

    /// <inheritdoc cref="Real.Truncate(Real)"/>
    public static Dual<TTangent> Truncate(Dual<TTangent> x) => Apply(default(Core.Truncate), x);
}
