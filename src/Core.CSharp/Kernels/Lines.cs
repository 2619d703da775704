using System;
using System.Buffers;
using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>A number from a line, whose elements may be overwritten.</summary>
internal interface ILineReduction
{
    T Of<T>(Span<T> line)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The lines of x[outer, n, inner] along the middle, each made contiguous for a function of one line.</summary>
internal static class Lines
{
    /// <summary>y[outer, inner] = f(line).</summary>
    public static void Reduce<T, TFunction>(
        TFunction function,
        int outer,
        int n,
        int inner,
        ReadOnlySpan<T> x,
        Span<T> y
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, ILineReduction
    {
        var rented = ArrayPool<T>.Shared.Rent(n);
        var line = rented.AsSpan(0, n);
        for (var block = 0; block < outer; block++)
        for (var j = 0; j < inner; j++)
        {
            var from = x[(block * n * inner + (n == 0 ? 0 : j))..];
            if (inner == 1)
                from[..n].CopyTo(line);
            else
                for (var i = 0; i < n; i++)
                    line[i] = from[i * inner];
            y[block * inner + j] = function.Of(line);
        }
        ArrayPool<T>.Shared.Return(rented);
    }
}
