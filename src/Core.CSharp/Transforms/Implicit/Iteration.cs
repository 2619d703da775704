using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>What the iterations need of an equation g(x) = 0 at given parameters, in plain vectors.</summary>
internal sealed class Iteration(Implicit operation, DenseTensor[] inputs)
{
    private readonly Tensor[] parameters = [.. inputs[operation.Unknowns..]];

    private readonly Together together = new(operation.Equation, operation.Systems, operation.Unknowns, inputs);

    /// <summary>How vectors are leaves.</summary>
    public Flat Flat => together.Flat;

    private SolveOptions Options => operation.Options;

    /// <summary>The vector of a program's outputs at x.</summary>
    public double[] Run(Program program, double[] x) => Flat.From(program.Run([.. Flat.To(x), .. parameters]));

    /// <summary>g(x), and its derivative as a map.</summary>
    public (double[] G, Func<double[], double[]> Product) Linearize(double[] x)
    {
        var tape = new Tape();
        var watched = Array.ConvertAll(Flat.To(x), leaf => (Tensor)tape.Watch(leaf));
        var outputs = Array.ConvertAll(operation.Equation.Run([.. watched, .. parameters]), tape.Split);
        tape.End();
        var values = Array.ConvertAll(outputs, output => output.Primal);
        var slots = Array.ConvertAll(outputs, output => output.Slot);
        return (Flat.From(values), u => Flat.From(Tree.OrZeros(tape.PushForward(Flat.To(u), slots), values)));
    }

    private double Tolerance => Flat.Finest(Options.Tolerance);

    // A step from x is small beside x, or beside the square of the tolerance times the largest x met, for solutions that are 0.
    private bool IsSmall(double step, double size, double largest) =>
        step <= Math.Max(Tolerance * size, Tolerance * Tolerance * largest);

    /// <summary>x ← x − g(x), until the step is small; each of several equations stops by itself.</summary>
    public double[] Repeat(double[] x)
    {
        var largest = Flat.Norms(x);
        var (done, near) = (new bool[Flat.Systems], new bool[Flat.Systems]);
        double[] left = [];
        var part = x.Length / Flat.Systems;
        for (var step = 0; step < Options.MaxSteps; step++)
        {
            var g = together.Run(x, done);
            left = Flat.Norms(g);
            for (var s = 0; s < done.Length; s++)
            {
                if (done[s])
                    continue;
                var own = x.AsSpan(s * part, part);
                TensorPrimitives.Subtract(own, g.AsSpan(s * part, part), own);
                var size = Scaled.Norm(own);
                largest[s] = Math.Max(largest[s], size);
                done[s] = double.IsFinite(left[s]) && IsSmall(left[s], size, largest[s]);
                near[s] = done[s] || left[s] <= Tolerance * largest[s];
            }
            if (Array.TrueForAll(done, d => d))
                return x;
        }
        // A slow approach to 0 has no step that is small beside it.
        if (Options.MaxSteps > 0 && Array.TrueForAll(near, n => n))
            return x;
        var worst = left.Where((_, s) => !near[s]).DefaultIfEmpty(double.NaN).Max();
        return Fail(worst, "an iteration that contracts (Root needs none)");
    }

    /// <summary>Newton's method with GMRES, each step halved until less is left over, until a whole step is small.</summary>
    public double[] Newton(double[] x)
    {
        const string wanted = "a root near its first guess, where the Jacobian is regular";
        var (g, product) = Linearize(x);
        var left = Scaled.Norm(g);
        var largest = Scaled.Norm(x);
        for (var step = 0; step < Options.MaxSteps && left > 0; step++)
        {
            var (d, rest) = Krylov.Gmres(
                (u, _) => product(u),
                g,
                Flat.Finest(Options.LinearTolerance),
                Options.MaxProducts
            );
            var whole = Whole(d, rest, left);
            if (
                Shortened(t => Scaled.Norm(Run(operation.Equation, Moved(x, d, t))) < (1 - 1e-4 * t) * left)
                is not { } length
            )
                return Stopped(x, whole, largest, left, wanted);
            x = Moved(x, d, length);
            var size = Scaled.Norm(x);
            largest = Math.Max(largest, size);
            if (length == 1 && IsSmall(whole, size, largest))
                return x;
            (g, product) = Linearize(x);
            left = Scaled.Norm(g);
        }
        return left == 0 ? x : Fail(left, wanted);
    }

    /// <summary>Newton's method with conjugate gradients, each step halved until the objective falls as its slope says, until a whole step is small.</summary>
    public double[] Minimize(double[] x, Program objective)
    {
        const string wanted = "a minimum near its first guess, where the Hessian is positive definite";
        var (g, product) = Linearize(x);
        var left = Scaled.Norm(g);
        var (largest, first) = (Scaled.Norm(x), left);
        var scale = 0.0;
        for (var step = 0; step < Options.MaxSteps && left > 0; step++)
        {
            // A direction need not be exact far away; near the minimum it gets so, and the steps converge quadratically.
            var (d, rest) = Krylov.ConjugateGradients(
                (u, _) => product(u),
                g,
                Math.Min(0.1, left / first),
                Options.MaxProducts
            );
            var whole = Whole(d, rest, left);
            var slope = TensorPrimitives.Dot<double>(d, g);
            if (!(slope > 0))
                (d, slope, whole) = (g, left * left, double.PositiveInfinity);
            var value = Run(objective, x)[0];
            scale = Math.Max(scale, Math.Abs(value));
            bool Falls(double t)
            {
                var next = Moved(x, d, t);
                var change = Run(objective, next)[0] - value;
                // Where rounding hides the fall of the objective, that of its gradient decides.
                return change <= -1e-4 * t * slope
                    || (Math.Abs(change) <= Flat.Rounding * scale && Scaled.Norm(Run(operation.Equation, next)) < left);
            }
            if (Shortened(Falls) is not { } length)
                return Stopped(x, whole, largest, left, wanted);
            x = Moved(x, d, length);
            var size = Scaled.Norm(x);
            largest = Math.Max(largest, size);
            if (length == 1 && IsSmall(whole, size, largest))
                return x;
            (g, product) = Linearize(x);
            left = Scaled.Norm(g);
        }
        return left == 0 ? x : Fail(left, wanted);
    }

    // How long a step of Newton's is: it is none where its linear system was not solved.
    private static double Whole(double[] d, double[] rest, double left) =>
        rest[0] <= 0.5 * left ? Scaled.Norm(d) : double.PositiveInfinity;

    private static double? Shortened(Func<double, bool> accept)
    {
        for (var t = 1.0; t > 1e-12; t /= 2)
            if (accept(t))
                return t;
        return null;
    }

    private static double[] Moved(double[] x, double[] d, double t)
    {
        var result = new double[x.Length];
        TensorPrimitives.MultiplyAdd(d, -t, x, result);
        return result;
    }

    // Rounding may stop a step short of a fine tolerance.
    private double[] Stopped(double[] x, double whole, double largest, double left, string wanted) =>
        whole <= 100 * Tolerance * Math.Max(1, largest) ? x : Fail(left, wanted);

    private double[] Fail(double left, string wanted)
    {
        DomainException.Throw(operation.Name, $"{wanted}, within {Options.MaxSteps} steps", $"‖g(x)‖ = {left:g3}");
        return [];
    }
}
