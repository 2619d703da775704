namespace Functional.Core;

public static partial class Scalars
{
    /// <summary>The Jacobian J[i, j] = ∂yᵢ/∂xⱼ, from one evaluation: a reverse sweep a row, or a forward sweep for eight columns, whichever are fewer.</summary>
    /// <exception cref="TraceException">The Jacobian depends on a number of an outer call: give x as Real.</exception>
    public static double[,] Jacobian(Func<Real[], Real[]> f, double[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var inputs = new Real[x.Length];
        var tape = ScalarTape.Start("Scalars.Jacobian", x, inputs);
        try
        {
            var y = f(inputs);
            var jacobian = new double[y.Length, x.Length];
            if (tape.IsDeep || 8 * y.Length <= x.Length)
                Rows(tape, y, jacobian);
            else
                Columns(tape, y, jacobian);
            return jacobian;
        }
        finally
        {
            tape.End();
        }
    }

    /// <inheritdoc cref="Jacobian(Func{Real[], Real[]}, double[])"/>
    public static Real[,] Jacobian(Func<Real[], Real[]> f, Real[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var inputs = new Real[x.Length];
        var tape = ScalarTape.Start("Scalars.Jacobian", x, inputs);
        try
        {
            var y = f(inputs);
            var jacobian = new Real[y.Length, x.Length];
            var row = new Real[x.Length];
            for (var i = 0; i < y.Length; i++)
            {
                tape.Sweep(y[i], (Real)1, row);
                for (var j = 0; j < row.Length; j++)
                    jacobian[i, j] = row[j];
            }
            return jacobian;
        }
        finally
        {
            tape.End();
        }
    }

    private static void Rows(ScalarTape tape, Real[] y, double[,] jacobian)
    {
        var row = new double[jacobian.GetLength(1)];
        for (var i = 0; i < y.Length; i++)
        {
            Pull(tape, y[i], row);
            for (var j = 0; j < row.Length; j++)
                jacobian[i, j] = row[j];
        }
    }

    private static void Columns(ScalarTape tape, Real[] y, double[,] jacobian)
    {
        var seeds = new Tangent8[jacobian.GetLength(1)];
        for (var first = 0; first < seeds.Length; first += Tangent8.Count)
        {
            var count = Math.Min(seeds.Length - first, Tangent8.Count);
            Array.Clear(seeds);
            for (var j = 0; j < count; j++)
                seeds[first + j] = Tangent8.Along(j);
            var tangents = tape.Push(seeds);
            for (var i = 0; i < y.Length; i++)
            for (var j = 0; j < count; j++)
                jacobian[i, first + j] = tape.At(tangents, y[i])[j];
        }
    }

    /// <summary>The Hessian H[i, j] = ∂²f/∂xᵢ∂xⱼ: forward over reverse, from one evaluation that is replayed for eight columns at a time.</summary>
    /// <inheritdoc cref="Gradient(Func{Real[], Real}, double[])"/>
    public static double[,] Hessian(Func<Real[], Real> f, double[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var recorder = new ScalarRecorder("Scalars.Hessian", refusesForeign: false);
        try
        {
            var answer = f(Array.ConvertAll(x, recorder.Watch));
            var program = new ScalarProgram(recorder, x.Length, answer, check: false);
            if (!recorder.MetForeign && program.OperationCount <= ScalarProgram.HessianSteps)
                return program.Hessian(x);
        }
        finally
        {
            recorder.End();
        }
        return HessianByColumns(f, x);
    }

    // What an outer call traces may have no part in the outcome, which the products say; and a long program takes too much memory.
    private static double[,] HessianByColumns(Func<Real[], Real> f, double[] x)
    {
        var hessian = new double[x.Length, x.Length];
        var direction = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            direction[j] = 1;
            var column = Hvp(f, x, direction);
            direction[j] = 0;
            for (var i = 0; i < x.Length; i++)
                hessian[i, j] = column[i];
        }
        return hessian;
    }

    /// <inheritdoc cref="Hessian(Func{Real[], Real}, double[])"/>
    public static Real[,] Hessian(Func<Real[], Real> f, Real[] x) => Jacobian(v => Gradient(f, v), x);

    /// <summary>The product H(x)·v of the Hessian and a vector, forward over reverse: some few times the work of f, without the Hessian.</summary>
    /// <exception cref="ShapeException">x and v differ in length.</exception>
    /// <inheritdoc cref="Gradient(Func{Real[], Real}, double[])"/>
    public static double[] Hvp(Func<Real[], Real> f, double[] x, double[] v) =>
        Pushforward("Scalars.Hvp", u => Gradient(f, u), x, v).Tangent;

    /// <inheritdoc cref="Hvp(Func{Real[], Real}, double[], double[])"/>
    public static Real[] Hvp(Func<Real[], Real> f, Real[] x, Real[] v) =>
        Pushforward("Scalars.Hvp", u => Gradient(f, u), x, v).Tangent;
}
