using System.Numerics;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>The choice between two operands by a mask, each stretched without being copied.</summary>
internal static class Selection
{
    /// <summary>z = mask ≠ 0 ? x : y, where operands are read with the given strides (0 where stretched) over axes of the given sizes.</summary>
    public static void Run<T>(
        ReadOnlySpan<T> mask,
        ReadOnlySpan<int> maskStrides,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xStrides,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> yStrides,
        Span<T> z,
        ReadOnlySpan<int> sizes
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (z.Length == 0)
            return;
        // The innermost axes over which every operand advances contiguously, or stands still, make one row.
        var inner = 1;
        var outer = sizes.Length;
        Span<int> steps = stackalloc int[3];
        while (outer > 0)
        {
            var axis = outer - 1;
            if (sizes[axis] != 1)
            {
                if (inner == 1)
                    (steps[0], steps[1], steps[2]) = (maskStrides[axis], xStrides[axis], yStrides[axis]);
                else if (
                    maskStrides[axis] != steps[0] * inner
                    || xStrides[axis] != steps[1] * inner
                    || yStrides[axis] != steps[2] * inner
                )
                    break;
                inner *= sizes[axis];
            }
            outer--;
        }
        Span<int> index = stackalloc int[outer];
        index.Clear();
        int maskAt = 0,
            xAt = 0,
            yAt = 0;
        for (var at = 0; at < z.Length; at += inner)
        {
            Row(mask[maskAt..], steps[0], x[xAt..], steps[1], y[yAt..], steps[2], z.Slice(at, inner));
            for (var axis = outer - 1; axis >= 0; axis--)
            {
                maskAt += maskStrides[axis];
                xAt += xStrides[axis];
                yAt += yStrides[axis];
                if (++index[axis] < sizes[axis])
                    break;
                maskAt -= maskStrides[axis] * sizes[axis];
                xAt -= xStrides[axis] * sizes[axis];
                yAt -= yStrides[axis] * sizes[axis];
                index[axis] = 0;
            }
        }
    }

    // Steps are 1, or 0 for an operand of one number.
    private static void Row<T>(
        ReadOnlySpan<T> mask,
        int maskStep,
        ReadOnlySpan<T> x,
        int xStep,
        ReadOnlySpan<T> y,
        int yStep,
        Span<T> z
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= z.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var unset = Vector.Equals(Load(mask, maskStep, i), Vector<T>.Zero);
            Vector.ConditionalSelect(unset, Load(y, yStep, i), Load(x, xStep, i)).CopyTo(z[i..]);
        }
        for (; i < z.Length; i++)
            z[i] = mask[i * maskStep] == T.Zero ? y[i * yStep] : x[i * xStep];
    }

    private static Vector<T> Load<T>(ReadOnlySpan<T> x, int step, int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        step == 0 ? Vector.Create(x[0]) : Vector.LoadUnsafe(in MemoryMarshal.GetReference(x), (nuint)start);
}
