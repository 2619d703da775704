namespace Functional.Core.Kernels;

/// <summary>A number m · 2ᵉ whose exponent has a word of its own: products of any length neither overflow nor underflow on the way.</summary>
internal readonly record struct WideNumber(double Mantissa, long Exponent)
{
    public static readonly WideNumber One = new(1, 0);

    /// <summary>The product; m stays between 1 and 2, or is 0, NaN or infinite.</summary>
    public static WideNumber operator *(WideNumber x, double y)
    {
        var product = x.Mantissa * Unit(y, out var exponent);
        product = Unit(product, out var carry);
        return new(product, x.Exponent + exponent + carry);
    }

    public static WideNumber operator *(WideNumber x, WideNumber y)
    {
        var product = x * y.Mantissa;
        return product with { Exponent = product.Exponent + y.Exponent };
    }

    /// <summary>The number times 2 to the given power, as near as a double is.</summary>
    public double Scaled(long exponent) => Math.ScaleB(Mantissa, (int)Math.Clamp(Exponent + exponent, -5000, 5000));

    private static double Unit(double x, out int exponent)
    {
        exponent = x == 0 || !double.IsFinite(x) ? 0 : Math.ILogB(x);
        return exponent == 0 ? x : Math.ScaleB(x, -exponent);
    }
}
