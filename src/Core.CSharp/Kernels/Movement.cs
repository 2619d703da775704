using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>Elements moved and not changed, and the transposes of such moves. Tensors are contiguous, row-major.</summary>
internal static class Movement
{
    // Sums of up to so many places are kept in four rows where each place is added to so many times on average.
    private const int FewPlaces = 64,
        ManyTimes = 16;

    /// <summary>y[i₀, i₁, …] = x with axis permutation[a] of x as axis a of y.</summary>
    public static void Permute<T>(ReadOnlySpan<int> shape, ReadOnlySpan<int> permutation, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> strides = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Span<int> outShape = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Span<int> sourceStrides =
            shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Span<int> targetStrides =
            shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Strided.RowMajor(shape, strides);
        for (var axis = 0; axis < shape.Length; axis++)
        {
            outShape[axis] = shape[permutation[axis]];
            sourceStrides[axis] = strides[permutation[axis]];
        }
        Strided.RowMajor(outShape, targetStrides);
        Strided.Copy(outShape, x, 0, sourceStrides, y, 0, targetStrides);
    }

    /// <summary>y[b, j, i] = x[b, i, j].</summary>
    public static void Transpose<T>(int batch, int rows, int columns, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Permute([batch, rows, columns], [0, 2, 1], x, y);

    /// <summary>y[i, j, …] = x[starts + (i, j, …) · steps], y of outShape; a step may be negative.</summary>
    public static void Slice<T>(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> steps,
        ReadOnlySpan<int> outShape,
        ReadOnlySpan<T> x,
        Span<T> y
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> view = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Span<int> whole = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        var offset = View(shape, starts, steps, view);
        Strided.RowMajor(outShape, whole);
        Strided.Copy(outShape, x, offset, view, y, 0, whole);
    }

    /// <summary>The transpose of <see cref="Slice"/>: x[starts + (i, j, …) · steps] += y[i, j, …].</summary>
    public static void SliceAdd<T>(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> steps,
        ReadOnlySpan<int> outShape,
        ReadOnlySpan<T> y,
        Span<T> x
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> view = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Span<int> whole = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        var offset = View(shape, starts, steps, view);
        Strided.RowMajor(outShape, whole);
        Strided.Add(outShape, y, 0, whole, x, offset, view);
    }

    /// <summary>y = value but for x, which begins at low on each axis; y has shape + low + high.</summary>
    public static void Pad<T>(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> low,
        ReadOnlySpan<int> high,
        T value,
        ReadOnlySpan<T> x,
        Span<T> y
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> outShape = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Span<int> source = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        Span<int> target = shape.Length <= Shape.AxesOnStack ? stackalloc int[shape.Length] : new int[shape.Length];
        var length = 1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            outShape[axis] = low[axis] + shape[axis] + high[axis];
            length *= outShape[axis];
        }
        Strided.RowMajor(shape, source);
        Strided.RowMajor(outShape, target);
        var offset = TensorPrimitives.Dot<int>(low, target);
        y[..length].Fill(value);
        Strided.Copy(shape, x, 0, source, y, offset, target);
    }

