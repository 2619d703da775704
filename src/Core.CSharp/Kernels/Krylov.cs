using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>Linear systems A x = b of which only the product with A is known.</summary>
internal static class Krylov
{
    // So many vectors are kept at most; then GMRES starts again from where it is.
    private const int Restart = 100;

    /// <summary>
    /// Conjugate gradients, for a symmetric positive definite A: Hestenes and Stiefel (1952). Gives the solution and the norm of what is left over, b − A x.
    /// With a non-positive curvature on its way it stops where it is, as truncated Newton methods want.
    /// </summary>
    public static (double[] X, double Residual) ConjugateGradients(
        Func<double[], double[]> a,
        double[] b,
        double tolerance,
        int most
    )
    {
        var x = new double[b.Length];
        var r = (double[])b.Clone();
        var p = (double[])b.Clone();
        var squared = TensorPrimitives.Dot<double>(r, r);
        var enough = tolerance * tolerance * squared;
        for (var step = 0; step < most && squared > enough; step++)
        {
            var ap = a(p);
            var curvature = TensorPrimitives.Dot<double>(p, ap);
            if (!(curvature > 0))
                break;
            var length = squared / curvature;
            TensorPrimitives.MultiplyAdd(p, length, x, x);
            TensorPrimitives.MultiplyAdd(ap, -length, r, r);
            var next = TensorPrimitives.Dot<double>(r, r);
            TensorPrimitives.MultiplyAdd(p, next / squared, r, p);
            squared = next;
        }
        return (x, Math.Sqrt(squared));
    }

    /// <summary>Generalized minimal residuals, for any A, restarted: Saad and Schultz (1986). Gives the solution and the norm of b − A x.</summary>
    public static (double[] X, double Residual) Gmres(
        Func<double[], double[]> a,
        double[] b,
        double tolerance,
        int most
    )
    {
        var x = new double[b.Length];
        var r = (double[])b.Clone();
        var norm = TensorPrimitives.Norm<double>(r);
        var enough = tolerance * norm;
        for (var steps = 0; steps < most && norm > enough; )
        {
            var before = norm;
            steps += Cycle(a, x, r, norm, enough, Math.Min(Restart, most - steps));
            var ax = a(x);
            TensorPrimitives.Subtract(b, ax, r);
            norm = TensorPrimitives.Norm<double>(r);
            // Rounding allows no more.
            if (!(norm < 0.5 * before))
                break;
        }
        return (x, norm);
    }

    /// <summary>Adds to x the best correction out of one Krylov space; gives its dimension.</summary>
    private static int Cycle(Func<double[], double[]> a, double[] x, double[] r, double norm, double enough, int most)
    {
        var basis = new List<double[]> { Scaled(r, 1 / norm) };
        var columns = new List<double[]>();
        var rotations = new List<(double C, double S)>();
        var g = new List<double> { norm };
        while (columns.Count < most && Math.Abs(g[^1]) > enough)
        {
            var w = a(basis[^1]);
            var size = TensorPrimitives.Norm<double>(w);
            var h = new double[basis.Count + 1];
            // Twice is enough: what rounding left of the basis goes in the second pass.
            for (var pass = 0; pass < 2; pass++)
            for (var i = 0; i < basis.Count; i++)
            {
                var along = TensorPrimitives.Dot<double>(basis[i], w);
                TensorPrimitives.MultiplyAdd(basis[i], -along, w, w);
                h[i] += along;
            }
            var rest = TensorPrimitives.Norm<double>(w);
            h[^1] = rest;
            for (var i = 0; i < rotations.Count; i++)
            {
                var (c, s) = rotations[i];
                (h[i], h[i + 1]) = (c * h[i] + s * h[i + 1], c * h[i + 1] - s * h[i]);
            }
            var length = double.Hypot(h[^2], h[^1]);
            if (length == 0)
                break;
            rotations.Add((h[^2] / length, h[^1] / length));
            var last = g[^1];
            g[^1] = rotations[^1].C * last;
            g.Add(-rotations[^1].S * last);
            h[^2] = length;
            columns.Add(h);
            if (rest <= 1e-15 * size)
                break;
            basis.Add(Scaled(w, 1 / rest));
        }
        var y = new double[columns.Count];
        for (var i = y.Length - 1; i >= 0; i--)
        {
            y[i] = g[i];
            for (var j = i + 1; j < y.Length; j++)
                y[i] -= columns[j][i] * y[j];
            y[i] /= columns[i][i];
            TensorPrimitives.MultiplyAdd(basis[i], y[i], x, x);
        }
        return Math.Max(1, y.Length);
    }

    private static double[] Scaled(double[] x, double factor)
    {
        var y = new double[x.Length];
        TensorPrimitives.Multiply(x, factor, y);
        return y;
    }
}
