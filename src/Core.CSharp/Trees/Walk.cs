using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>What a walk over a tree gathers: its leaves in order and, where asked for, the marks of its <see cref="Structure"/>.</summary>
internal sealed class Walk(bool structure)
{
    /// <summary>The tensors so far.</summary>
    public List<Tensor> Leaves { get; } = [];

    /// <summary>The marks so far; null if nobody asks.</summary>
    public List<object?>? Marks { get; } = structure ? [] : null;

    /// <summary>How many parts the walk is within.</summary>
    public int Depth { get; set; }

    /// <summary>Notes what is no leaf.</summary>
    public void Mark(object? mark) => Marks?.Add(mark);

    /// <summary>Starts anew, keeping the memory.</summary>
    public void Clear()
    {
        Leaves.Clear();
        Marks?.Clear();
        Depth = 0;
    }
}

/// <summary>A tree that was read: its leaves and its structure.</summary>
internal readonly record struct Reading<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
    T Tree,
    Tensor[] Leaves,
    Structure Structure
)
{
    /// <summary>The leaves of another tree, which must have the same structure and, leaf by leaf, the same types.</summary>
    /// <exception cref="TreeException">The structures differ; the error names the place in both.</exception>
    /// <exception cref="ShapeException">A leaf has another shape; the error names its path.</exception>
    /// <exception cref="DTypeException">A leaf has another dtype; the error names its path.</exception>
    public Tensor[] Match(string operation, T other)
    {
        var read = Core.Tree.Read(other);
        if (!Structure.Equals(read.Structure))
            Difference.Check(operation, Tree, other);
        for (var i = 0; i < Leaves.Length; i++)
        {
            var (wanted, got) = (Leaves[i], read.Leaves[i]);
            if (!wanted.Shape.Equals(got.Shape))
                ShapeException.Throw(operation, $"{wanted.Shape}{At(i)}", $"{got.Shape}");
            if (wanted.DType != got.DType)
                throw new DTypeException($"{operation} wants {wanted.DType}{At(i)}, but got {got.DType}.");
        }
        return read.Leaves;
    }

    private string At(int leaf) => Tree is Tensor ? "" : $" at leaf {Core.Tree.Paths(Tree)[leaf]}";
}
