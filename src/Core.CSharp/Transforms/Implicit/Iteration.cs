using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>What the iterations need of an equation g(x) = 0 at given parameters, in plain vectors.</summary>
internal sealed class Iteration(Implicit operation, DenseTensor[] inputs)
{
    private readonly Tensor[] parameters = [.. inputs[operation.Unknowns..]];

    /// <summary>How vectors are leaves.</summary>
    public Flat Flat { get; } =
        new(Array.ConvertAll(inputs[..operation.Unknowns], leaf => leaf.Type), operation.Systems);

    private SolveOptions Options => operation.Options;

    /// <summary>The vector of a program's outputs at x.</summary>
    public double[] Run(Program program, double[] x) => Flat.From(program.Run([.. Flat.To(x), .. parameters]));

    /// <summary>g(x), and its derivative as a map.</summary>
    public (double[] G, Func<double[], double[]> Product) Linearize(double[] x)
    {
        var tape = new Tape(ZeroRule.Strong);
        var watched = Array.ConvertAll(Flat.To(x), leaf => (Tensor)tape.Watch(leaf));
        var outputs = Array.ConvertAll(operation.Equation.Run([.. watched, .. parameters]), tape.Split);
        tape.End();
        var values = Array.ConvertAll(outputs, output => output.Primal);
        var slots = Array.ConvertAll(outputs, output => output.Slot);
        return (Flat.From(values), u => Flat.From(Tree.OrZeros(tape.PushForward(Flat.To(u), slots), values)));
    }

    /// <summary>What may be left over at x.</summary>
    private double Enough(double norm) => Flat.Finest(Options.Tolerance) * (1 + norm);

    private double Enough(double[] x) => Enough(TensorPrimitives.Norm<double>(x));

    /// <summary>x ← x − g(x), until g(x) is small; each of several equations stops by itself.</summary>
    public double[] Repeat(double[] x)
    {
        var worst = double.NaN;
        var done = new bool[Flat.Systems];
        var part = x.Length / Flat.Systems;
        for (var step = 0; step < Options.MaxSteps; step++)
        {
            var g = Run(operation.Equation, x);
            var (left, norms) = (Flat.Norms(g), Flat.Norms(x));
            worst = left.Where((_, s) => !done[s]).Max();
            for (var s = 0; s < done.Length; s++)
            {
                if (done[s])
                    continue;
                var own = x.AsSpan(s * part, part);
                TensorPrimitives.Subtract(own, g.AsSpan(s * part, part), own);
                done[s] = double.IsFinite(left[s]) && left[s] <= Enough(norms[s]);
            }
            if (Array.TrueForAll(done, d => d))
                return x;
        }
        Fail(worst, "an iteration that contracts (Root needs none)");
        return x;
    }

    /// <summary>Newton's method with GMRES, each step halved until less is left over.</summary>
    public double[] Newton(double[] x)
    {
        var (g, product) = Linearize(x);
        var left = TensorPrimitives.Norm<double>(g);
        for (var step = 0; step < Options.MaxSteps && left > Enough(x); step++)
        {
            var d = Krylov.Gmres(product, g, Flat.Finest(Options.LinearTolerance), Options.MaxProducts).X;
            if (
                Shortened(t =>
                    TensorPrimitives.Norm<double>(Run(operation.Equation, Moved(x, d, t))) < (1 - 1e-4 * t) * left
                )
                is not { } length
            )
                break;
            x = Moved(x, d, length);
            (g, product) = Linearize(x);
            left = TensorPrimitives.Norm<double>(g);
        }
        return Checked(x, left, "a root near its first guess, where the Jacobian is regular");
    }

    /// <summary>Newton's method with conjugate gradients, each step halved until the objective falls as its slope says.</summary>
    public double[] Minimize(double[] x, Program objective)
    {
        var (g, product) = Linearize(x);
        var left = TensorPrimitives.Norm<double>(g);
        for (var step = 0; step < Options.MaxSteps && left > Enough(x); step++)
        {
            // A direction need not be exact far away; near the minimum it gets so, and the steps converge quadratically.
            var d = Krylov.ConjugateGradients(product, g, Math.Min(0.1, left), Options.MaxProducts).X;
            var slope = TensorPrimitives.Dot<double>(d, g);
            if (!(slope > 0))
                (d, slope) = (g, left * left);
            var value = Run(objective, x)[0];
            bool Falls(double t)
            {
                var next = Moved(x, d, t);
                var change = Run(objective, next)[0] - value;
                // Where rounding hides the fall of the objective, that of its gradient decides.
                return change <= -1e-4 * t * slope
                    || (
                        Math.Abs(change) <= Flat.Rounding * (1 + Math.Abs(value))
                        && TensorPrimitives.Norm<double>(Run(operation.Equation, next)) < left
                    );
            }
            if (Shortened(Falls) is not { } length)
                break;
            x = Moved(x, d, length);
            (g, product) = Linearize(x);
            left = TensorPrimitives.Norm<double>(g);
        }
        return Checked(x, left, "a minimum near its first guess, where the Hessian is positive definite");
    }

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
    private double[] Checked(double[] x, double left, string wanted) =>
        double.IsFinite(left) && left <= 100 * Enough(x) ? x : Fail(left, wanted);

    private double[] Fail(double left, string wanted)
    {
        DomainException.Throw(operation.Name, $"{wanted}, within {Options.MaxSteps} steps", $"‖g(x)‖ = {left:g3}");
        return [];
    }
}
