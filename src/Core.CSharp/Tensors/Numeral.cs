using System.Globalization;

namespace Functional.Core;

/// <summary>
/// A number as decimal digits: ±0.d₁d₂…·10ᵉ with the fewest digits that give the number back, or the word for one that is not finite.
/// </summary>
internal readonly record struct Numeral(double Value, bool Negative, string Digits, int Exponent, string? Word)
{
    private const int Places = 8;

    public static Numeral Of(double x, DType dtype)
    {
        var negative = double.IsNegative(x) && !double.IsNaN(x);
        if (!double.IsFinite(x))
            return new(x, negative, "", 0, double.IsNaN(x) ? "nan" : (negative ? "-inf" : "inf"));
        var culture = CultureInfo.InvariantCulture;
        // Seventeen and nine digits always suffice, but the shortest form is the one without a precision.
        var text = dtype == DType.Float32 ? Math.Abs((float)x).ToString(culture) : Math.Abs(x).ToString(culture);
        var mark = text.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, culture);
        var plain = mark < 0 ? text : text[..mark];
        var point = plain.IndexOf('.');
        exponent += point < 0 ? plain.Length : point;
        var all = plain.Replace(".", "");
        var digits = all.TrimStart('0');
        exponent -= all.Length - digits.Length;
        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? new(x, negative, "", 1, null) : new(x, negative, digits, exponent, null);
    }

    private string Sign => Negative ? "-" : "";

    /// <summary>The text left and right of the point, with at most eight places.</summary>
    public (string Whole, string Fraction) Positional()
    {
        if (Digits.Length - Exponent > Places)
        {
            var parts = Math.Abs(Value).ToString($"F{Places}", CultureInfo.InvariantCulture).Split('.');
            return (Sign + parts[0], parts[1].TrimEnd('0'));
        }
        var whole = Exponent <= 0 ? "0" : Digits.PadRight(Exponent, '0')[..Exponent];
        var fraction =
            Exponent <= 0 ? new string('0', Digits.Length == 0 ? 0 : -Exponent) + Digits
            : Digits.Length > Exponent ? Digits[Exponent..]
            : "";
        return (Sign + whole, fraction);
    }

    /// <summary>The text left and right of the point of d.ddd·10ᵉ, with at most eight places, and e.</summary>
    public (string Whole, string Fraction, int Exponent) Scientific()
    {
        if (Digits.Length == 0)
            return (Sign + "0", "", 0);
        if (Digits.Length <= Places + 1)
            return (Sign + Digits[..1], Digits[1..], Exponent - 1);
        var text = Math.Abs(Value).ToString($"E{Places}", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E');
        return (
            Sign + text[..1],
            text[2..mark].TrimEnd('0'),
            int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        );
    }

    /// <summary>The number by itself, with all its digits.</summary>
    public string Alone()
    {
        if (Word is not null)
            return Word;
        if (Exponent is > 16 or < -3)
            return Sign + Digits[..1] + (Digits.Length > 1 ? "." + Digits[1..] : "") + Power(Exponent - 1);
        var whole = Exponent <= 0 ? "0" : Digits.PadRight(Exponent, '0')[..Exponent];
        var fraction =
            Exponent <= 0 ? new string('0', -Exponent) + Digits : Digits[Math.Min(Exponent, Digits.Length)..];
        return $"{Sign}{whole}.{(fraction.Length == 0 ? "0" : fraction)}";
    }

    /// <summary>As in "e+05": at least two digits.</summary>
    public static string Power(int exponent) => $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
}

/// <summary>Numbers brought to one width, point under point.</summary>
internal static class Column
{
    public static string[] Align(Numeral[] numerals)
    {
        var finite = Array.FindAll(numerals, numeral => numeral.Word is null);
        var sizes = finite.Select(numeral => Math.Abs(numeral.Value)).Where(size => size > 0).DefaultIfEmpty(1);
        var (largest, smallest) = (sizes.Max(), sizes.Min());
        return largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000
            ? Scientific(numerals, finite)
            : Positional(numerals, finite);
    }

    private static string[] Positional(Numeral[] numerals, Numeral[] finite)
    {
        var right = finite.Select(numeral => numeral.Positional().Fraction.Length).DefaultIfEmpty(-1).Max();
        var left = finite.Select(numeral => numeral.Positional().Whole.Length).DefaultIfEmpty(0).Max();
        left = Math.Max(left, Words(numerals) - right - 1);
        return Array.ConvertAll(
            numerals,
            numeral =>
            {
                if (numeral.Word is not null)
                    return numeral.Word.PadLeft(left + 1 + right);
                var (whole, fraction) = numeral.Positional();
                return $"{whole.PadLeft(left)}.{fraction.PadRight(right)}";
            }
        );
    }

    private static string[] Scientific(Numeral[] numerals, Numeral[] finite)
    {
        var right = finite.Max(numeral => numeral.Scientific().Fraction.Length);
        var texts = Array.ConvertAll(
            numerals,
            numeral =>
            {
                if (numeral.Word is not null)
                    return numeral.Word;
                var (whole, fraction, exponent) = numeral.Scientific();
                return $"{whole}.{fraction.PadRight(right, '0')}{Numeral.Power(exponent)}";
            }
        );
        var width = texts.Max(text => text.Length);
        return Array.ConvertAll(texts, text => text.PadLeft(width));
    }

    private static int Words(Numeral[] numerals) => numerals.Max(numeral => numeral.Word?.Length ?? 0);
}
