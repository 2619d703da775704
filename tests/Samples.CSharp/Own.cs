using Functional.Core;

namespace Functional.Samples;

/// <summary>A record that is a tree by its own account; its factor is part of its definition, as it is of its equality.</summary>
public sealed record Own(Tensor W, int Factor) : ITree
{
    IReadOnlyList<Tensor> ITree.Leaves => [W];

    IReadOnlyList<string> ITree.Names => ["W"];

    ITree ITree.WithLeaves(IReadOnlyList<Tensor> leaves) => this with { W = leaves[0] };
}
