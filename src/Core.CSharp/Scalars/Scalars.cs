using System.Globalization;
using System.Text;

namespace Functional.Core;

/// <summary>f(x) and f′(x).</summary>
public readonly record struct ValueAndDerivative<T>(T Value, T Derivative)
{
    // The compiler's own would write numbers by the culture of the thread.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"Value = {Value}, Derivative = {Derivative}");
        return true;
    }
}

/// <summary>f(x) and ∇f(x).</summary>
public readonly record struct ScalarGradient<T>(T Value, T[] Gradient);

/// <summary>
/// Derivatives of functions that are written number by number, on <see cref="Real"/>. Pure, as <see cref="Ad"/> is: calls nest to any depth, run at
/// the same time on several threads and use no state. Give an inner call its point as Real where it depends on an outer variable.
/// </summary>
/// <remarks>A call records from one thread at a time: a function that is differentiated does not share its numbers among threads.</remarks>
public static partial class Scalars
{
    /// <summary>The derivative f′(x) of a function of one number, by forward mode.</summary>
    /// <exception cref="TraceException">The derivative depends on a number of an outer call: give x as Real.</exception>
    public static double Derivative(Func<Real, Real> f, double x) => ValueAndDerivative(f, x).Derivative;

    /// <inheritdoc cref="Derivative(Func{Real, Real}, double)"/>
    public static Real Derivative(Func<Real, Real> f, Real x) => ValueAndDerivative(f, x).Derivative;

    /// <summary>f(x) and f′(x) from one evaluation, by forward mode.</summary>
    /// <inheritdoc cref="Derivative(Func{Real, Real}, double)"/>
    public static ValueAndDerivative<double> ValueAndDerivative(Func<Real, Real> f, double x)
    {
        var (y, yDot) = ValueAndDerivative(f, (Real)x);
        return new(Plain("Scalars.Derivative", y), Plain("Scalars.Derivative", yDot));
    }

    /// <inheritdoc cref="ValueAndDerivative(Func{Real, Real}, double)"/>
    public static ValueAndDerivative<Real> ValueAndDerivative(Func<Real, Real> f, Real x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var push = new ScalarPush("Scalars.Derivative");
        try
        {
            var y = f(push.Watch(x, 1));
            return new(push.Primal(y), push.Tangent(y));
        }
        finally
        {
            push.End();
        }
    }

    /// <summary>The gradient ∇f(x) of a function of many numbers, by reverse mode: some few times the work of f, whatever their number.</summary>
    /// <exception cref="TraceException">The gradient depends on a number of an outer call: give x as Real.</exception>
    public static double[] Gradient(Func<Real[], Real> f, double[] x) => ValueAndGradient(f, x).Gradient;

    /// <inheritdoc cref="Gradient(Func{Real[], Real}, double[])"/>
    public static Real[] Gradient(Func<Real[], Real> f, Real[] x) => ValueAndGradient(f, x).Gradient;

    /// <summary>f(x) and ∇f(x) from one evaluation, by reverse mode.</summary>
    /// <inheritdoc cref="Gradient(Func{Real[], Real}, double[])"/>
    public static ScalarGradient<double> ValueAndGradient(Func<Real[], Real> f, double[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var gradient = new double[x.Length];
        var inputs = new Real[x.Length];
        var tape = ScalarTape.Start("Scalars.Gradient", x, inputs);
        try
        {
            return new(Pull(tape, f(inputs), gradient), gradient);
        }
        finally
        {
            tape.End();
        }
    }

    /// <inheritdoc cref="ValueAndGradient(Func{Real[], Real}, double[])"/>
    public static ScalarGradient<Real> ValueAndGradient(Func<Real[], Real> f, Real[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var gradient = new Real[x.Length];
        var inputs = new Real[x.Length];
        var tape = ScalarTape.Start("Scalars.Gradient", x, inputs);
        try
        {
            var y = f(inputs);
            tape.Sweep(y, (Real)1, gradient);
            return new(tape.Primal(y), gradient);
        }
        finally
        {
            tape.End();
        }
    }

    /// <summary>
    /// f(x), with ∇f(x) written into <paramref name="gradient"/>: the form that allocates nothing once its tape has grown. The array that f
    /// gets is lent to it until it returns.
    /// </summary>
    /// <exception cref="ShapeException">The gradient is not as long as x.</exception>
    /// <inheritdoc cref="Gradient(Func{Real[], Real}, double[])"/>
    public static double Gradient(Func<Real[], Real> f, ReadOnlySpan<double> x, Span<double> gradient)
    {
        ArgumentNullException.ThrowIfNull(f);
        if (x.Length != gradient.Length)
            ShapeException.Throw(
                "Scalars.Gradient",
                "room for as many derivatives as there are inputs",
                $"{gradient.Length} for {x.Length}"
            );
        var tape = ScalarTape.Start("Scalars.Gradient", x, out var inputs);
        try
        {
            return Pull(tape, f(inputs), gradient);
        }
        finally
        {
            tape.End();
        }
    }

    // A gradient in doubles: where an outer call has a part in the sweep, it may have none in the outcome.
    private static double Pull(ScalarTape tape, Real y, Span<double> gradient)
    {
        if (tape.IsDeep)
        {
            var traced = new Real[gradient.Length];
            tape.Sweep(y, (Real)1, traced);
            for (var i = 0; i < traced.Length; i++)
                gradient[i] = Plain(tape.Name, traced[i]);
        }
        else
            tape.Sweep(y, 1, gradient);
        return Plain(tape.Name, tape.Primal(y));
    }

    /// <summary>A number that no outer call watches, as it must be where the answer is a double.</summary>
    private static double Plain(string name, Real y) =>
        y.IsConstant
            ? y.Value
            : throw new TraceException(
                $"{name} wants an answer in plain numbers, but got one that {ScalarTrace.Find(y)!.Name} traces; "
                    + "give the point as Real, so that the answer is Real as well."
            );
}
