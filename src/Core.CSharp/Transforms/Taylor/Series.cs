namespace Functional.Core;

/// <summary>The coefficients of a power series Σ cⱼ tʲ, each computed once, when it is asked for; null is zero.</summary>
internal abstract class Series
{
    private readonly List<Tensor?> known = [];

    /// <summary>The coefficient of order j; those below are computed first.</summary>
    public Tensor? this[int j]
    {
        get
        {
            while (known.Count <= j)
                known.Add(Next(known.Count));
            return known[j];
        }
    }

    /// <summary>The coefficient of order j, given all below.</summary>
    protected abstract Tensor? Next(int j);

    protected static Tensor? Sum(Tensor? x, Tensor? y) =>
        x is null ? y
        : y is null ? x
        : x + y;
}

/// <summary>Coefficients that are given, and zeros after them.</summary>
internal sealed class GivenSeries(params Tensor?[] coefficients) : Series
{
    protected override Tensor? Next(int j) => j < coefficients.Length ? coefficients[j] : null;
}

/// <summary>The derivative of a series: (j + 1) cⱼ₊₁.</summary>
internal sealed class DerivedSeries(Series x) : Series
{
    protected override Tensor? Next(int j) => x[j + 1] is { } c ? (j + 1) * c : null;
}

/// <summary>The series with a given start and a given derivative: rⱼ₋₁ / j.</summary>
internal sealed class IntegratedSeries(Tensor start, Func<Series?> slope) : Series
{
    private Series? derivative;
    private bool asked;

    protected override Tensor? Next(int j)
    {
        if (j == 0)
            return start;
        if (!asked)
            (derivative, asked) = (slope(), true);
        return derivative?[j - 1] is { } r ? r / j : null;
    }
}

/// <summary>A linear operation of series, order by order.</summary>
internal sealed class LinearSeries(Tensor start, Func<int, Tensor?> next) : Series
{
    protected override Tensor? Next(int j) => j == 0 ? start : next(j);
}

/// <summary>A bilinear operation of two series, by the rule of Cauchy: Σ xᵢ yⱼ₋ᵢ.</summary>
internal sealed class ProductSeries(BinaryOperation operation, Tensor start, Series x, Series y) : Series
{
    protected override Tensor? Next(int j)
    {
        if (j == 0)
            return start;
        Tensor? sum = null;
        for (var i = 0; i <= j; i++)
            if (x[i] is { } a && y[j - i] is { } b)
                sum = Sum(sum, Tensor.Apply(operation, a, b));
        return sum;
    }
}
