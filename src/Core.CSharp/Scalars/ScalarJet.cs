namespace Functional.Core;

/// <summary>Taylor mode on scalars: every number carries the coefficients of a power series, up to an order.</summary>
internal sealed class ScalarJet : ScalarTrace
{
    private readonly int order;
    private bool ended;

    public ScalarJet(string name, int order)
    {
        Id = NextId();
        Name = name;
        this.order = order;
    }

    private sealed class Moving(ScalarJet jet, RealSeries series) : WatchedReal(jet)
    {
        public readonly RealSeries Series = series;
    }

    public void End() => ended = true;

    public override bool IsAlive(Real x) => !ended;

    public override Real Primal(Real x) => Watched(x) is { } series ? series[0] : x;

    /// <summary>The number that moves along a series. Its coefficients are computed at once, so that no long chain is ever followed by recursion.</summary>
    public Real Watch(RealSeries series)
    {
        var coefficients = Allocation.Zeros<Real>(order + 1L, "Scalars.Taylor");
        for (var n = 0; n <= order; n++)
            coefficients[n] = series[n];
        return new(coefficients[0].Value, new Moving(this, new RealSeries.Given(coefficients)), 0);
    }

    /// <summary>The coefficients of a number.</summary>
    public Real[] Coefficients(Real x)
    {
        var series = Series(x);
        var coefficients = Allocation.Zeros<Real>(order + 1L, "Scalars.Taylor");
        for (var n = 0; n <= order; n++)
            coefficients[n] = series[n];
        return coefficients;
    }

    public Real Apply<TFunction>(TFunction f, Real x)
        where TFunction : struct, IUnaryFunction => Watch(RealSeries.Lift(f, Series(x)));

    public Real Apply<TFunction>(Real x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        var (a, b) = (Series(x), Series(y));
        return Watch(
            typeof(TFunction) == typeof(Add) ? a + b
            : typeof(TFunction) == typeof(Subtract) ? a - b
            : typeof(TFunction) == typeof(Multiply) ? a * b
            : typeof(TFunction) == typeof(Divide) ? a / b
            : RealSeries.Lift<TFunction>(a, b)
        );
    }

    private RealSeries Series(Real x) => Watched(x) ?? new RealSeries.Given(x);

    private RealSeries? Watched(Real x) =>
        x.Watcher is Moving moving && ReferenceEquals(moving.Trace, this) ? moving.Series : null;
}
