using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>
/// Linear systems A x = b of which only the product with A is known. Several independent ones go in step: their vectors lie end to end, and one product is made for all that go on: it is told which are done.
/// Each stops when it is done, so that its answer is what it would be alone.
/// </summary>
internal static class Krylov
{
    // So many vectors are kept at most; then GMRES starts again from where it is.
    private const int Restart = 100;

    /// <summary>
    /// Conjugate gradients, for a symmetric positive definite A: Hestenes and Stiefel (1952). Gives the solution and the norm of what is left over, b − A x, of each system.
    /// With a non-positive curvature on its way it stops where it is, as truncated Newton methods want.
    /// </summary>
    public static (double[] X, double[] Residuals) ConjugateGradients(
        Func<double[], bool[], double[]> a,
        double[] b,
        double tolerance,
        int most,
        int systems = 1
    ) => OfUsualSize(b, systems, b => Conjugate(a, b, tolerance, most, systems));

    private static (double[] X, double[] Residuals) Conjugate(
        Func<double[], bool[], double[]> a,
        double[] b,
        double tolerance,
        int most,
        int systems
    )
    {
        var n = b.Length / systems;
        var x = new double[b.Length];
        var r = (double[])b.Clone();
        var p = (double[])b.Clone();
        var squared = Squares(r, systems);
        var enough = Array.ConvertAll(squared, s => tolerance * tolerance * s);
        var done = new bool[systems];
        for (var step = 0; step < most; step++)
        {
            for (var s = 0; s < systems; s++)
                if (!done[s] && !(squared[s] > enough[s]))
                    Stop(s);
            if (Array.TrueForAll(done, d => d))
                break;
            var product = a(p, done);
            for (var s = 0; s < systems; s++)
            {
                if (done[s])
                    continue;
                var at = Part(p, s, n);
                var q = Part(product, s, n);
                var curvature = TensorPrimitives.Dot<double>(at, q);
                if (!(curvature > 0))
                {
                    Stop(s);
                    continue;
                }
                var length = squared[s] / curvature;
                TensorPrimitives.MultiplyAdd(at, length, Part(x, s, n), Part(x, s, n));
                TensorPrimitives.MultiplyAdd(q, -length, Part(r, s, n), Part(r, s, n));
                var next = TensorPrimitives.Dot<double>(Part(r, s, n), Part(r, s, n));
                TensorPrimitives.MultiplyAdd(at, next / squared[s], Part(r, s, n), at);
                squared[s] = next;
            }
        }
        return (x, Array.ConvertAll(squared, Math.Sqrt));

        void Stop(int s)
        {
            done[s] = true;
            Part(p, s, n).Clear();
        }
    }

    // Each right-hand side is brought near 1 by a power of two, which loses nothing: squares of small and of large ones would vanish or overflow.
    private static (double[] X, double[] Residuals) OfUsualSize(
        double[] b,
        int systems,
        Func<double[], (double[] X, double[] Residuals)> solve
    )
    {
        var n = b.Length / systems;
        var scales = new double[systems];
        for (var s = 0; s < systems; s++)
            scales[s] = Scaled.PowerOfTwo(Part(b, s, n));
        if (Array.TrueForAll(scales, scale => scale == 1))
            return solve(b);
        b = (double[])b.Clone();
        for (var s = 0; s < systems; s++)
            TensorPrimitives.Multiply(Part(b, s, n), scales[s], Part(b, s, n));
        var (x, residuals) = solve(b);
        for (var s = 0; s < systems; s++)
        {
            TensorPrimitives.Divide(Part(x, s, n), scales[s], Part(x, s, n));
            residuals[s] /= scales[s];
        }
        return (x, residuals);
    }

    /// <summary>Generalized minimal residuals, for any A, restarted: Saad and Schultz (1986). Gives the solution and the norm of b − A x of each system.</summary>
    public static (double[] X, double[] Residuals) Gmres(
        Func<double[], bool[], double[]> a,
        double[] b,
        double tolerance,
        int most,
        int systems = 1
    ) => OfUsualSize(b, systems, b => Minimal(a, b, tolerance, most, systems));

    private static (double[] X, double[] Residuals) Minimal(
        Func<double[], bool[], double[]> a,
        double[] b,
        double tolerance,
        int most,
        int systems
    )
    {
        var n = b.Length / systems;
        var x = new double[b.Length];
        var r = (double[])b.Clone();
        var norms = Array.ConvertAll(Squares(r, systems), Math.Sqrt);
        var enough = Array.ConvertAll(norms, norm => tolerance * norm);
        var done = new bool[systems];
        for (var steps = 0; steps < most; )
        {
            for (var s = 0; s < systems; s++)
                done[s] |= !(norms[s] > enough[s]);
            if (Array.TrueForAll(done, d => d))
                break;
            steps += Cycle(a, x, r, norms, enough, done, Math.Min(Restart, most - steps));
            var product = a(x, done);
            TensorPrimitives.Subtract(b, product, r);
            var next = Array.ConvertAll(Squares(r, systems), Math.Sqrt);
            for (var s = 0; s < systems; s++)
            {
                if (done[s])
                    continue;
                // Rounding allows no more.
                done[s] = !(next[s] < 0.5 * norms[s]);
                norms[s] = next[s];
            }
        }
        return (x, norms);
    }

    /// <summary>Adds to each x the best correction out of one Krylov space; gives the dimension of the largest.</summary>
    private static int Cycle(
        Func<double[], bool[], double[]> a,
        double[] x,
        double[] r,
        double[] norms,
        double[] enough,
        bool[] done,
        int most
    )
    {
        var n = x.Length / norms.Length;
        var spaces = new KrylovSpace[norms.Length];
        var last = new double[x.Length];
        for (var s = 0; s < spaces.Length; s++)
        {
            spaces[s] = new(norms[s], done[s] ? double.PositiveInfinity : enough[s]);
            if (!done[s])
                spaces[s].Start(Part(r, s, n), Part(last, s, n));
        }
        var step = 0;
        while (step < most && Array.Exists(spaces, space => space.Grows))
        {
            var product = a(last, Array.ConvertAll(spaces, space => !space.Grows));
            last = new double[x.Length];
            for (var s = 0; s < spaces.Length; s++)
                if (spaces[s].Grows)
                    spaces[s].Grow(Part(product, s, n), Part(last, s, n));
            step++;
        }
        for (var s = 0; s < spaces.Length; s++)
            spaces[s].Correct(Part(x, s, n));
        return Math.Max(1, step);
    }

    private static Span<double> Part(double[] x, int system, int n) => x.AsSpan(system * n, n);

    private static double[] Squares(double[] x, int systems)
    {
        var result = new double[systems];
        for (var s = 0; s < systems; s++)
        {
            var part = Part(x, s, x.Length / systems);
            result[s] = TensorPrimitives.Dot<double>(part, part);
        }
        return result;
    }
}
