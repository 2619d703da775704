namespace Functional.Core;

public static partial class Scalars
{
    /// <summary>Forward mode, the JVP: f(x) and Df(x)·ẋ.</summary>
    /// <exception cref="ShapeException">x and ẋ differ in length.</exception>
    /// <exception cref="TraceException">The answer depends on a number of an outer call: give x as Real.</exception>
    public static ValueAndTangent<double[]> Pushforward(Func<Real[], Real[]> f, double[] x, double[] xDot) =>
        Pushforward("Scalars.Pushforward", f, x, xDot);

    /// <inheritdoc cref="Pushforward(Func{Real[], Real[]}, double[], double[])"/>
    public static ValueAndTangent<Real[]> Pushforward(Func<Real[], Real[]> f, Real[] x, Real[] xDot) =>
        Pushforward("Scalars.Pushforward", f, x, xDot);

    /// <summary>
    /// Reverse mode, the VJP: f(x) and the map ȳ ↦ Df(x)ᵀ·ȳ, which may be called again and at the same time.
    /// </summary>
    /// <exception cref="ShapeException">The map is given another number of cotangents than f has answers.</exception>
    /// <exception cref="TraceException">The answer depends on a number of an outer call.</exception>
    public static ValueAndPullback<double[], double[]> Pullback(Func<Real[], Real[]> f, double[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var inputs = new Real[x.Length];
        var tape = ScalarTape.Start("Scalars.Pullback", x, inputs);
        Real[] y;
        try
        {
            y = (Real[])f(inputs).Clone();
        }
        catch
        {
            tape.End();
            throw;
        }
        tape.Close();
        var value = Array.ConvertAll(y, answer => Plain(tape.Name, tape.Primal(answer)));
        double[] pullback(double[] yBar)
        {
            ArgumentNullException.ThrowIfNull(yBar);
            RefuseLengths(tape.Name, y.Length, yBar.Length);
            var gradient = new double[x.Length];
            if (tape.IsDeep)
                PullDeep(tape, y, yBar, gradient);
            else
                tape.Sweep(y, yBar, gradient);
            return gradient;
        }
        return new(value, pullback);
    }

    private static void PullDeep(ScalarTape tape, Real[] y, double[] yBar, double[] gradient)
    {
        var traced = new Real[gradient.Length];
        for (var i = 0; i < y.Length; i++)
        {
            tape.Sweep(y[i], (Real)yBar[i], traced);
            for (var j = 0; j < traced.Length; j++)
                gradient[j] += Plain(tape.Name, traced[j]);
        }
    }

    private static ValueAndTangent<double[]> Pushforward(string name, Func<Real[], Real[]> f, double[] x, double[] xDot)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(xDot);
        var (y, yDot) = Pushforward(name, f, Array.ConvertAll(x, u => (Real)u), Array.ConvertAll(xDot, u => (Real)u));
        return new(Array.ConvertAll(y, u => Plain(name, u)), Array.ConvertAll(yDot, u => Plain(name, u)));
    }

    private static ValueAndTangent<Real[]> Pushforward(string name, Func<Real[], Real[]> f, Real[] x, Real[] xDot)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(xDot);
        RefuseLengths(name, x.Length, xDot.Length);
        var push = new ScalarPush(name);
        try
        {
            var inputs = new Real[x.Length];
            for (var i = 0; i < x.Length; i++)
                inputs[i] = push.Watch(x[i], xDot[i]);
            var y = f(inputs);
            return new(Array.ConvertAll(y, push.Primal), Array.ConvertAll(y, push.Tangent));
        }
        finally
        {
            push.End();
        }
    }

    private static void RefuseLengths(string name, int expected, int actual)
    {
        if (expected != actual)
            ShapeException.Throw(name, $"a vector of {expected} numbers", $"one of {actual}");
    }
}
