using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Functional.Core;

/// <summary>What a <see cref="Dual{TTangent}"/> carries beside its number: an element of a vector space over the doubles.</summary>
/// <typeparam name="TSelf">The type that implements it.</typeparam>
public interface ITangent<TSelf>
    where TSelf : struct, ITangent<TSelf>
{
    /// <summary>The sum.</summary>
    static abstract TSelf operator +(TSelf x, TSelf y);

    /// <summary>The difference.</summary>
    static abstract TSelf operator -(TSelf x, TSelf y);

    /// <summary>The negative.</summary>
    static abstract TSelf operator -(TSelf x);

    /// <summary>The multiple.</summary>
    static abstract TSelf operator *(TSelf x, double slope);

    /// <summary>The multiple by a slope that may be infinite or NaN: a part that is exactly 0 stays 0.</summary>
    static abstract TSelf TimesStrongly(TSelf x, double slope);
}

/// <summary>One tangent.</summary>
/// <param name="value">The tangent ẋ.</param>
public readonly struct Tangent1(double value) : ITangent<Tangent1>
{
    private readonly double value = value;

    /// <summary>The tangent ẋ.</summary>
    public double Value => value;

    /// <inheritdoc/>
    public static Tangent1 operator +(Tangent1 x, Tangent1 y) => new(x.value + y.value);

    /// <inheritdoc/>
    public static Tangent1 operator -(Tangent1 x, Tangent1 y) => new(x.value - y.value);

    /// <inheritdoc/>
    public static Tangent1 operator -(Tangent1 x) => new(-x.value);

    /// <inheritdoc/>
    public static Tangent1 operator *(Tangent1 x, double slope) => new(x.value * slope);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent1 TimesStrongly(Tangent1 x, double slope) => new(x.value == 0 ? 0 : x.value * slope);
}

/// <summary>Eight tangents, one a lane of a vector register: derivatives in eight directions for little more than those in one.</summary>
/// <param name="value">The tangents.</param>
public readonly struct Tangent8(Vector512<double> value) : ITangent<Tangent8>
{
    private readonly Vector512<double> value = value;

    /// <summary>How many tangents there are.</summary>
    public const int Count = 8;

    /// <summary>The tangents.</summary>
    public Vector512<double> Value => value;

    /// <summary>1 in one direction, 0 in the others.</summary>
    /// <exception cref="DomainException">There is no such direction.</exception>
    public static Tangent8 Along(int direction) => new(Vector512<double>.Zero.WithElement(Checked(direction), 1));

    /// <summary>Whether it is 0 in every direction.</summary>
    internal bool IsZero => value == Vector512<double>.Zero;

    /// <summary>The tangent in one direction.</summary>
    /// <exception cref="DomainException">There is no such direction.</exception>
    public double this[int direction] => Value[Checked(direction)];

    private static int Checked(int direction)
    {
        if ((uint)direction >= Count)
            DomainException.Throw("Tangent8", $"a direction from 0 to {Count - 1}", $"{direction}");
        return direction;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent8 operator +(Tangent8 x, Tangent8 y) => new(x.value + y.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent8 operator -(Tangent8 x, Tangent8 y) => new(x.value - y.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent8 operator -(Tangent8 x) => new(-x.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent8 operator *(Tangent8 x, double slope) => new(x.value * slope);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent8 TimesStrongly(Tangent8 x, double slope) =>
        new(
            Vector512.ConditionalSelect(
                Vector512.Equals(x.value, Vector512<double>.Zero),
                Vector512<double>.Zero,
                x.value * slope
            )
        );
}
