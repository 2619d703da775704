namespace Functional.Core;

public readonly partial struct Real
{
    /// <summary>The absolute value: y = |x|, hence ẏ = sign x · ẋ, 0 at 0.</summary>
    public static Real Abs(Real x) => Apply(default(Core.Abs), x);

    /// <summary>The sign: −1, 0 or 1, and NaN for NaN. Its derivative is 0.</summary>
    public static Real Sign(Real x) => Apply(default(Core.Sign), x);

    /// <summary>The square: y = x², hence ẏ = 2x ẋ.</summary>
    public static Real Square(Real x) => Apply(default(Core.Square), x);

    /// <summary>The reciprocal: y = 1/x, hence ẏ = −y² ẋ.</summary>
    public static Real Reciprocal(Real x) => Apply(default(Core.Reciprocal), x);

    /// <summary>The square root: y = √x, hence ẏ = ẋ / (2y). The derivative at 0 is +∞; NaN below.</summary>
    public static Real Sqrt(Real x) => Apply(default(Core.Sqrt), x);

    /// <summary>The reciprocal square root: y = 1/√x, hence ẏ = −y ẋ / (2x).</summary>
    public static Real Rsqrt(Real x) => Apply(default(Core.Rsqrt), x);

    /// <summary>The cube root: y = ∛x, hence ẏ = ẋ / (3y²). The derivative at 0 is +∞.</summary>
    public static Real Cbrt(Real x) => Apply(default(Core.Cbrt), x);

    /// <summary>The exponential: y = eˣ, hence ẏ = y ẋ.</summary>
    public static Real Exp(Real x) => Apply(default(Core.Exp), x);

    /// <summary>The exponential less 1: y = eˣ − 1, exact also near 0; hence ẏ = eˣ ẋ.</summary>
    public static Real Expm1(Real x) => Apply(default(Core.Expm1), x);

    /// <summary>The natural logarithm: y = ln x, hence ẏ = ẋ / x. At 0 it is −∞ with derivative +∞; below, both are NaN.</summary>
    public static Real Log(Real x) => Apply(default(Core.Log), x);

    /// <summary>The natural logarithm of 1 + x, exact also near 0; hence ẏ = ẋ / (1 + x).</summary>
    public static Real Log1p(Real x) => Apply(default(Core.Log1p), x);

    /// <summary>The binary logarithm: y = log₂ x, hence ẏ = ẋ / (x ln 2).</summary>
    public static Real Log2(Real x) => Apply(default(Core.Log2), x);

    /// <summary>The decimal logarithm: y = log₁₀ x, hence ẏ = ẋ / (x ln 10).</summary>
    public static Real Log10(Real x) => Apply(default(Core.Log10), x);

    /// <summary>The sine of an angle in radians: y = sin x, hence ẏ = cos x · ẋ.</summary>
    public static Real Sin(Real x) => Apply(default(Core.Sin), x);

    /// <summary>The cosine of an angle in radians: y = cos x, hence ẏ = −sin x · ẋ.</summary>
    public static Real Cos(Real x) => Apply(default(Core.Cos), x);

    /// <summary>The tangent of an angle in radians: y = tan x, hence ẏ = (1 + y²) ẋ.</summary>
    public static Real Tan(Real x) => Apply(default(Core.Tan), x);

    /// <summary>The inverse sine in radians: y = arcsin x in [−π/2, π/2], hence ẏ = ẋ / √(1 − x²). The derivative at ±1 is +∞; NaN beyond.</summary>
    public static Real Asin(Real x) => Apply(default(Core.Asin), x);

    /// <summary>The inverse cosine in radians: y = arccos x in [0, π], hence ẏ = −ẋ / √(1 − x²). The derivative at ±1 is −∞; NaN beyond.</summary>
    public static Real Acos(Real x) => Apply(default(Core.Acos), x);

    /// <summary>The inverse tangent in radians: y = arctan x in [−π/2, π/2], hence ẏ = ẋ / (1 + x²).</summary>
    public static Real Atan(Real x) => Apply(default(Core.Atan), x);

    /// <summary>The hyperbolic sine: y = sinh x, hence ẏ = cosh x · ẋ.</summary>
    public static Real Sinh(Real x) => Apply(default(Core.Sinh), x);

    /// <summary>The hyperbolic cosine: y = cosh x, hence ẏ = sinh x · ẋ.</summary>
    public static Real Cosh(Real x) => Apply(default(Core.Cosh), x);

    /// <summary>The hyperbolic tangent: y = tanh x, hence ẏ = (1 − y²) ẋ.</summary>
    public static Real Tanh(Real x) => Apply(default(Core.Tanh), x);

    /// <summary>The inverse hyperbolic sine: y = arsinh x, hence ẏ = ẋ / √(1 + x²).</summary>
    public static Real Asinh(Real x) => Apply(default(Core.Asinh), x);

    /// <summary>The inverse hyperbolic cosine: y = arcosh x for x ≥ 1, hence ẏ = ẋ / √(x² − 1). The derivative at 1 is +∞; NaN below.</summary>
    public static Real Acosh(Real x) => Apply(default(Core.Acosh), x);

    /// <summary>The inverse hyperbolic tangent: y = artanh x, hence ẏ = ẋ / (1 − x²). ±∞ at ±1 with derivative +∞; NaN beyond.</summary>
    public static Real Atanh(Real x) => Apply(default(Core.Atanh), x);

    /// <summary>The greatest whole number not above x. Its derivative is 0, NaN for NaN.</summary>
    public static Real Floor(Real x) => Apply(default(Core.Floor), x);

    /// <summary>The least whole number not below x. Its derivative is 0, NaN for NaN.</summary>
    public static Real Ceiling(Real x) => Apply(default(Core.Ceiling), x);

    /// <summary>The nearest whole number, a half to the even one. Its derivative is 0, NaN for NaN.</summary>
    public static Real Round(Real x) => Apply(default(Core.Round), x);

    /// <summary>The whole part, rounded towards 0. Its derivative is 0, NaN for NaN.</summary>
    public static Real Truncate(Real x) => Apply(default(Core.Truncate), x);
}
