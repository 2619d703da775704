using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// Taylor mode: the coefficients y₀ … yₖ of f(x₀ + x₁ t + x₂ t² + …) = y₀ + y₁ t + … + yₖ tᵏ + O(tᵏ⁺¹). So yⱼ = (1/j!) dʲ/dtʲ at t = 0; with the series x, v the directional derivatives are j! yⱼ.
    /// Arguments are trees. Any operation, in time k² to k³ (where nesting Pushforward k times takes 2ᵏ). Griewank, Walther, "Evaluating Derivatives" (2008), chapter 13.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="series">The coefficients x₀, x₁, … of the argument; those that are not given are zero.</param>
    /// <param name="order">The order k, 0 or more.</param>
    /// <returns>The k + 1 coefficients of the answer.</returns>
    /// <exception cref="DomainException">The order is negative, or there is no x₀.</exception>
    /// <exception cref="TreeException">The trees of the coefficients differ.</exception>
    /// <exception cref="ShapeException">A leaf of a coefficient has another shape than that of x₀.</exception>
    public static TOut[] Jet<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, IReadOnlyList<TIn> series, int order)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(series);
        if (order < 0)
            DomainException.Throw("Jet", "an order of 0 or more", $"{order}");
        if (series.Count == 0)
            DomainException.Throw("Jet", "at least the coefficient x₀ of its argument", "none");
        var result = Allocation.Zeros<TOut>(order + 1L, "Jet");
        var first = Tree.Read(series[0]);
        var coefficients = series
            .Take(order + 1)
            .Select(coefficient => Trace.Living(first.Match("Jet", coefficient)))
            .ToArray();
        var trace = new JetTrace(order);
        try
        {
            var inputs = coefficients[0]
                .Select((x, leaf) => trace.Join(x, new GivenSeries([.. coefficients.Select(c => c[leaf])])));
            var y = f(Tree.Rebuild(series[0], [.. inputs]));
            var outputs = Array.ConvertAll(Trace.Leaves(y), trace.Split);
            for (var j = 0; j <= order; j++)
                result[j] = Tree.Rebuild(
                    y,
                    Array.ConvertAll(
                        outputs,
                        output => j == 0 ? output.Primal : output.Series?[j] ?? Tensor.ZerosLike(output.Primal)
                    )
                );
            return result;
        }
        finally
        {
            trace.End();
        }
    }
}
