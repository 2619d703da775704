using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Functional.Core.Kernels;

/// <summary>Maxima and averages over windows of planes, and their transposes; destinations are overwritten.</summary>
internal static unsafe class Pooling
{
    /// <summary>
    /// output = the greatest value under each window and index = its place y·w + x in the plane: the first of equal
    /// ones, the first NaN where there is one. Padding never wins; a window of padding alone gives −∞ and −1.
    /// An empty <paramref name="index"/> is not written.
    /// </summary>
    public static void Max<T>(in Pool2dGeometry geometry, ReadOnlySpan<T> input, Span<T> output, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* x = input)
        fixed (T* y = output)
        fixed (int* at = index)
            Work.Split(geometry.Planes, geometry.Work, new MaxWork<T>(geometry, x, y, index.IsEmpty ? null : at));
    }

    private readonly struct MaxWork<T>(Pool2dGeometry g, T* x, T* y, int* at) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int plane) =>
            MaxOfPlane<T>(
                g,
                new(x + (nint)plane * g.InputPlane, g.InputPlane),
                new(y + (nint)plane * g.OutputPlane, g.OutputPlane),
                at is null ? default : new(at + (nint)plane * g.OutputPlane, g.OutputPlane)
            );
    }

    /// <summary>The transpose of reading the maxima: inputGradient[index] += outputGradient, from zero.</summary>
    public static void MaxGradient<T>(
        in Pool2dGeometry geometry,
        ReadOnlySpan<int> index,
        ReadOnlySpan<T> outputGradient,
        Span<T> inputGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var g = geometry;
        inputGradient[..g.InputLength].Clear();
        for (var plane = 0; plane < g.Planes; plane++)
        {
            var dx = inputGradient.Slice(plane * g.InputPlane, g.InputPlane);
            var dy = outputGradient.Slice(plane * g.OutputPlane, g.OutputPlane);
            var at = index.Slice(plane * g.OutputPlane, g.OutputPlane);
            for (var i = 0; i < at.Length; i++)
            {
                if (at[i] >= 0)
                {
                    dx[at[i]] += dy[i];
                }
            }
        }
    }

    /// <summary>output = input[index], plane by plane: the linear map of which <see cref="MaxGradient"/> is the transpose.</summary>
    public static void Pick<T>(in Pool2dGeometry g, ReadOnlySpan<T> input, ReadOnlySpan<int> index, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var plane = 0; plane < g.Planes; plane++)
        {
            var x = input.Slice(plane * g.InputPlane, g.InputPlane);
            var y = output.Slice(plane * g.OutputPlane, g.OutputPlane);
            var at = index.Slice(plane * g.OutputPlane, g.OutputPlane);
            for (var i = 0; i < at.Length; i++)
            {
                y[i] = at[i] >= 0 ? x[at[i]] : T.Zero;
            }
        }
    }

    /// <summary>
    /// output = the mean under each window, over all its places or, without <paramref name="countPadding"/>, over
    /// those inside the plane. A window of padding alone gives 0.
    /// </summary>
    public static void Average<T>(in Pool2dGeometry geometry, bool countPadding, ReadOnlySpan<T> input, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* x = input)
        fixed (T* y = output)
            Work.Split(geometry.Planes, geometry.Work, new AverageWork<T>(geometry, countPadding, x, y));
    }

    private readonly struct AverageWork<T>(Pool2dGeometry g, bool countPadding, T* x, T* y) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int plane) =>
            AverageOfPlane<T>(
                g,
                countPadding,
                new(x + (nint)plane * g.InputPlane, g.InputPlane),
                new(y + (nint)plane * g.OutputPlane, g.OutputPlane)
            );
    }

    /// <summary>The transpose of <see cref="Average"/>: each output's gradient, shared out under its window.</summary>
    public static void AverageGradient<T>(
        in Pool2dGeometry geometry,
        bool countPadding,
        ReadOnlySpan<T> outputGradient,
        Span<T> inputGradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* dy = outputGradient)
        fixed (T* dx = inputGradient)
            Work.Split(geometry.Planes, geometry.Work, new ShareOutWork<T>(geometry, countPadding, dy, dx));
    }

    private readonly struct ShareOutWork<T>(Pool2dGeometry g, bool countPadding, T* dy, T* dx) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int plane) =>
            ShareOutPlane<T>(
                g,
                countPadding,
                new(dy + (nint)plane * g.OutputPlane, g.OutputPlane),
                new(dx + (nint)plane * g.InputPlane, g.InputPlane)
            );
    }

    private static void MaxOfPlane<T>(in Pool2dGeometry g, ReadOnlySpan<T> x, Span<T> y, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outWidth = g.OutWidth;
        // Windows inside the lines go by vectors, the last of which may repeat some; places must be exact in T.
        var (inner, end) = Conv2dGeometry.Inside(0, outWidth, g.StrideWidth, -g.PadLeft, g.Width - g.WindowWidth + 1);
        if (end - inner < Vector<T>.Count || g.InputPlane > 1 << 24)
        {
            end = inner;
        }
        for (var v = 0; v < g.OutHeight; v++)
        {
            var line = y.Slice(v * outWidth, outWidth);
            var places = index.Length > 0 ? index.Slice(v * outWidth, outWidth) : default;
            for (var u = inner; u < end; u += Vector<T>.Count)
            {
                MaxOfWindows(g, x, v, Math.Min(u, end - Vector<T>.Count), line, places);
            }
            for (var u = 0; u < outWidth; u++)
            {
                if (u == inner)
                {
                    u = end;
                    if (u >= outWidth)
                    {
                        break;
                    }
                }
                line[u] = MaxOfWindow(g, x, v, u, out var at);
                if (places.Length > 0)
                {
                    places[u] = at;
                }
            }
        }
    }

    private static T MaxOfWindow<T>(in Pool2dGeometry g, ReadOnlySpan<T> x, int v, int u, out int at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (top, bottom) = g.Lines(v);
        var (left, right) = g.Columns(u);
        at = top < bottom && left < right ? top * g.Width + left : -1;
        var best = at < 0 ? T.NegativeInfinity : x[at];
        for (var i = top; i < bottom; i++)
        {
            var line = x.Slice(i * g.Width, g.Width);
            for (var j = left; j < right; j++)
            {
                var value = line[j];
                // The one comparison that both a greater value and a NaN pass.
                if (!(value <= best) && (value > best || (T.IsNaN(value) && !T.IsNaN(best))))
                {
                    best = value;
                    at = i * g.Width + j;
                }
            }
        }
        return best;
    }

    /// <summary>A vector of neighbouring windows, none of which leaves the lines at the sides.</summary>
    private static void MaxOfWindows<T>(
        in Pool2dGeometry g,
        ReadOnlySpan<T> x,
        int v,
        int u,
        Span<T> line,
        Span<int> places
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (top, bottom) = g.Lines(v);
        var left = u * g.StrideWidth - g.PadLeft;
        var steps = Vector<T>.Indices * new Vector<T>(T.CreateTruncating(g.StrideWidth));
        var best = new Vector<T>(T.NegativeInfinity);
        var at = new Vector<T>(T.NegativeOne);
        for (var i = top; i < bottom; i++)
        {
            for (var j = 0; j < g.WindowWidth; j++)
            {
                var place = i * g.Width + left + j;
                var value = Strided(x, place, g.StrideWidth);
                var beats =
                    Vector.GreaterThan(value, best)
                    | Vector.AndNot(Vector.Equals(best, best), Vector.Equals(value, value))
                    | Vector.LessThan(at, Vector<T>.Zero);
                best = Vector.ConditionalSelect(beats, value, best);
                at = Vector.ConditionalSelect(beats, steps + new Vector<T>(T.CreateTruncating(place)), at);
            }
        }
        best.CopyTo(line[u..]);
        if (places.Length > 0)
        {
            for (var lane = 0; lane < Vector<T>.Count; lane++)
            {
                places[u + lane] = int.CreateTruncating(at[lane]);
            }
        }
    }

    /// <summary>x[start], x[start + stride], …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Strided<T>(ReadOnlySpan<T> x, int start, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (stride == 1)
        {
            return new Vector<T>(x[start..]);
        }
        if (stride == 2 && Avx2.IsSupported && Vector<byte>.Count == 32 && start + 2 * Vector<T>.Count <= x.Length)
        {
            var low = new Vector<T>(x[start..]).AsVector256();
            var high = new Vector<T>(x[(start + Vector<T>.Count)..]).AsVector256();
            if (typeof(T) == typeof(float))
            {
                var even = Avx.Shuffle(low.AsSingle(), high.AsSingle(), 0x88);
                return Avx2.Permute4x64(even.AsDouble(), 0xD8).As<double, T>().AsVector();
            }
            if (typeof(T) == typeof(double))
            {
                var even = Avx.UnpackLow(low.AsDouble(), high.AsDouble());
                return Avx2.Permute4x64(even, 0xD8).As<double, T>().AsVector();
            }
        }
        Unsafe.SkipInit(out Vector<T> y);
        var lanes = (T*)&y;
        ref readonly var first = ref x[start];
        _ = x[start + stride * (Vector<T>.Count - 1)];
        for (var lane = 0; lane < Vector<T>.Count; lane++)
        {
            lanes[lane] = Unsafe.Add(ref Unsafe.AsRef(in first), lane * stride);
        }
        return y;
    }

    private static void AverageOfPlane<T>(in Pool2dGeometry g, bool countPadding, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outWidth = g.OutWidth;
        for (var v = 0; v < g.OutHeight; v++)
        {
            var (top, bottom) = g.Lines(v);
            for (var u = 0; u < outWidth; u++)
            {
                var (left, right) = g.Columns(u);
                var sum = T.Zero;
                for (var i = top; i < bottom; i++)
                {
                    var line = x.Slice(i * g.Width, g.Width);
                    for (var j = left; j < right; j++)
                    {
                        sum += line[j];
                    }
                }
                y[v * outWidth + u] = sum / Count<T>(g, countPadding, (bottom - top) * (right - left));
            }
        }
    }

    private static void ShareOutPlane<T>(in Pool2dGeometry g, bool countPadding, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        dx.Clear();
        var outWidth = g.OutWidth;
        for (var v = 0; v < g.OutHeight; v++)
        {
            var (top, bottom) = g.Lines(v);
            for (var u = 0; u < outWidth; u++)
            {
                var (left, right) = g.Columns(u);
                var share = dy[v * outWidth + u] / Count<T>(g, countPadding, (bottom - top) * (right - left));
                for (var i = top; i < bottom; i++)
                {
                    var line = dx.Slice(i * g.Width, g.Width);
                    for (var j = left; j < right; j++)
                    {
                        line[j] += share;
                    }
                }
            }
        }
    }

    private static T Count<T>(in Pool2dGeometry g, bool countPadding, int inside)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(countPadding ? (long)g.WindowHeight * g.WindowWidth : Math.Max(1, inside));
}
