using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>The sizes of a tensor's axes, outermost first: immutable, compared by value. <c>[]</c> is a scalar, a size of 0 is allowed.</summary>
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>Up to so many axes kernels keep strides and the like on the stack, which more might overflow.</summary>
    internal const int AxesOnStack = 64;

    private const int MostAxes = 1 << 16;

    private readonly int[] sizes;

    /// <summary>The shape of a scalar: no axes, one element.</summary>
    public static Shape Scalar { get; } = new([], 1);

    private Shape(int[] sizes, int count)
    {
        this.sizes = sizes;
        Size = count;
    }

    /// <summary>The shape with the given sizes.</summary>
    /// <exception cref="ShapeException">A size is negative, the product of the sizes exceeds 2³¹ − 1, or there are more than 65536 of them.</exception>
    public Shape(params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        this.sizes = (int[])sizes.Clone();
        Size = Product(this.sizes);
    }

    /// <summary>Wraps sizes that nobody else holds and that are known to be valid.</summary>
    internal static Shape Own(int[] sizes) => new(sizes, Product(sizes));

    private static int Product(int[] sizes)
    {
        if (sizes.Length > MostAxes)
            ShapeException.Throw("Shape", $"at most {MostAxes} axes", $"{sizes.Length}");
        var count = 1L;
        var zero = false;
        foreach (var size in sizes)
        {
            if (size < 0)
                ShapeException.Throw("Shape", "sizes of 0 or more", $"[{InvariantText.Join(", ", sizes)}]");
            zero |= size == 0;
            count = size == 0 ? count : count * size;
            if (count > int.MaxValue)
                ShapeException.Throw(
                    "Shape",
                    $"at most {int.MaxValue} elements",
                    $"[{InvariantText.Join(", ", sizes)}]"
                );
        }
        return zero ? 0 : (int)count;
    }

    /// <summary>The number of axes.</summary>
    public int Rank => sizes.Length;

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    public int Size { get; }

    /// <summary>The size of an axis; a negative one counts from the end, as everywhere: −1 is the last.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int this[int axis] => (uint)axis < (uint)sizes.Length ? sizes[axis] : sizes[Axis(axis, "Shape")];

    int IReadOnlyCollection<int>.Count => sizes.Length;

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<int> Sizes => sizes;

    /// <summary>A fresh array of the sizes.</summary>
    public int[] ToArray() => (int[])sizes.Clone();

    /// <summary>The size of an axis that an operation works out.</summary>
    /// <exception cref="ShapeException">It is no integer.</exception>
    internal static int Checked(long size, string operation)
    {
        if (size > int.MaxValue)
            ShapeException.Throw(operation, $"an axis of at most {int.MaxValue} elements", $"{size}");
        return (int)size;
    }

    /// <summary>Turns an axis counted from the end (−1 is the last) into one counted from the start.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    internal int Axis(int axis, string operation)
    {
        if (axis < -Rank || axis >= Rank)
            ShapeException.Throw(
                operation,
                Rank == 0 ? "an axis of its operand" : $"an axis of {this} (−{Rank} … {Rank - 1})",
                Rank == 0 ? $"axis {axis} of a scalar" : $"{axis}"
            );
        return axis < 0 ? axis + Rank : axis;
    }

    /// <summary>Axes counted from the start, ascending; null means all of them.</summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    internal int[] Axes(int[]? axes, string operation)
    {
        if (axes is null)
            return [.. Enumerable.Range(0, Rank)];
        // A scalar is taken as a line of one element: over its axis 0 or −1 there is nothing more to do.
        if (Rank == 0 && axes is [0 or -1])
            return [];
        var result = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++)
            result[i] = Axis(axes[i], operation);
        Array.Sort(result);
        for (var i = 1; i < result.Length; i++)
            if (result[i] == result[i - 1])
                ShapeException.Throw(operation, "each axis once", $"[{InvariantText.Join(", ", axes)}] of {this}");
        return result;
    }

    /// <summary>The shape without the given axes (counted from the start, ascending), or with size 1 there.</summary>
    internal Shape Reduce(int[] axes, bool keepDims)
    {
        var result = new List<int>(Rank);
        for (var i = 0; i < Rank; i++)
            if (!axes.AsSpan().Contains(i))
                result.Add(sizes[i]);
            else if (keepDims)
                result.Add(1);
        return Own([.. result]);
    }

    /// <summary>The same shape with another size on one axis.</summary>
    internal Shape With(int axis, int size)
    {
        var result = ToArray();
        result[axis] = size;
        return Own(result);
    }

    /// <summary>The product of the sizes of the axes from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    internal int CountOf(int start, int end)
    {
        var count = 1;
        for (var i = start; i < end; i++)
            count *= sizes[i];
        return count;
    }

    /// <summary>Row-major strides in elements.</summary>
    internal int[] Strides()
    {
        var strides = new int[Rank];
        var step = 1;
        for (var i = Rank - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= sizes[i];
        }
        return strides;
    }

    /// <summary>NumPy's rule: aligned at the last axis, equal sizes or a size of 1, which stretches.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    internal static Shape Broadcast(Shape x, Shape y, string operation)
    {
        if (ReferenceEquals(x, y) || x.Equals(y))
            return x;
        if (x.Rank == 0)
            return y;
        if (y.Rank == 0)
            return x;
        var rank = Math.Max(x.Rank, y.Rank);
        var result = new int[rank];
        for (var i = 1; i <= rank; i++)
        {
            var a = i <= x.Rank ? x[^i] : 1;
            var b = i <= y.Rank ? y[^i] : 1;
            if (a != b && a != 1 && b != 1)
                ShapeException.Throw(operation, "shapes that broadcast", $"{x} and {y}");
            result[^i] = a == 1 ? b : a;
        }
        return Own(result);
    }

    internal int this[Index index] => sizes[index];

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Shape? other) =>
        ReferenceEquals(this, other) || (other is not null && sizes.AsSpan().SequenceEqual(other.sizes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>As in "[2, 3]"; a scalar is "[]".</summary>
    public override string ToString() => $"[{InvariantText.Join(", ", sizes)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => sizes.GetEnumerator();
}
