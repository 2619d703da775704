using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Functional.Core;

/// <summary>
/// The interfaces of generic mathematics for a number with derivatives. What they ask for beside arithmetic and functions
/// (predicates, parsing, conversions, the functions of π-fold angles) follows from the number alone and is said once, here.
/// </summary>
/// <typeparam name="TSelf">The type that implements it.</typeparam>
public interface IScalar<TSelf>
    : INumber<TSelf>,
        ISignedNumber<TSelf>,
        IRootFunctions<TSelf>,
        IExponentialFunctions<TSelf>,
        ILogarithmicFunctions<TSelf>,
        IPowerFunctions<TSelf>,
        ITrigonometricFunctions<TSelf>,
        IHyperbolicFunctions<TSelf>
    where TSelf : struct, IScalar<TSelf>
{
    /// <summary>The number alone, without derivative.</summary>
    static abstract double Primal(TSelf x);

    /// <summary>A number without derivative.</summary>
    static abstract TSelf Constant(double x);

    static TSelf IAdditiveIdentity<TSelf, TSelf>.AdditiveIdentity => TSelf.Constant(0);
    static TSelf IMultiplicativeIdentity<TSelf, TSelf>.MultiplicativeIdentity => TSelf.Constant(1);
    static TSelf ISignedNumber<TSelf>.NegativeOne => TSelf.Constant(-1);
    static TSelf IFloatingPointConstants<TSelf>.E => TSelf.Constant(Math.E);
    static TSelf IFloatingPointConstants<TSelf>.Pi => TSelf.Constant(Math.PI);
    static TSelf IFloatingPointConstants<TSelf>.Tau => TSelf.Constant(Math.Tau);
    static int INumberBase<TSelf>.Radix => 2;

    static TSelf IIncrementOperators<TSelf>.operator ++(TSelf x) => x + TSelf.One;

    static TSelf IDecrementOperators<TSelf>.operator --(TSelf x) => x - TSelf.One;

    static bool INumberBase<TSelf>.IsCanonical(TSelf x) => true;

    static bool INumberBase<TSelf>.IsComplexNumber(TSelf x) => false;

    static bool INumberBase<TSelf>.IsEvenInteger(TSelf x) => double.IsEvenInteger(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsFinite(TSelf x) => double.IsFinite(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsImaginaryNumber(TSelf x) => false;

    static bool INumberBase<TSelf>.IsInfinity(TSelf x) => double.IsInfinity(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsInteger(TSelf x) => double.IsInteger(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsNaN(TSelf x) => !(x <= TSelf.Zero || x >= TSelf.Zero);

    static bool INumberBase<TSelf>.IsNegative(TSelf x) => double.IsNegative(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsNegativeInfinity(TSelf x) => double.IsNegativeInfinity(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsNormal(TSelf x) => double.IsNormal(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsOddInteger(TSelf x) => double.IsOddInteger(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsPositive(TSelf x) => double.IsPositive(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsPositiveInfinity(TSelf x) => double.IsPositiveInfinity(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsRealNumber(TSelf x) => double.IsRealNumber(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsSubnormal(TSelf x) => double.IsSubnormal(TSelf.Primal(x));

    static bool INumberBase<TSelf>.IsZero(TSelf x) => x == TSelf.Zero;

    static TSelf INumberBase<TSelf>.MaxMagnitude(TSelf x, TSelf y) => Choose(x, y, double.MaxMagnitude);

    static TSelf INumberBase<TSelf>.MaxMagnitudeNumber(TSelf x, TSelf y) => Choose(x, y, double.MaxMagnitudeNumber);

    static TSelf INumberBase<TSelf>.MinMagnitude(TSelf x, TSelf y) => Choose(x, y, double.MinMagnitude);

    static TSelf INumberBase<TSelf>.MinMagnitudeNumber(TSelf x, TSelf y) => Choose(x, y, double.MinMagnitudeNumber);

    private static TSelf Choose(TSelf x, TSelf y, Func<double, double, double> rule) =>
        rule(TSelf.Primal(x), TSelf.Primal(y)).Equals(TSelf.Primal(x)) ? x : y;

    static TSelf INumberBase<TSelf>.Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) =>
        TSelf.Constant(double.Parse(s, style, provider));

    static TSelf INumberBase<TSelf>.Parse(string s, NumberStyles style, IFormatProvider? provider) =>
        TSelf.Constant(double.Parse(s, style, provider));

    static TSelf ISpanParsable<TSelf>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TSelf.Constant(double.Parse(s, provider));

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) =>
        TSelf.Constant(double.Parse(s, provider));

    static bool INumberBase<TSelf>.TryParse(
        ReadOnlySpan<char> s,
        NumberStyles style,
        IFormatProvider? provider,
        out TSelf result
    ) => Parsed(double.TryParse(s, style, provider, out var x), x, out result);

    static bool INumberBase<TSelf>.TryParse(
        [NotNullWhen(true)] string? s,
        NumberStyles style,
        IFormatProvider? provider,
        out TSelf result
    ) => Parsed(double.TryParse(s, style, provider, out var x), x, out result);

    static bool ISpanParsable<TSelf>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out TSelf result) =>
        Parsed(double.TryParse(s, provider, out var x), x, out result);

    static bool IParsable<TSelf>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TSelf result) =>
        Parsed(double.TryParse(s, provider, out var x), x, out result);

    private static bool Parsed(bool done, double x, out TSelf result)
    {
        result = TSelf.Constant(x);
        return done;
    }

    static bool INumberBase<TSelf>.TryConvertFromChecked<TOther>(TOther value, out TSelf result) =>
        From(value, out result);

    static bool INumberBase<TSelf>.TryConvertFromSaturating<TOther>(TOther value, out TSelf result) =>
        From(value, out result);

    static bool INumberBase<TSelf>.TryConvertFromTruncating<TOther>(TOther value, out TSelf result) =>
        From(value, out result);

    static bool INumberBase<TSelf>.TryConvertToChecked<TOther>(TSelf value, [MaybeNullWhen(false)] out TOther result)
    {
        var isPlain = default(TOther) is not IDifferentiated;
        result = isPlain ? TOther.CreateChecked(TSelf.Primal(value)) : default;
        return isPlain;
    }

    static bool INumberBase<TSelf>.TryConvertToSaturating<TOther>(TSelf value, [MaybeNullWhen(false)] out TOther result)
    {
        var isPlain = default(TOther) is not IDifferentiated;
        result = isPlain ? TOther.CreateSaturating(TSelf.Primal(value)) : default;
        return isPlain;
    }

    static bool INumberBase<TSelf>.TryConvertToTruncating<TOther>(TSelf value, [MaybeNullWhen(false)] out TOther result)
    {
        var isPlain = default(TOther) is not IDifferentiated;
        result = isPlain ? TOther.CreateTruncating(TSelf.Primal(value)) : default;
        return isPlain;
    }

    // A number with derivatives of another kind does not convert: it would lose them.
    private static bool From<TOther>(TOther value, out TSelf result)
        where TOther : INumberBase<TOther>
    {
        var isPlain = value is double or float or Half or decimal or int or uint or long or ulong or short or byte;
        result = isPlain ? TSelf.Constant(double.CreateSaturating(value)) : default;
        return isPlain;
    }

    static TSelf IRootFunctions<TSelf>.RootN(TSelf x, int n) =>
        n == 2 ? TSelf.Sqrt(x)
        : n == 3 ? TSelf.Cbrt(x)
        : int.IsOddInteger(n) && TSelf.Primal(x) < 0 ? -TSelf.Pow(-x, TSelf.Constant(1.0 / n))
        : TSelf.Pow(x, TSelf.Constant(1.0 / n));

    static TSelf IExponentialFunctions<TSelf>.Exp2(TSelf x) => TSelf.Pow(TSelf.Constant(2), x);

    static TSelf IExponentialFunctions<TSelf>.Exp10(TSelf x) => TSelf.Pow(TSelf.Constant(10), x);

    static TSelf ILogarithmicFunctions<TSelf>.Log(TSelf x, TSelf newBase) => TSelf.Log(x) / TSelf.Log(newBase);

    static (TSelf Sin, TSelf Cos) ITrigonometricFunctions<TSelf>.SinCos(TSelf x) => (TSelf.Sin(x), TSelf.Cos(x));

    static (TSelf SinPi, TSelf CosPi) ITrigonometricFunctions<TSelf>.SinCosPi(TSelf x) =>
        (TSelf.SinPi(x), TSelf.CosPi(x));

    static TSelf ITrigonometricFunctions<TSelf>.TanPi(TSelf x) => TSelf.SinPi(x) / TSelf.CosPi(x);

    static TSelf ITrigonometricFunctions<TSelf>.AcosPi(TSelf x) => TSelf.Acos(x) / TSelf.Pi;

    static TSelf ITrigonometricFunctions<TSelf>.AsinPi(TSelf x) => TSelf.Asin(x) / TSelf.Pi;

    static TSelf ITrigonometricFunctions<TSelf>.AtanPi(TSelf x) => TSelf.Atan(x) / TSelf.Pi;

    // The angle is taken off its nearest half turns, which is exact, and turned so that the result is exact at quarter turns.
    static TSelf ITrigonometricFunctions<TSelf>.SinPi(TSelf x)
    {
        var halves = Math.Round(2 * TSelf.Primal(x));
        var rest = TSelf.Pi * (x - TSelf.Constant(0.5 * halves));
        return Math.IEEERemainder(halves, 4) switch
        {
            0 => TSelf.Sin(rest),
            1 => TSelf.Cos(rest),
            -1 => -TSelf.Cos(rest),
            _ => -TSelf.Sin(rest),
        };
    }

    static TSelf ITrigonometricFunctions<TSelf>.CosPi(TSelf x)
    {
        var halves = Math.Round(2 * TSelf.Primal(x));
        var rest = TSelf.Pi * (x - TSelf.Constant(0.5 * halves));
        return Math.IEEERemainder(halves, 4) switch
        {
            0 => TSelf.Cos(rest),
            1 => -TSelf.Sin(rest),
            -1 => TSelf.Sin(rest),
            _ => -TSelf.Cos(rest),
        };
    }
}

/// <summary>Marks numbers that carry derivatives, which a conversion to another kind would lose.</summary>
internal interface IDifferentiated;
