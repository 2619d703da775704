namespace Functional.Core;

public static partial class Scalars
{
    /// <summary>
    /// The Taylor coefficients c₀ … cₖ of f at x: f(x + t) = c₀ + c₁ t + … + cₖ tᵏ + O(tᵏ⁺¹), so cₙ = f⁽ⁿ⁾(x) / n!. Any function, in time
    /// quadratic in k for most operations and cubic for the others, where nesting derivatives k times takes 2ᵏ. Griewank, Walther, "Evaluating Derivatives" (2008), chapter 13.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="x">The point, about which f is smooth.</param>
    /// <param name="order">The order k, 0 or more.</param>
    /// <returns>The k + 1 coefficients.</returns>
    /// <exception cref="DomainException">The order is negative.</exception>
    /// <exception cref="TraceException">A coefficient depends on a number of an outer call: give x as Real.</exception>
    public static double[] Taylor(Func<Real, Real> f, double x, int order) =>
        Array.ConvertAll(Taylor(f, (Real)x, order), c => Plain("Scalars.Taylor", c));

    /// <inheritdoc cref="Taylor(Func{Real, Real}, double, int)"/>
    public static Real[] Taylor(Func<Real, Real> f, Real x, int order)
    {
        ArgumentNullException.ThrowIfNull(f);
        if (order < 0)
            DomainException.Throw("Scalars.Taylor", "an order of 0 or more", $"{order}");
        var jet = new ScalarJet("Scalars.Taylor", order);
        try
        {
            return jet.Coefficients(f(jet.Watch(new RealSeries.Given(x, 1))));
        }
        finally
        {
            jet.End();
        }
    }
}
