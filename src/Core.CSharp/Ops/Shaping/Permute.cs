using Functional.Core.Kernels;

namespace Functional.Core;

internal sealed record Permute(Permutation Axes) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x)
    {
        if (x.Shape.Rank != Axes.Count)
            ShapeException.Throw(Name, $"{Axes.Count} axes", $"{x.Shape}");
        var sizes = new int[x.Shape.Rank];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = x.Shape[Axes[i]];
        return x with { Shape = Shape.Own(sizes) };
    }

    internal override DenseTensor Evaluate(DenseTensor x) =>
        Axes.IsTransposition && x.Rank == Axes.Count ? x.Transposed() : base.Evaluate(x);

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Movement.Permute(x.Shape.Sizes, Axes.ToSpan(), x.Span<float>(), y.Writable<float>());
        else
            Movement.Permute(x.Shape.Sizes, Axes.ToSpan(), x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(new Permute(Axes.UnderBatch()), x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(new Permute(Axes.Inverse()), yBar);
}

/// <summary>An order of axes, compared by value: axis i of the result is axis <c>this[i]</c> of the input.</summary>
internal sealed class Permutation(int[] axes) : IEquatable<Permutation>
{
    public int Count => axes.Length;

    public int this[int axis] => axes[axis];

    /// <summary>Whether it swaps the last two axes and leaves the others.</summary>
    public bool IsTransposition
    {
        get
        {
            var n = axes.Length;
            if (n < 2 || axes[n - 2] != n - 1 || axes[n - 1] != n - 2)
                return false;
            for (var i = 0; i < n - 2; i++)
                if (axes[i] != i)
                    return false;
            return true;
        }
    }

    public Permutation Inverse()
    {
        var inverse = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++)
            inverse[axes[i]] = i;
        return new(inverse);
    }

    /// <summary>The same order of the axes behind a batch axis, which stays in front.</summary>
    public Permutation UnderBatch() => new([0, .. axes.Select(axis => axis + 1)]);

    public bool Equals(Permutation? other) => other is not null && axes.AsSpan().SequenceEqual(other.ToSpan());

    public ReadOnlySpan<int> ToSpan() => axes;

    public override bool Equals(object? obj) => Equals(obj as Permutation);

    public override int GetHashCode() => axes.Aggregate(axes.Length, HashCode.Combine);

    public override string ToString() => $"[{InvariantText.Join(", ", axes)}]";
}

public abstract partial class Tensor
{
    /// <summary>The axes in another order: axis i of the result is axis <c>axes[i]</c> of this tensor. Without arguments, all axes reversed.</summary>
    /// <exception cref="ShapeException">The axes are not each named once.</exception>
    public Tensor Permute(params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Length == 0)
            axes = [.. Enumerable.Range(0, Rank).Reverse()];
        if (Shape.Axes(axes, "Permute").Length != Rank)
            ShapeException.Throw(
                "Permute",
                $"each of the {Rank} axes of {Shape} once",
                $"[{InvariantText.Join(", ", axes)}]"
            );
        return Apply(new Permute(new([.. axes.Select(axis => Shape.Axis(axis, "Permute"))])), this);
    }

    /// <summary>The transpose: the last two axes swapped, [… m, n] → [… n, m].</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor T
    {
        get
        {
            if (Rank < 2)
                ShapeException.Throw("T", "two axes or more", $"{Shape}");
            int[] axes = [.. Enumerable.Range(0, Rank - 2), Rank - 1, Rank - 2];
            return Apply(new Permute(new(axes)), this);
        }
    }
}
