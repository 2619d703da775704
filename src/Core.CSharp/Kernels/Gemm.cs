using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Functional.Core.Kernels;

/// <summary>The matrix product C = op(A)·op(B) (+ C), row-major, for <see cref="float"/> and <see cref="double"/>.</summary>
internal static class Gemm
{
    /// <summary>The product of contiguous matrices: op(A) is m×k, op(B) is k×n, C is m×n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Multiply<T>(
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
        Multiply(m, n, k, a, transposeA ? m : k, transposeA, b, transposeB ? k : n, transposeB, c, n, accumulate);

    /// <summary>
    /// C = op(A)·op(B), or C + op(A)·op(B) with <paramref name="accumulate"/>; op(A) is m×k, op(B) is k×n, C is m×n.
    /// <paramref name="lda"/>, <paramref name="ldb"/> and <paramref name="ldc"/> count elements from one row of the stored matrix to the next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Multiply<T>(
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
        if (m == 0 || n == 0)
            return;
        if (k == 0)
        {
            if (!accumulate)
                for (var i = 0; i < m; i++)
                    c.Slice(i * ldc, n).Clear();
            return;
        }
        fixed (
            T* pa = a,
                pb = b,
                pc = c
        )
            if (Vector512.IsHardwareAccelerated)
                GemmDispatch<T, Vector512<T>, Lanes512<T>>.Multiply(
                    m,
                    n,
                    k,
                    pa,
                    lda,
                    transposeA,
                    pb,
                    ldb,
                    transposeB,
                    pc,
                    ldc,
                    accumulate
                );
            else if (Vector256.IsHardwareAccelerated)
                GemmDispatch<T, Vector256<T>, Lanes256<T>>.Multiply(
                    m,
                    n,
                    k,
                    pa,
                    lda,
                    transposeA,
                    pb,
                    ldb,
                    transposeB,
                    pc,
                    ldc,
                    accumulate
                );
            else
                GemmDispatch<T, Vector128<T>, Lanes128<T>>.Multiply(
                    m,
                    n,
                    k,
                    pa,
                    lda,
                    transposeA,
                    pb,
                    ldb,
                    transposeB,
                    pc,
                    ldc,
                    accumulate
                );
    }

    /// <summary>C = A·B for a contiguous A and the windows of a convolution as B.</summary>
    public static unsafe void Multiply<T>(int m, int n, int k, T* a, Windows<T> b, T* c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            GemmPacked<T, Vector512<T>, Lanes512<T>>.Multiply(m, n, k, a, k, false, null, 0, false, c, ldc, false, &b);
        else if (Vector256.IsHardwareAccelerated)
            GemmPacked<T, Vector256<T>, Lanes256<T>>.Multiply(m, n, k, a, k, false, null, 0, false, c, ldc, false, &b);
        else
            GemmPacked<T, Vector128<T>, Lanes128<T>>.Multiply(m, n, k, a, k, false, null, 0, false, c, ldc, false, &b);
    }
}
