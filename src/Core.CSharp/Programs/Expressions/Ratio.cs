using System.Globalization;

namespace Functional.Core;

/// <summary>A number in an expression: over / under, in lowest terms where both are whole, so that a third stays a third; else under is 1.</summary>
internal readonly record struct Ratio
{
    private const double Whole = 1L << 53;

    // A number with more digits than this may be a ratio of one with at most this under the line.
    private const int LongDigits = 8;
    private const int Most = 100;

    public static readonly Ratio Zero = new(0, 1);
    public static readonly Ratio One = new(1, 1);

    public Ratio(double over, double under = 1)
    {
        if (IsWhole(over) && IsWhole(under) && under != 0)
        {
            var (a, b) = (Math.Abs(over), Math.Abs(under));
            while (b != 0)
                (a, b) = (b, a % b);
            a *= Math.Sign(under);
            // 0, not −0: the sign of a zero is not to be read.
            (Over, Under) = (over / a + 0.0, under / a);
        }
        else
            (Over, Under) = (over / under + 0.0, 1);
    }

    public double Over { get; }

    public double Under { get; }

    public bool IsNegative => Over < 0;

    public double Value => Over / Under;

    public static Ratio operator +(Ratio x, Ratio y) => new(x.Over * y.Under + y.Over * x.Under, x.Under * y.Under);

    public static Ratio operator *(Ratio x, Ratio y) => new(x.Over * y.Over, x.Under * y.Under);

    public static Ratio operator -(Ratio x) => new(-x.Over, x.Under);

    /// <summary>The number to a power; whole where it can be.</summary>
    public Ratio Power(double exponent) =>
        exponent == Math.Truncate(exponent) && Math.Abs(exponent) <= 8
            ? exponent < 0
                ? new(Math.Pow(Under, -exponent), Math.Pow(Over, -exponent))
                : new(Math.Pow(Over, exponent), Math.Pow(Under, exponent))
            : new(Math.Pow(Value, exponent));

    /// <summary>A number of a dtype, with no more digits than it takes there.</summary>
    public static Ratio Of(double value, DType dtype)
    {
        var digits =
            dtype == DType.Float32
                ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
                : value.ToString("R", CultureInfo.InvariantCulture);
        var rounded = double.Parse(digits, CultureInfo.InvariantCulture);
        // One with no end, such as a third, is known by the ratio that it is the nearest to.
        for (var under = 3; digits.Length > LongDigits && under <= Most; under++)
            if (Math.Round(value * under) is var over && Nearest(over / under) == value)
                return new(over, under);
        return new(rounded);

        double Nearest(double x) => dtype == DType.Float32 ? (float)x : x;
    }

    private static bool IsWhole(double value) => Math.Abs(value) < Whole && value == Math.Truncate(value);
}
