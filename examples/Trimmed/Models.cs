using Functional.Core;

namespace Functional.Trimmed;

/// <summary>A record of C#.</summary>
public sealed record Layer(Tensor W, Tensor B);

/// <summary>Records within a record.</summary>
public sealed record Network(Layer First, Layer Second);

/// <summary>A struct with a part that may be missing and one that is no tensor.</summary>
public readonly record struct Damped(Tensor W, Tensor? Damping, [property: Static] int Times);

/// <summary>A class whose parts are set by name.</summary>
public class Named
{
    public required Tensor W { get; init; }

    public Tensor B { get; set; } = Tensor.Zero;
}

/// <summary>Parts that it inherits, and a list of records.</summary>
public sealed class Stack : Named
{
    public required List<Layer> Layers { get; init; }
}

/// <summary>A record that reads nothing by reflection.</summary>
public sealed record Own(Tensor W, int Factor) : ITree
{
    IReadOnlyList<Tensor> ITree.Leaves => [W];

    IReadOnlyList<string> ITree.Names => ["W"];

    ITree ITree.WithLeaves(IReadOnlyList<Tensor> leaves) => this with { W = leaves[0] };
}
