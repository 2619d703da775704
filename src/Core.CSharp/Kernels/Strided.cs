using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Functional.Core.Kernels;

/// <summary>
/// Copies and sums between two views of the same shape, each an offset and a stride for every axis. Axes that
/// continue each other in both views are merged, so that what is contiguous moves as one.
/// </summary>
internal static unsafe class Strided
{
    // A side of the square in which a transposition works: both sides' lines stay in the first-level cache.
    private const int Square = 32;

    /// <summary>target[…] = source[…].</summary>
    public static void Copy<T>(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<T> source,
        int sourceOffset,
        ReadOnlySpan<int> sourceStrides,
        Span<T> target,
        int targetOffset,
        ReadOnlySpan<int> targetStrides
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Walk<T, Put<T>>(shape, source, sourceOffset, sourceStrides, target, targetOffset, targetStrides);

    /// <summary>target[…] += source[…]; the places of the target are distinct.</summary>
    public static void Add<T>(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<T> source,
        int sourceOffset,
        ReadOnlySpan<int> sourceStrides,
        Span<T> target,
        int targetOffset,
        ReadOnlySpan<int> targetStrides
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Walk<T, Increase<T>>(shape, source, sourceOffset, sourceStrides, target, targetOffset, targetStrides);

    /// <summary>The strides of a contiguous row-major tensor.</summary>
    public static void RowMajor(ReadOnlySpan<int> shape, Span<int> strides)
    {
        var stride = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
    }

    private interface IMove<T>
    {
        static abstract void One(T source, ref T target);
        static abstract void Run(ReadOnlySpan<T> source, Span<T> target);
        static abstract void Same(T source, Span<T> target);
    }

    private readonly struct Put<T> : IMove<T>
    {
        public static void One(T source, ref T target) => target = source;

        public static void Run(ReadOnlySpan<T> source, Span<T> target) => source.CopyTo(target);

        public static void Same(T source, Span<T> target) => target.Fill(source);
    }

    private readonly struct Increase<T> : IMove<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void One(T source, ref T target) => target += source;

        public static void Run(ReadOnlySpan<T> source, Span<T> target) => TensorPrimitives.Add(target, source, target);

        public static void Same(T source, Span<T> target) => TensorPrimitives.Add(target, source, target);
    }

    private struct Axis
    {
        public int Size;
        public int Source;
        public int Target;
        public int Position;
    }

    private static void Walk<T, TMove>(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<T> source,
        int sourceOffset,
        ReadOnlySpan<int> sourceStrides,
        Span<T> target,
        int targetOffset,
        ReadOnlySpan<int> targetStrides
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMove : struct, IMove<T>
    {
        Span<Axis> axes =
            shape.Length + 2 <= Shape.AxesOnStack ? stackalloc Axis[shape.Length + 2] : new Axis[shape.Length + 2];
        var rank = Merge(shape, sourceStrides, targetStrides, axes);
        if (rank < 0)
        {
            return;
        }
        // Short ranks are filled up with axes of one place, so that there always are a line and a plane.
        axes = axes[..Math.Max(rank, 2)];
        ref var line = ref axes[^1];
        // A transposition: some other axis is the source's contiguous one.
        var across = axes.Length - 2;
        if (line.Target == 1 && line.Source != 1 && line.Source != 0)
        {
            for (var axis = 0; axis < axes.Length - 1; axis++)
            {
                if (axes[axis].Source == 1 && axes[axis].Size > 1)
                {
                    across = axis;
                }
            }
        }
        (axes[across], axes[^2]) = (axes[^2], axes[across]);
        fixed (T* sourceStart = source)
        fixed (T* targetStart = target)
        {
            T* from = sourceStart + sourceOffset;
            T* to = targetStart + targetOffset;
            while (true)
            {
                MovePlane<T, TMove>(axes[^2], line, from, to);
                var axis = axes.Length - 3;
                for (; axis >= 0; axis--)
                {
                    ref var outer = ref axes[axis];
                    from += outer.Source;
                    to += outer.Target;
                    if (++outer.Position < outer.Size)
                    {
                        break;
                    }
                    from -= (nint)outer.Source * outer.Size;
                    to -= (nint)outer.Target * outer.Size;
                    outer.Position = 0;
                }
                if (axis < 0)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Axes with more than one place, joined where both views run on; −1 where there is no element.</summary>
    private static int Merge(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> sourceStrides,
        ReadOnlySpan<int> targetStrides,
        Span<Axis> axes
    )
    {
        var reversed = 0;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            var size = shape[axis];
            if (size == 0)
            {
                return -1;
            }
            if (size == 1)
            {
                continue;
            }
            if (reversed > 0)
            {
                ref var inner = ref axes[reversed - 1];
                if (
                    sourceStrides[axis] == inner.Source * inner.Size
                    && targetStrides[axis] == inner.Target * inner.Size
                )
                {
                    inner.Size *= size;
                    continue;
                }
            }
            axes[reversed++] = new Axis
            {
                Size = size,
                Source = sourceStrides[axis],
                Target = targetStrides[axis],
            };
        }
        var rank = reversed;
        while (reversed < 2)
        {
            axes[reversed++] = new Axis
            {
                Size = 1,
                Source = 1,
                Target = 1,
            };
        }
        axes[..reversed].Reverse();
        return rank;
    }

    private static void MovePlane<T, TMove>(in Axis plane, in Axis line, T* from, T* to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMove : struct, IMove<T>
    {
        if (line.Target == 1 && line.Source is 0 or 1)
        {
            for (var i = 0; i < plane.Size; i++)
            {
                var target = new Span<T>(to + (nint)i * plane.Target, line.Size);
                var source = from + (nint)i * plane.Source;
                if (line.Source == 1)
                {
                    TMove.Run(new ReadOnlySpan<T>(source, line.Size), target);
                }
                else
                {
                    TMove.Same(*source, target);
                }
            }
            return;
        }
        if (plane.Source != 1 || plane.Size == 1)
        {
            for (var i = 0; i < plane.Size; i++)
            {
                MoveLine<T, TMove>(line, from + (nint)i * plane.Source, to + (nint)i * plane.Target, line.Size);
            }
            return;
        }
        for (var top = 0; top < plane.Size; top += Square)
        {
            var height = Math.Min(Square, plane.Size - top);
            for (var left = 0; left < line.Size; left += Square)
            {
                var width = Math.Min(Square, line.Size - left);
                MoveSquare<T, TMove>(
                    plane,
                    line,
                    from + (nint)top + (nint)left * line.Source,
                    to + (nint)top * plane.Target + (nint)left * line.Target,
                    height,
                    width
                );
            }
        }
    }

    private static void MoveSquare<T, TMove>(in Axis plane, in Axis line, T* from, T* to, int height, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMove : struct, IMove<T>
    {
        var tiledHeight = 0;
        var tiledWidth = 0;
        var side = TransposeTile.Side<T>();
        if (typeof(TMove) == typeof(Put<T>) && line.Target == 1 && side > 0)
        {
            tiledHeight = height - height % side;
            tiledWidth = width - width % side;
            for (nint i = 0; i < tiledHeight; i += side)
            {
                for (nint j = 0; j < tiledWidth; j += side)
                {
                    TransposeTile.Move(
                        from + i + j * line.Source,
                        line.Source,
                        to + i * plane.Target + j,
                        plane.Target
                    );
                }
            }
        }
        for (nint i = 0; i < height; i++)
        {
            nint done = i < tiledHeight ? tiledWidth : 0;
            MoveLine<T, TMove>(
                line,
                from + i + done * line.Source,
                to + i * plane.Target + done * line.Target,
                width - (int)done
            );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MoveLine<T, TMove>(in Axis line, T* from, T* to, int count)
        where T : unmanaged
        where TMove : struct, IMove<T>
    {
        nint sourceStride = line.Source;
        nint targetStride = line.Target;
        for (nint i = 0; i < count; i++)
        {
            TMove.One(from[i * sourceStride], ref to[i * targetStride]);
        }
    }
}
