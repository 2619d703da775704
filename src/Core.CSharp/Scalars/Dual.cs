using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// A number and its tangents in one value: forward mode with nothing else about it, for generic methods and inline functions that shall be
/// differentiated at the speed of their own arithmetic. It knows no call that it belongs to, and so does not nest: <see cref="Real"/> does.
/// </summary>
/// <typeparam name="TTangent"><see cref="Tangent1"/>, or <see cref="Tangent8"/> for eight directions at once.</typeparam>
/// <remarks>
/// The functions are those of <see cref="Real"/>, with the same derivatives. A constant is a number whose tangent is 0, which an infinite factor
/// beside it makes NaN in a product; where the derivative itself may be infinite (a root, a quotient, …) a tangent of 0 stays 0.
/// </remarks>
public readonly partial struct Dual<TTangent> : IScalar<Dual<TTangent>>, IDifferentiated
    where TTangent : struct, ITangent<TTangent>
{
    private readonly double value;
    private readonly TTangent tangent;

    /// <summary>A number that moves along a tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual(double value, TTangent tangent)
    {
        this.value = value;
        this.tangent = tangent;
    }

    /// <summary>A constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual(double value)
    {
        this.value = value;
        tangent = default;
    }

    /// <summary>The number.</summary>
    public double Value => value;

    /// <summary>Its tangent.</summary>
    public TTangent Tangent => tangent;

    /// <summary>0.</summary>
    public static Dual<TTangent> Zero => default;

    /// <summary>1.</summary>
    public static Dual<TTangent> One => new(1);

    /// <summary>A constant: its tangent is 0.</summary>
    public static implicit operator Dual<TTangent>(double x) => new(x);

    /// <summary>The number alone.</summary>
    public static explicit operator double(Dual<TTangent> x) => x.value;

    /// <summary>The number alone, rounded to single precision.</summary>
    public static explicit operator float(Dual<TTangent> x) => (float)x.value;

    /// <summary>The whole part of the number alone.</summary>
    public static explicit operator int(Dual<TTangent> x) => (int)x.value;

    static double IScalar<Dual<TTangent>>.Primal(Dual<TTangent> x) => x.value;

    static Dual<TTangent> IScalar<Dual<TTangent>>.Constant(double x) => new(x);

    /// <summary>The number, printed without its tangent.</summary>
    public override string ToString() => InvariantText.Of(value);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => value.ToString(format, formatProvider);

    /// <inheritdoc/>
    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    ) => value.TryFormat(destination, out charsWritten, format, provider);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Dual<TTangent> Apply<TFunction>(TFunction f, Dual<TTangent> x)
        where TFunction : struct, IUnaryFunction
    {
        var y = ScalarValues.Of(f, x.value, out var slope);
        return new(y, TFunction.Unbounded ? TTangent.TimesStrongly(x.tangent, slope) : x.tangent * slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Dual<TTangent> Apply<TFunction>(Dual<TTangent> x, Dual<TTangent> y)
        where TFunction : struct, IBinaryFunction
    {
        var z = ScalarValues.Of<TFunction>(x.value, y.value);
        var (left, right) = ScalarValues.Slopes<TFunction>(x.value, y.value, z);
        var xDot = Moved<TFunction>(TFunction.LeftSign, x.tangent, left);
        return new(
            z,
            TFunction.RightSign < 0 ? xDot - y.tangent : xDot + Moved<TFunction>(TFunction.RightSign, y.tangent, right)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Dual<TTangent> Apply<TFunction>(Dual<TTangent> x, double y)
        where TFunction : struct, IBinaryFunction
    {
        var z = ScalarValues.Of<TFunction>(x.value, y);
        return new(
            z,
            Moved<TFunction>(TFunction.LeftSign, x.tangent, ScalarValues.Slopes<TFunction>(x.value, y, z).Left)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Dual<TTangent> Apply<TFunction>(double x, Dual<TTangent> y)
        where TFunction : struct, IBinaryFunction
    {
        var z = ScalarValues.Of<TFunction>(x, y.value);
        return new(
            z,
            Moved<TFunction>(TFunction.RightSign, y.tangent, ScalarValues.Slopes<TFunction>(x, y.value, z).Right)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTangent Moved<TFunction>(int sign, TTangent tangent, double slope)
        where TFunction : struct, IBinaryFunction =>
        sign > 0 ? tangent
        : sign < 0 ? -tangent
        : TFunction.Unbounded ? TTangent.TimesStrongly(tangent, slope)
        : tangent * slope;
}
