namespace Functional.Core.Kernels;

/// <summary>
/// The divided differences f[λ₀ … λₖ] = (f[λ₁ … λₖ] − f[λ₀ … λₖ₋₁]) / (λₖ − λ₀) over ascending numbers. Where these lie so close that the quotient loses
/// digits, the Taylor series about the middle of the outer two is summed in its place: Σ cₘ hₘ₋ₖ, where cₘ is the m-th coefficient of f and hⱼ the
/// sum of all products of j of the distances from the middle. (McCurdy, Ng and Parlett 1984.)
/// </summary>
/// <param name="lambda">The numbers, ascending.</param>
/// <param name="values">f of each.</param>
/// <param name="series">The Taylor coefficients of f about the middle of the i-th and the j-th number, i ≤ j, to an order.</param>
internal sealed class DividedDifferences(double[] lambda, double[] values, Func<int, int, int, double[]> series)
{
    private const double Epsilon = 2.220446049250313e-16;

    // A quotient that loses less than this many times the rounding of a number is taken as it is.
    private const double Loss = 64;

    // A quotient is given up where its numbers are some thirty times nearer than f takes to change: so many more coefficients then do.
    private const int Terms = 12;

    // Numbers that are much nearer need few.
    private const int FewTerms = 6;

    // Those over three numbers and more, by their places: each is asked for in many orders, and by many others.
    private readonly Dictionary<long, (double Value, double Error)> known = [];

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
        if (places.Length < 3)
            return Find(places);
        var key = 0L;
        foreach (var place in places)
            key = key * (lambda.Length + 1) + place + 1;
        if (!known.TryGetValue(key, out var found))
            known.Add(key, found = Find(places));
        return found;
    }

    private (double Value, double Error) Find(ReadOnlySpan<int> places)
    {
        var (first, last) = (places[0], places[^1]);
        if (places.Length == 1)
            return (values[first], 2 * Epsilon * Math.Abs(values[first]));
        var gap = lambda[last] - lambda[first];
        if (gap == 0)
            return (series(first, last, places.Length - 1)[^1], 0);
        var (low, lowError) = Of(places[..^1]);
        var (high, highError) = Of(places[1..]);
        var quotient = (high - low) / gap;
        var error = (lowError + highError) / gap + Epsilon * Math.Abs(quotient);
        if (!(error > Loss * Epsilon * Math.Abs(quotient)) || !double.IsFinite(quotient))
            return (quotient, error);
        var (sum, sumError) = Taylor(places, FewTerms);
        if (!(sumError <= Loss / 4 * Epsilon * Math.Abs(sum)))
            (sum, sumError) = Taylor(places, Terms);
        // A function that is another one on either side, such as |x|, has a series that says nothing of the other side.
        return sumError < error && Math.Abs(sum - quotient) <= 4 * error ? (sum, sumError) : (quotient, error);
    }

    private (double Value, double Error) Taylor(ReadOnlySpan<int> places, int terms)
    {
        var k = places.Length - 1;
        var c = series(places[0], places[^1], k + terms);
        var middle = lambda[places[0]] / 2 + lambda[places[^1]] / 2;
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
