using System.Numerics.Tensors;

namespace Functional.Core.Kernels;

/// <summary>An orthonormal basis of r, A r, A² r, … and the least-squares problem of GMRES in it, kept triangular by rotations.</summary>
/// <param name="norm">The norm of r.</param>
/// <param name="enough">The residual at which it stops to grow.</param>
internal sealed class KrylovSpace(double norm, double enough)
{
    private readonly List<double[]> basis = [];
    private readonly List<double[]> columns = [];
    private readonly List<(double C, double S)> rotations = [];
    private readonly List<double> g = [norm];
    private bool complete;

    /// <summary>Whether a further vector would help.</summary>
    public bool Grows => !complete && Math.Abs(g[^1]) > enough;

    /// <summary>Begins with r, and writes the first vector.</summary>
    public void Start(ReadOnlySpan<double> r, Span<double> first)
    {
        TensorPrimitives.Divide(r, norm, first);
        basis.Add(first.ToArray());
    }

    /// <summary>Takes w = A · (the last vector), which it overwrites, and writes the next vector, unless the space is complete.</summary>
    public void Grow(Span<double> w, Span<double> next)
    {
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
        complete = !(length > 0) || rest <= 1e-15 * size;
        if (!(length > 0))
            return;
        rotations.Add((h[^2] / length, h[^1] / length));
        var last = g[^1];
        g[^1] = rotations[^1].C * last;
        g.Add(-rotations[^1].S * last);
        h[^2] = length;
        columns.Add(h);
        if (complete)
            return;
        TensorPrimitives.Divide(w, rest, next);
        basis.Add(next.ToArray());
    }

    /// <summary>Adds the solution of the least-squares problem to x.</summary>
    public void Correct(Span<double> x)
    {
        var y = new double[columns.Count];
        for (var i = y.Length - 1; i >= 0; i--)
        {
            y[i] = g[i];
            for (var j = i + 1; j < y.Length; j++)
                y[i] -= columns[j][i] * y[j];
            y[i] /= columns[i][i];
            TensorPrimitives.MultiplyAdd(basis[i], y[i], x, x);
        }
    }
}
