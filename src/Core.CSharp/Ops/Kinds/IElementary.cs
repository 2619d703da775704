using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// The arithmetic in which derivative formulas are written. <see cref="Tensor"/> and SIMD lanes implement it,
/// so one line per function serves every mode and the fused kernels. Masks are 1 where true and 0 where false.
/// </summary>
internal interface IElementary<T>
    where T : IElementary<T>
{
    static abstract T operator +(T x, T y);

    static abstract T operator -(T x, T y);

    static abstract T operator *(T x, T y);

    static abstract T operator /(T x, T y);

    static abstract T operator -(T x);

    static abstract T operator +(T x, double y);

    static abstract T operator +(double x, T y);

    static abstract T operator -(T x, double y);

    static abstract T operator -(double x, T y);

    static abstract T operator *(T x, double y);

    static abstract T operator *(double x, T y);

    static abstract T operator /(T x, double y);

    static abstract T operator /(double x, T y);

    /// <summary>
    /// Whether a formula has the argument of a function beside its answer for nothing. Tensors do not: a scan would store both for every step,
    /// and an exponential more for each element is as dear as the function itself.
    /// </summary>
    static virtual bool KeepsArguments => true;

    /// <summary>The values of a function that is written on lanes and has a derivative of its own, such as a slope.</summary>
    static abstract T Of<TFunction>(T x)
        where TFunction : struct, IUnaryFunction, IValues<TFunction>;

    /// <inheritdoc cref="Of{TFunction}(T)"/>
    static abstract T Of<TFunction>(T x, T y)
        where TFunction : struct, IBinaryFunction, IPairValues<TFunction>;

    /// <summary>A literal in the arithmetic of <paramref name="like"/>.</summary>
    static abstract T Constant(double value, T like);

    static abstract T Exp(T x);
    static abstract T Expm1(T x);
    static abstract T Log(T x);
    static abstract T Sqrt(T x);
    static abstract T Sin(T x);
    static abstract T Cos(T x);
    static abstract T Sinh(T x);
    static abstract T Cosh(T x);
    static abstract T Tanh(T x);
    static abstract T Sigmoid(T x);
    static abstract T Erfc(T x);
    static abstract T Abs(T x);
    static abstract T Sign(T x);
    static abstract T Square(T x);

    /// <summary>The nearest whole number, a half to the even one.</summary>
    static abstract T Round(T x);

    /// <summary>√(x² + y²) without overflow in between.</summary>
    static abstract T Hypot(T x, T y);

    static abstract T Pow(T x, T y);
    static abstract T Pow(T x, double exponent);

    /// <summary>ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function.</summary>
    static abstract T Polygamma(int order, T x);

    /// <summary>The n-th derivative of sin(πx) / (πx).</summary>
    static abstract T SincDerivative(int order, T x);

    static abstract T Equal(T x, T y);
    static abstract T Less(T x, T y);
    static abstract T LessEqual(T x, T y);

    /// <summary><paramref name="x"/> where the mask is not 0, else <paramref name="y"/>.</summary>
    static abstract T Where(T mask, T x, T y);
}

/// <summary>Formulas that several derivatives share.</summary>
internal static class Elementary
{
    /// <summary>0, but NaN where x is: the derivative of a function that is constant around every number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Zero<T>(T x)
        where T : IElementary<T> => T.Where(T.Equal(x, x), T.Constant(0, x), x);

    /// <summary>A derivative that stands where the answer y is a number, and is NaN with it: outside the domain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Defined<T>(T y, T derivative)
        where T : IElementary<T> => T.Where(T.Equal(y, y), derivative, y);

    /// <summary>The mask of (0, 0): 1 where both are 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Origin<T>(T x, T y)
        where T : IElementary<T> => T.Equal(x, T.Constant(0, x)) * T.Equal(y, T.Constant(0, y));

    /// <summary>The derivative of a ramp that goes on below 0: 1 above, the one given below, which tends to <paramref name="leak"/> at 0; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Leaky<T>(T x, double leak, T below)
        where T : IElementary<T>
    {
        var zero = T.Constant(0, x);
        // At the kink the slope of least magnitude between those on either side, which are the leak and 1.
        var kink = Math.Clamp(leak, 0, 1);
        if (kink != leak)
            below = T.Where(T.Equal(x, zero), T.Constant(kink, x), below);
        return Defined(x, T.Where(T.Less(zero, x), T.Constant(1, x), below));
    }

    /// <summary>The mask of the elements that a ramp drops: those below 0, if it does not leak there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Dropped<T>(T x, T y, double leak)
        where T : IElementary<T> => leak == 0 ? T.Less(x, y) : T.Constant(0, x);

    /// <summary>x where |x| is below the bound, else 0: for factors of what has died out there, so that ∞ · 0 is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Within<T>(T x, double bound)
        where T : IElementary<T> => T.Where(T.Less(T.Abs(x), T.Constant(bound, x)), x, T.Constant(0, x));
}
