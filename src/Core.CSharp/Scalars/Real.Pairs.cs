namespace Functional.Core;

public readonly partial struct Real
{
    /// <summary>The power: z = xʸ, hence ż = y xʸ⁻¹ ẋ + z ln x · ẏ. At y = 0 the first term is 0; at x = 0 the second is 0 for y ≥ 0 and NaN below.</summary>
    public static Real Pow(Real x, Real y) => Apply<Core.Pow>(x, y);

    /// <summary>The angle of a vector in the plane in radians: z = atan2(y, x) in [−π, π], y being the ordinate; hence ż = (x ẏ − y ẋ) / (x² + y²), and 0 at (0, 0).</summary>
    public static Real Atan2(Real y, Real x) => Apply<Core.Atan2>(y, x);

    /// <summary>The length of a vector in the plane: z = √(x² + y²) without overflow in between, hence ż = (x ẋ + y ẏ) / z, and 0 at (0, 0).</summary>
    public static Real Hypot(Real x, Real y) => Apply<Core.Hypot>(x, y);

    /// <summary>The greater of two numbers: z = max(x, y), hence ż = ẋ or ẏ, and half of each at a tie. NaN wins.</summary>
    public static Real Max(Real x, Real y) => Apply<Maximum>(x, y);

    /// <summary>The lesser of two numbers: z = min(x, y), hence ż = ẋ or ẏ, and half of each at a tie. NaN wins.</summary>
    public static Real Min(Real x, Real y) => Apply<Minimum>(x, y);

    /// <summary>The remainder of a division towards 0: z = x − y trunc(x/y), of the sign of x; hence ż = ẋ − trunc(x/y) ẏ.</summary>
    public static Real Rem(Real x, Real y) => Apply<Core.Rem>(x, y);

    /// <summary>The product x ln y that is 0 where x is 0: ż = ln y · ẋ + x/y · ẏ, and both parts are 0 at (0, 0).</summary>
    public static Real XLogY(Real x, Real y) => Apply<Core.XLogY>(x, y);

    /// <summary>The logarithm of a sum of exponentials: z = ln(eˣ + eʸ) without overflow in between, hence ż = σ(x − y) ẋ + σ(y − x) ẏ.</summary>
    public static Real LogAddExp(Real x, Real y) => Apply<Core.LogAddExp>(x, y);

    /// <summary>The power with a number for exponent: y = xⁿ, hence ẏ = n xⁿ⁻¹ ẋ. x⁰ is 1 with derivative 0, also at 0; a negative x with an exponent that is not whole gives NaN.</summary>
    public static Real Pow(Real x, double exponent) => Apply(new Power(exponent), x);

    /// <inheritdoc cref="Pow(Real, Real)"/>
    public static Real Pow(double x, Real y) => Apply<Core.Pow>(x, y);

    /// <summary>The greater of a number and a literal: y = max(x, bound), hence ẏ = ẋ where x alone is the greater, else 0: at the tie as well.</summary>
    public static Real Max(Real x, double bound) => Apply(new AtLeast(bound), x);

    /// <summary>The lesser of a number and a literal: y = min(x, bound), hence ẏ = ẋ where x alone is the lesser, else 0: at the tie as well.</summary>
    public static Real Min(Real x, double bound) => Apply(new AtMost(bound), x);
}
