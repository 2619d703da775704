using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>Copies between our row-major matrices of either dtype and the column-major <see cref="double"/> ones that MathNet.Numerics works on.</summary>
internal static class ColumnMajor
{
    /// <summary>A column-major copy of a row-major matrix.</summary>
    public static double[] Copy<T>(ReadOnlySpan<T> a, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var copy = new double[rows * columns];
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++)
            copy[j * rows + i] = double.CreateTruncating(a[i * columns + j]);
        return copy;
    }

    /// <summary>A column-major copy of the transpose of a row-major matrix: the same order of numbers.</summary>
    public static double[] CopyTransposed<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var copy = new double[a.Length];
        for (var i = 0; i < copy.Length; i++)
            copy[i] = double.CreateTruncating(a[i]);
        return copy;
    }

    /// <summary>The symmetric part (A + Aᵀ) / 2 of a square matrix.</summary>
    public static double[] CopySymmetric<T>(ReadOnlySpan<T> a, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var copy = new double[n * n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            copy[i * n + j] = Mean(double.CreateTruncating(a[i * n + j]), double.CreateTruncating(a[j * n + i]));
        return copy;

        // The sum of the largest numbers overflows, and half the smallest is 0.
        static double Mean(double x, double y) => double.IsFinite(x + y) ? (x + y) / 2 : x / 2 + y / 2;
    }

    /// <summary>Writes a column-major matrix row by row, rounded to the dtype.</summary>
    public static void Store<T>(ReadOnlySpan<double> a, int rows, int columns, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++)
            target[i * columns + j] = T.CreateTruncating(a[j * rows + i]);
    }

    /// <summary>Writes the transpose of a column-major matrix row by row, rounded to the dtype.</summary>
    public static void StoreTransposed<T>(ReadOnlySpan<double> a, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = T.CreateTruncating(a[i]);
    }

    /// <summary>Whether no element is NaN or infinite: the iterations of a factorization end only then.</summary>
    public static bool IsFinite(ReadOnlySpan<double> a)
    {
        foreach (var x in a)
            if (!double.IsFinite(x))
                return false;
        return true;
    }
}
