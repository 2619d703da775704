namespace Functional.Core.Kernels;

/// <summary>
/// exp(X + Σ tᵢ Aᵢ) of column-major matrices as a polynomial in the tᵢ, of which no square is kept: the term in t₁ ⋯ tₖ is the k-th derivative.
/// By scaling and squaring of the Padé approximant of degree 13, whose error is below that of rounding for a norm up to 4.25. The norm that counts is
/// that of powers, ‖Xᵖ‖^(1/p): a nilpotent matrix needs no squaring, however large it is. (Al-Mohy and Higham 2009, algorithm 5.1, and for derivatives.)
/// </summary>
internal static class MatrixExponential
{
    private static readonly double[] pade =
    [
        1,
        32382376266240000 / First,
        7771770303897600 / First,
        1187353796428800 / First,
        129060195264000 / First,
        10559470521600 / First,
        670442572800 / First,
        33522128640 / First,
        1323241920 / First,
        40840800 / First,
        960960 / First,
        16380 / First,
        182 / First,
        1 / First,
    ];

    private const double First = 64764752532480000;

    // So many squarings leave no digit of the answer.
    private const int MostSquarings = 52;

    /// <summary>The k-th derivative of exp at X, which is finite, in k directions; NaN where no digit of it can be told. What it is given is overwritten.</summary>
    public static double[] Of(double[] x, double[][] directions, int n)
    {
        var mean = Centre(x, n);
        var squarings = Squarings.Of(x, n);
        if (squarings > MostSquarings)
        {
            Array.Fill(x, double.NaN);
            return x;
        }
        PowersOfTwo.Scale<double>(x, -squarings);
        var a = new NilpotentMatrix(n, directions.Length);
        a[0] = x;
        // It is linear in each direction, so that their sizes do not ask for more squarings.
        var exponent = 0;
        for (var i = 0; i < directions.Length; i++)
        {
            exponent += PowersOfTwo.Normalize(directions[i]);
            PowersOfTwo.Scale<double>(directions[i], -squarings);
            a[1 << i] = directions[i];
        }
        var y = NilpotentMatrix.Sum((Math.Exp(Math.ScaleB(mean, -squarings)), Approximant(a)));
        for (var i = 0; i < squarings; i++)
            y *= y;
        var answer = y[^1] ?? new double[n * n];
        PowersOfTwo.Scale<double>(answer, exponent);
        return answer;
    }

    /// <summary>Takes the mean of the diagonal from it, exp(X) = e^μ exp(X − μ), and gives that; 0 where the diagonal would not get smaller.</summary>
    private static double Centre(double[] x, int n)
    {
        var mean = 0.0;
        for (var i = 0; i < n; i++)
            mean += x[i * n + i] / n;
        var (before, after) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            before = Math.Max(before, Math.Abs(x[i * n + i]));
            after = Math.Max(after, Math.Abs(x[i * n + i] - mean));
        }
        if (!(after < before))
            return 0;
        for (var i = 0; i < n; i++)
            x[i * n + i] -= mean;
        return mean;
    }

    private static NilpotentMatrix Approximant(NilpotentMatrix a)
    {
        var a2 = a * a;
        var a4 = a2 * a2;
        var a6 = a2 * a4;
        NilpotentMatrix Sum(int i6, int i4, int i2) =>
            NilpotentMatrix.Sum((pade[i6], a6), (pade[i4], a4), (pade[i2], a2));
        var odd = a * (a6 * Sum(13, 11, 9) + Sum(7, 5, 3).PlusIdentity(pade[1]));
        var even = a6 * Sum(12, 10, 8) + Sum(6, 4, 2).PlusIdentity(pade[0]);
        return NilpotentMatrix.Solve(NilpotentMatrix.Sum((1, even), (-1, odd)), even + odd);
    }
}