    /// <summary>y = x repeated along the axes where its size is 1 and that of outShape is not; leading axes may lack.</summary>
    public static void Broadcast<T>(ReadOnlySpan<int> shape, ReadOnlySpan<int> outShape, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> source =
            outShape.Length <= Shape.AxesOnStack ? stackalloc int[outShape.Length] : new int[outShape.Length];
        Span<int> target =
            outShape.Length <= Shape.AxesOnStack ? stackalloc int[outShape.Length] : new int[outShape.Length];
        var added = outShape.Length - shape.Length;
        source[..added].Clear();
        Strided.RowMajor(shape, source[added..]);
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] == 1)
            {
                source[added + axis] = 0;
            }
        }
        Strided.RowMajor(outShape, target);
        Strided.Copy(outShape, x, 0, source, y, 0, target);
    }

    /// <summary>target[outer, at + i, inner] = source[outer, i, inner] for i &lt; count: one part of a concatenation.</summary>
    public static void Insert<T>(int outer, int n, int inner, int at, int count, ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged
    {
        for (var block = 0; block < outer; block++)
        {
            var part = source.Slice(block * count * inner, count * inner);
            part.CopyTo(target[((block * n + at) * inner)..]);
        }
    }

    /// <summary>target[outer, i, inner] = source[outer, at + i, inner] for i &lt; count: one part of a split.</summary>
    public static void Extract<T>(
        int outer,
        int n,
        int inner,
        int at,
        int count,
        ReadOnlySpan<T> source,
        Span<T> target
    )
        where T : unmanaged
    {
        for (var block = 0; block < outer; block++)
        {
            var part = source.Slice((block * n + at) * inner, count * inner);
            part.CopyTo(target[(block * count * inner)..]);
        }
    }

    /// <summary>y[outer, i, inner] = x[outer, index[i], inner].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(int outer, int n, int inner, ReadOnlySpan<int> index, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        for (var block = 0; block < outer; block++)
        {
            var source = x.Slice(block * n * inner, n * inner);
            var target = y.Slice(block * index.Length * inner, index.Length * inner);
            if (inner == 1)
            {
                for (var i = 0; i < index.Length; i++)
                {
                    target[i] = source[index[i]];
                }
                continue;
            }
            for (var i = 0; i < index.Length; i++)
            {
                source.Slice(index[i] * inner, inner).CopyTo(target.Slice(i * inner, inner));
            }
        }
    }

    /// <summary>The transpose of <see cref="Gather"/>: x[outer, index[i], inner] += y[outer, i, inner].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScatterAdd<T>(int outer, int n, int inner, ReadOnlySpan<int> index, ReadOnlySpan<T> y, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var block = 0; block < outer; block++)
        {
            var target = x.Slice(block * n * inner, n * inner);
            var source = y.Slice(block * index.Length * inner, index.Length * inner);
            if (inner > 1)
                for (var i = 0; i < index.Length; i++)
                {
                    var row = target.Slice(index[i] * inner, inner);
                    TensorPrimitives.Add(row, source.Slice(i * inner, inner), row);
                }
            else if (n <= FewPlaces && index.Length >= ManyTimes * n)
                ScatterAddToFew(index, source, target);
            else
                for (var i = 0; i < index.Length; i++)
                    target[index[i]] += source[i];
        }
    }

    /// <summary>Adds to few places in four rows of sums, as one that is added to again at once would have to wait for itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScatterAddToFew<T>(ReadOnlySpan<int> index, ReadOnlySpan<T> y, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> sums = stackalloc T[4 * FewPlaces];
        sums.Clear();
        var a = sums[..FewPlaces];
        var b = sums.Slice(FewPlaces, FewPlaces);
        var c = sums.Slice(2 * FewPlaces, FewPlaces);
        var d = sums.Slice(3 * FewPlaces, FewPlaces);
        var i = 0;
        for (; i <= index.Length - 4; i += 4)
        {
            a[index[i]] += y[i];
            b[index[i + 1]] += y[i + 1];
            c[index[i + 2]] += y[i + 2];
            d[index[i + 3]] += y[i + 3];
        }
        for (; i < index.Length; i++)
            a[index[i]] += y[i];
        for (var place = 0; place < x.Length; place++)
            x[place] += (a[place] + b[place]) + (c[place] + d[place]);
    }

    /// <summary>y[outer, i, inner] = x[outer, index[outer, i, inner], inner], i &lt; count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeAlong<T>(
        int outer,
        int n,
        int inner,
        int count,
        ReadOnlySpan<int> index,
        ReadOnlySpan<T> x,
        Span<T> y
    )
        where T : unmanaged
    {
        for (var block = 0; block < outer; block++)
        {
            var source = x.Slice(block * n * inner, n * inner);
            for (var i = 0; i < count; i++)
            {
                var row = (block * count + i) * inner;
                for (var j = 0; j < inner; j++)
                {
                    y[row + j] = source[index[row + j] * inner + j];
                }
            }
        }
    }

    /// <summary>The transpose of <see cref="TakeAlong"/>: x[outer, index[outer, i, inner], inner] += y[outer, i, inner].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeAlongAdd<T>(
        int outer,
        int n,
        int inner,
        int count,
        ReadOnlySpan<int> index,
        ReadOnlySpan<T> y,
        Span<T> x
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var block = 0; block < outer; block++)
        {
            var target = x.Slice(block * n * inner, n * inner);
            for (var i = 0; i < count; i++)
            {
                var row = (block * count + i) * inner;
                for (var j = 0; j < inner; j++)
                {
                    target[index[row + j] * inner + j] += y[row + j];
                }
            }
        }
    }

    /// <summary>The strides of a slice; returns its offset.</summary>
    private static int View(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> steps,
        Span<int> strides
    )
    {
        Strided.RowMajor(shape, strides);
        var offset = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            offset += starts[axis] * strides[axis];
            strides[axis] *= steps[axis];
        }
        return offset;
    }
}
