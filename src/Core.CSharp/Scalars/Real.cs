using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// A real number that derivatives are taken of: the scalar counterpart of <see cref="Tensor"/>, for code that is written number by number.
/// It is a double that may be watched by one or several calls of <see cref="Scalars"/>; a double converts to it and is then a constant.
/// Arithmetic with doubles, F#'s own functions (<c>sin</c>, <c>exp</c>, <c>**</c>, …) and the interfaces of generic mathematics work on it, so
/// that one inline F# function, or one generic C# method, runs on double and on Real alike. Comparisons are those of the numbers.
/// </summary>
/// <remarks>Where an operation is not differentiable, its derivative is what the operation of the same name on tensors says.</remarks>
public readonly partial struct Real : IScalar<Real>, IDifferentiated
{
    // Three fields, so that the compiler keeps them in registers: the number, who watches it (null: nobody),
    // and what that one needs to know: a slot of a tape, or the bits of a tangent.
    private readonly double value;
    private readonly object? watcher;
    private readonly long payload;

    /// <summary>A constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Real(double value) => this.value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Real(double value, object watcher, long payload)
    {
        this.value = value;
        this.watcher = watcher;
        this.payload = payload;
    }

    /// <summary>The number itself.</summary>
    internal double Value => value;

    /// <summary>The call that watches this number or, where it is more than a number, an object of it; null for a constant.</summary>
    internal object? Watcher => watcher;

    /// <summary>What the watcher needs to know.</summary>
    internal long Payload => payload;

    /// <summary>Whether no call watches it.</summary>
    internal bool IsConstant => watcher is null;

    /// <summary>Whether it is the constant 0, and not a 0 that something may depend on.</summary>
    internal bool IsNothing => watcher is null && value == 0;

    /// <summary>0.</summary>
    public static Real Zero => default;

    /// <summary>1.</summary>
    public static Real One => new(1);

    /// <summary>A constant: its derivative is 0.</summary>
    public static implicit operator Real(double x) => new(x);

    /// <summary>The number alone, without derivative: a constant to whatever is computed from it.</summary>
    public static explicit operator double(Real x) => Read(x);

    /// <summary>The number alone, without derivative, rounded to single precision.</summary>
    public static explicit operator float(Real x) => (float)(double)x;

    /// <summary>The whole part of the number alone, without derivative.</summary>
    public static explicit operator int(Real x) => (int)(double)x;

    static double IScalar<Real>.Primal(Real x) => Read(x);

    static Real IScalar<Real>.Constant(double x) => new(x);

    /// <summary>The number, printed without derivative.</summary>
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
}
