using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core;

// Sums and products are said once more here, as they are the arithmetic itself: through the general way they cost the compiler so much
// inlining that it leaves tangents in memory.
public readonly partial struct Dual<TTangent>
{
    /// <inheritdoc cref="Real.operator +(Real, Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator +(Dual<TTangent> x, Dual<TTangent> y) =>
        new(x.value + y.value, x.tangent + y.tangent);

    /// <inheritdoc cref="Real.operator +(Real, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator +(Dual<TTangent> x, double y) => new(x.value + y, x.tangent);

    /// <inheritdoc cref="Real.operator +(double, Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator +(double x, Dual<TTangent> y) => new(x + y.value, y.tangent);

    /// <inheritdoc cref="Real.operator -(Real, Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator -(Dual<TTangent> x, Dual<TTangent> y) =>
        new(x.value - y.value, x.tangent - y.tangent);

    /// <inheritdoc cref="Real.operator -(Real, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator -(Dual<TTangent> x, double y) => new(x.value - y, x.tangent);

    /// <inheritdoc cref="Real.operator -(double, Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator -(double x, Dual<TTangent> y) => new(x - y.value, -y.tangent);

    /// <inheritdoc cref="Real.operator *(Real, Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator *(Dual<TTangent> x, Dual<TTangent> y) =>
        new(x.value * y.value, x.tangent * y.value + y.tangent * x.value);

    /// <inheritdoc cref="Real.operator *(Real, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator *(Dual<TTangent> x, double y) => new(x.value * y, x.tangent * y);

    /// <inheritdoc cref="Real.operator *(double, Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator *(double x, Dual<TTangent> y) => new(x * y.value, y.tangent * x);

    /// <inheritdoc cref="Real.operator /(Real, Real)"/>
    public static Dual<TTangent> operator /(Dual<TTangent> x, Dual<TTangent> y) => Apply<Divide>(x, y);

    /// <inheritdoc cref="Real.operator /(Real, double)"/>
    public static Dual<TTangent> operator /(Dual<TTangent> x, double y) => Apply<Divide>(x, y);

    /// <inheritdoc cref="Real.operator /(double, Real)"/>
    public static Dual<TTangent> operator /(double x, Dual<TTangent> y) => Apply<Divide>(x, y);

    /// <inheritdoc cref="Real.operator %(Real, Real)"/>
    public static Dual<TTangent> operator %(Dual<TTangent> x, Dual<TTangent> y) => Apply<Rem>(x, y);

    /// <inheritdoc cref="Real.operator %(Real, double)"/>
    public static Dual<TTangent> operator %(Dual<TTangent> x, double y) => Apply<Rem>(x, y);

    /// <inheritdoc cref="Real.operator %(double, Real)"/>
    public static Dual<TTangent> operator %(double x, Dual<TTangent> y) => Apply<Rem>(x, y);

    /// <inheritdoc cref="Real.operator -(Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<TTangent> operator -(Dual<TTangent> x) => new(-x.value, -x.tangent);

    /// <summary>The quotient by a whole number: what F#'s averages ask for.</summary>
    public static Dual<TTangent> DivideByInt(Dual<TTangent> x, int count) => x / (double)count;

    /// <inheritdoc cref="Real.operator +(Real)"/>
    public static Dual<TTangent> operator +(Dual<TTangent> x) => x;

    /// <inheritdoc cref="Real.operator ++(Real)"/>
    public static Dual<TTangent> operator ++(Dual<TTangent> x) => x + 1.0;

    /// <inheritdoc cref="Real.operator --(Real)"/>
    public static Dual<TTangent> operator --(Dual<TTangent> x) => x - 1.0;

    /// <inheritdoc cref="Real.operator ==(Real, Real)"/>
    public static bool operator ==(Dual<TTangent> x, Dual<TTangent> y) => x.value == y.value;

    /// <inheritdoc cref="Real.operator !=(Real, Real)"/>
    public static bool operator !=(Dual<TTangent> x, Dual<TTangent> y) => x.value != y.value;

    /// <inheritdoc cref="Real.operator &lt;(Real, Real)"/>
    public static bool operator <(Dual<TTangent> x, Dual<TTangent> y) => x.value < y.value;

    /// <inheritdoc cref="Real.operator &lt;=(Real, Real)"/>
    public static bool operator <=(Dual<TTangent> x, Dual<TTangent> y) => x.value <= y.value;

    /// <inheritdoc cref="Real.operator &gt;(Real, Real)"/>
    public static bool operator >(Dual<TTangent> x, Dual<TTangent> y) => x.value > y.value;

    /// <inheritdoc cref="Real.operator &gt;=(Real, Real)"/>
    public static bool operator >=(Dual<TTangent> x, Dual<TTangent> y) => x.value >= y.value;

    /// <summary>The order of the numbers, whatever their derivatives; NaN comes first.</summary>
    public int CompareTo(Dual<TTangent> other) => value.CompareTo(other.value);

    /// <inheritdoc/>
    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            Dual<TTangent> other => CompareTo(other),
            _ => throw new ArgumentException($"CompareTo wants a dual number, but got {obj.GetType()}.", nameof(obj)),
        };

    /// <summary>Whether the numbers are equal, whatever their derivatives; NaN equals NaN.</summary>
    public bool Equals(Dual<TTangent> other) => value.Equals(other.value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dual<TTangent> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => value.GetHashCode();
}
