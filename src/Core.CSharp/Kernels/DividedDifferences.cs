namespace Functional.Core.Kernels;

/// <summary>
/// The divided differences f[λ₀ … λₖ] = (f[λ₁ … λₖ] − f[λ₀ … λₖ₋₁]) / (λₖ − λ₀) over ascending numbers. Where these lie so close that the quotient loses
/// digits, the Taylor series about the middle of the outer two is summed in its place: Σ cₘ hₘ₋ₖ, where cₘ is the m-th coefficient of f and hⱼ the
/// sum of all products of j of the distances from the middle. (McCurdy, Ng and Parlett 1984.)
/// </summary>
/// <param name="lambda">The numbers, ascending.</param>
/// <param name="values">f of each.</param>
/// <param name="series">The Taylor coefficients of f about the middle of the i-th and the j-th number, i ≤ j: more than k, if the two differ.</param>
internal sealed class DividedDifferences(double[] lambda, double[] values, Func<int, int, double[]> series)
{
    private const double Epsilon = 2.220446049250313e-16;

    // A quotient that loses less than this many times the rounding of a number is taken as it is.
    private const double Loss = 64;

    /// <summary>The divided difference over the numbers in the given places, in any order.</summary>
    public double this[ReadOnlySpan<int> places]
    {
        get
        {
            Span<int> ascending = stackalloc int[places.Length];
            places.CopyTo(ascending);
            ascending.Sort();
            return Of(ascending).Value;
        }
    }

    private (double Value, double Error) Of(ReadOnlySpan<int> places)
    {
        var (first, last) = (places[0], places[^1]);
        if (places.Length == 1)
            return (values[first], 2 * Epsilon * Math.Abs(values[first]));
        var gap = lambda[last] - lambda[first];
        if (gap == 0)
            return (series(first, last)[places.Length - 1], 0);
        var (low, lowError) = Of(places[..^1]);
        var (high, highError) = Of(places[1..]);
        var quotient = (high - low) / gap;
        var error = (lowError + highError) / gap + Epsilon * Math.Abs(quotient);
        if (!(error > Loss * Epsilon * Math.Abs(quotient)) || !double.IsFinite(quotient))
            return (quotient, error);
        var (sum, sumError) = Taylor(places, series(first, last), (lambda[first] + lambda[last]) / 2);
        // A function that is another one on either side, such as |x|, has a series that says nothing of the other side.
        return sumError < error && Math.Abs(sum - quotient) <= 4 * error ? (sum, sumError) : (quotient, error);
    }

    private (double Value, double Error) Taylor(ReadOnlySpan<int> places, double[] c, double middle)
    {
        var k = places.Length - 1;
        Span<double> h = stackalloc double[c.Length - k];
        h.Clear();
        h[0] = 1;
        foreach (var place in places)
            for (var j = 1; j < h.Length; j++)
                h[j] += (lambda[place] - middle) * h[j - 1];
        var (sum, size, tail) = (0.0, 0.0, 0.0);
        for (var j = 0; j < h.Length; j++)
        {
            var term = c[k + j] * h[j];
            sum += term;
            size += Math.Abs(term);
            // Of even and odd functions every other term is 0.
            tail = j < h.Length - 2 ? 0 : tail + Math.Abs(term);
        }
        var error = 4 * (Epsilon * size + tail);
        return (sum, double.IsNaN(error) ? double.PositiveInfinity : error);
    }
}
