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
