using Functional.Core;

namespace Functional.Samples;

/// <summary>A tree without reflection, whose leaves are not its properties.</summary>
public sealed class Custom(Tensor w, Tensor b, string name) : ITree
{
    public string Name { get; } = name;

    public IReadOnlyList<Tensor> Leaves => [w, b];

    public IReadOnlyList<string> Names => ["weight", "bias"];

    public ITree WithLeaves(IReadOnlyList<Tensor> leaves) => new Custom(leaves[0], leaves[1], Name);
}

/// <summary>A tree with a name too few.</summary>
public sealed class Unnamed(Tensor w, Tensor? b) : ITree
{
    public IReadOnlyList<Tensor> Leaves => [w, b!];

    public IReadOnlyList<string> Names => ["weight"];

    public ITree WithLeaves(IReadOnlyList<Tensor> leaves) => new Unnamed(leaves[0], leaves[1]);
}

/// <summary>A record that is a tree by its own account; its factor is part of its definition, as it is of its equality.</summary>
public sealed record Own(Tensor W, int Factor) : ITree
{
    IReadOnlyList<Tensor> ITree.Leaves => [W];

    IReadOnlyList<string> ITree.Names => ["W"];

    ITree ITree.WithLeaves(IReadOnlyList<Tensor> leaves) => this with { W = leaves[0] };
}
