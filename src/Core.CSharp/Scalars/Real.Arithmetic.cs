using System.Numerics;
using System.Runtime.CompilerServices;

namespace Functional.Core;

public readonly partial struct Real
{
    /// <summary>The sum: z = x + y, hence ż = ẋ + ẏ.</summary>
    public static Real operator +(Real x, Real y) => Apply<Add>(x, y);

    /// <inheritdoc cref="operator +(Real, Real)"/>
    public static Real operator +(Real x, double y) => Apply<Add>(x, y);

    /// <inheritdoc cref="operator +(Real, Real)"/>
    public static Real operator +(double x, Real y) => Apply<Add>(x, y);

    /// <summary>The difference: z = x − y, hence ż = ẋ − ẏ.</summary>
    public static Real operator -(Real x, Real y) => Apply<Subtract>(x, y);

    /// <inheritdoc cref="operator -(Real, Real)"/>
    public static Real operator -(Real x, double y) => Apply<Subtract>(x, y);

    /// <inheritdoc cref="operator -(Real, Real)"/>
    public static Real operator -(double x, Real y) => Apply<Subtract>(x, y);

    /// <summary>The product: z = x y, hence ż = y ẋ + x ẏ.</summary>
    public static Real operator *(Real x, Real y) => Apply<Multiply>(x, y);

    /// <inheritdoc cref="operator *(Real, Real)"/>
    public static Real operator *(Real x, double y) => Apply<Multiply>(x, y);

    /// <inheritdoc cref="operator *(Real, Real)"/>
    public static Real operator *(double x, Real y) => Apply<Multiply>(x, y);

    /// <summary>The quotient: z = x / y, hence ż = (ẋ − z ẏ) / y.</summary>
    public static Real operator /(Real x, Real y) => Apply<Divide>(x, y);

    /// <inheritdoc cref="operator /(Real, Real)"/>
    public static Real operator /(Real x, double y) => Apply<Divide>(x, y);

    /// <inheritdoc cref="operator /(Real, Real)"/>
    public static Real operator /(double x, Real y) => Apply<Divide>(x, y);

    /// <summary>The remainder of a division towards 0: z = x − y trunc(x/y), of the sign of x; hence ż = ẋ − trunc(x/y) ẏ.</summary>
    public static Real operator %(Real x, Real y) => Apply<Rem>(x, y);

    /// <inheritdoc cref="operator %(Real, Real)"/>
    public static Real operator %(Real x, double y) => Apply<Rem>(x, y);

    /// <inheritdoc cref="operator %(Real, Real)"/>
    public static Real operator %(double x, Real y) => Apply<Rem>(x, y);

    /// <summary>The negative: y = −x, hence ẏ = −ẋ.</summary>
    public static Real operator -(Real x) => Apply(default(Negative), x);

    /// <summary>The quotient by a whole number: what F#'s averages ask for.</summary>
    public static Real DivideByInt(Real x, int count) => x / (double)count;

    /// <summary>The number itself.</summary>
    public static Real operator +(Real x) => x;

    /// <summary>One more.</summary>
    public static Real operator ++(Real x) => x + 1.0;

    /// <summary>One less.</summary>
    public static Real operator --(Real x) => x - 1.0;

    /// <summary>Whether the numbers compare so, whatever their derivatives: x == y. NaN compares with nothing.</summary>
    public static bool operator ==(Real x, Real y) => Saw(Look.Equal, x, y, x.value == y.value);

    /// <summary>Whether the numbers compare so, whatever their derivatives: x != y. NaN compares with nothing.</summary>
    public static bool operator !=(Real x, Real y) => Saw(Look.NotEqual, x, y, x.value != y.value);

    /// <summary>Whether the numbers compare so, whatever their derivatives: x &lt; y. NaN compares with nothing.</summary>
    public static bool operator <(Real x, Real y) => Saw(Look.Less, x, y, x.value < y.value);

    /// <summary>Whether the numbers compare so, whatever their derivatives: x &lt;= y. NaN compares with nothing.</summary>
    public static bool operator <=(Real x, Real y) => Saw(Look.LessEqual, x, y, x.value <= y.value);

    /// <summary>Whether the numbers compare so, whatever their derivatives: x &gt; y. NaN compares with nothing.</summary>
    public static bool operator >(Real x, Real y) => Saw(Look.Greater, x, y, x.value > y.value);

    /// <summary>Whether the numbers compare so, whatever their derivatives: x &gt;= y. NaN compares with nothing.</summary>
    public static bool operator >=(Real x, Real y) => Saw(Look.GreaterEqual, x, y, x.value >= y.value);

    /// <summary>The order of the numbers, whatever their derivatives; NaN comes first.</summary>
    public int CompareTo(Real other)
    {
        Saw(Look.Order, this, other, true);
        return value.CompareTo(other.value);
    }

    /// <inheritdoc/>
    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            Real other => CompareTo(other),
            _ => throw new ArgumentException($"CompareTo wants a Real, but got {obj.GetType()}.", nameof(obj)),
        };

    /// <summary>Whether the numbers are equal, whatever their derivatives; NaN equals NaN.</summary>
    public bool Equals(Real other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Real other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => value.GetHashCode();
}
