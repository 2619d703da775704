using System;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>The matrix product C = op(A)·op(B) (+ C), row-major, for <see cref="float"/> and <see cref="double"/>.</summary>
internal static class Gemm
{
    /// <summary>The product of contiguous matrices: op(A) is m×k, op(B) is k×n, C is m×n.</summary>
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transposeA,
        ReadOnlySpan<T> b,
        bool transposeB,
        Span<T> c,
        bool accumulate = false
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(
            m,
            n,
            k,
            a,
            transposeA ? m : k,
            transposeA,
            b,
            transposeB ? k : n,
            transposeB,
            c,
            n,
            accumulate
        );

    /// <summary>
    /// C = op(A)·op(B), or C + op(A)·op(B) with <paramref name="accumulate"/>; op(A) is m×k, op(B) is k×n, C is m×n.
    /// <paramref name="lda"/>, <paramref name="ldb"/> and <paramref name="ldc"/> count elements from one row of the stored matrix to the next.
    /// </summary>
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        int lda,
        bool transposeA,
        ReadOnlySpan<T> b,
        int ldb,
        bool transposeB,
        Span<T> c,
        int ldc,
        bool accumulate
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < m; i++)
        {
            var row = c.Slice(i * ldc, n);
            if (!accumulate)
                row.Clear();
            for (var p = 0; p < k; p++)
            {
                var x = transposeA ? a[p * lda + i] : a[i * lda + p];
                if (transposeB)
                    for (var j = 0; j < n; j++)
                        row[j] += x * b[j * ldb + p];
                else
                    for (var j = 0; j < n; j++)
                        row[j] += x * b[p * ldb + j];
            }
        }
    }
}
