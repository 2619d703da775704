namespace Functional.Core;

/// <summary>The types of an argument's leaves, compared one by one.</summary>
internal readonly struct Signature(Tensor[] leaves) : IEquatable<Signature>
{
    private readonly TensorType[] types = Array.ConvertAll(leaves, leaf => leaf.Type);

    public bool Equals(Signature other) => types.AsSpan().SequenceEqual(other.types);

    public override bool Equals(object? obj) => obj is Signature other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var type in types)
            hash.Add(type);
        return hash.ToHashCode();
    }
}
