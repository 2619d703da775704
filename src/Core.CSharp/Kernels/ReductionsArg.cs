using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Functional.Core.Kernels;

/// <summary>The places of the extremes.</summary>
internal static unsafe partial class Reductions
{
    /// <summary>index[outer, inner] = the first place of the greatest x along the middle, the first NaN's if any; −1 for n = 0.</summary>
    public static void ArgMax<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Locate<T, Above<T>>(outer, n, inner, x, index);

    /// <summary>index[outer, inner] = the first place of the least x along the middle, the first NaN's if any; −1 for n = 0.</summary>
    public static void ArgMin<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Locate<T, Below<T>>(outer, n, inner, x, index);

    /// <summary>A strict order in which NaN comes before every number.</summary>
    private interface IOrder<T>
    {
        static abstract bool Beats(T a, T b);
        static abstract Vector<T> Beats(Vector<T> a, Vector<T> b);
        static abstract T Extreme(ReadOnlySpan<T> x);
    }

    private readonly struct Above<T> : IOrder<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static bool Beats(T a, T b) => !(a <= b) && (a > b || (T.IsNaN(a) && !T.IsNaN(b)));

        public static Vector<T> Beats(Vector<T> a, Vector<T> b) =>
            Vector.GreaterThan(a, b) | Vector.AndNot(Vector.Equals(b, b), Vector.Equals(a, a));

        public static T Extreme(ReadOnlySpan<T> x) => TensorPrimitives.Max(x);
    }

    private readonly struct Below<T> : IOrder<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static bool Beats(T a, T b) => !(a >= b) && (a < b || (T.IsNaN(a) && !T.IsNaN(b)));

        public static Vector<T> Beats(Vector<T> a, Vector<T> b) =>
            Vector.LessThan(a, b) | Vector.AndNot(Vector.Equals(b, b), Vector.Equals(a, a));

        public static T Extreme(ReadOnlySpan<T> x) => TensorPrimitives.Min(x);
    }

    private static void Locate<T, TOrder>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOrder : struct, IOrder<T>
    {
        index = index[..(outer * inner)];
        if (n == 0)
        {
            index.Fill(-1);
            return;
        }
        fixed (T* inputStart = x)
        fixed (int* indexStart = index)
        {
            T* source = inputStart;
            int* target = indexStart;
            Work.Split(
                outer,
                (long)outer * n * inner,
                block =>
                {
                    var data = source + (nint)block * n * inner;
                    if (inner == 1)
                    {
                        target[block] = FirstPlace<T, TOrder>(new(data, n));
                    }
                    else
                    {
                        LocateColumns<T, TOrder>(data, n, new(target + (nint)block * inner, inner));
                    }
                }
            );
        }
    }

    /// <summary>The extreme value first, fast, and then the first element equal to it: 0 and −0 tie.</summary>
    private static int FirstPlace<T, TOrder>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOrder : struct, IOrder<T>
    {
        if (x.Length < 4 * Vector<T>.Count)
        {
            var place = 0;
            for (var j = 1; j < x.Length; j++)
            {
                if (TOrder.Beats(x[j], x[place]))
                {
                    place = j;
                }
            }
            return place;
        }
        var best = TOrder.Extreme(x);
        var i = 0;
        if (T.IsNaN(best))
        {
            while (!T.IsNaN(x[i]))
            {
                i++;
            }
            return i;
        }
        var wanted = new Vector<T>(best);
        ref var start = ref MemoryMarshal.GetReference(x);
        while (i <= x.Length - Vector<T>.Count && !Vector.EqualsAny(Vector.LoadUnsafe(ref start, (nuint)i), wanted))
        {
            i += Vector<T>.Count;
        }
        while (x[i] != best)
        {
            i++;
        }
        return i;
    }

    private static void LocateColumns<T, TOrder>(T* x, int n, Span<int> index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOrder : struct, IOrder<T>
    {
        var inner = index.Length;
        // Places are kept in the type of the values, so that one mask selects both: they must be exact in it.
        var width = n <= 1 << 24 ? Vector<T>.Count : inner + 1;
        var column = 0;
        for (; column <= inner - width; column += width)
        {
            var best = Vector.Load(x + column);
            var at = Vector<T>.Zero;
            for (var i = 1; i < n; i++)
            {
                var row = Vector.Load(x + (nint)i * inner + column);
                var beats = TOrder.Beats(row, best);
                best = Vector.ConditionalSelect(beats, row, best);
                at = Vector.ConditionalSelect(beats, new Vector<T>(T.CreateTruncating(i)), at);
            }
            for (var lane = 0; lane < width; lane++)
            {
                index[column + lane] = int.CreateTruncating(at[lane]);
            }
        }
        for (; column < inner; column++)
        {
            var best = x[column];
            index[column] = 0;
            for (var i = 1; i < n; i++)
            {
                var value = x[(nint)i * inner + column];
                if (TOrder.Beats(value, best))
                {
                    best = value;
                    index[column] = i;
                }
            }
        }
    }
}
