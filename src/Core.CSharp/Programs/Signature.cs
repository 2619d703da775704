namespace Functional.Core;

/// <summary>All of an argument that a program depends on: its structure, and the types of its leaves.</summary>
internal readonly struct Signature(Structure structure, Tensor[] leaves) : IEquatable<Signature>
{
    private readonly TensorType[] types = Array.ConvertAll(leaves, leaf => leaf.Type);

    private readonly Structure structure = structure;

    /// <summary>Whether a walk found the same.</summary>
    public bool Fits(Walk walk)
    {
        if (walk.Leaves.Count != types.Length || !structure.Fits(walk.Marks!))
            return false;
        for (var i = 0; i < types.Length; i++)
            if (!types[i].Equals(walk.Leaves[i].Type))
                return false;
        return true;
    }

    public bool Equals(Signature other) =>
        types.AsSpan().SequenceEqual(other.types) && structure.Equals(other.structure);

    public override bool Equals(object? obj) => obj is Signature other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(structure);
        foreach (var type in types)
            hash.Add(type);
        return hash.ToHashCode();
    }
}
