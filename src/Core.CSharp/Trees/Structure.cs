namespace Functional.Core;

/// <summary>
/// The definition of a tree: everything but its leaves. In the order of the walk it has the type of each part as it is rebuilt, or its case, the keys of maps,
/// the ends of lists and maps, which parts are null, and static parts. Two trees of one structure have the same leaves in the same places.
/// </summary>
internal readonly struct Structure : IEquatable<Structure>
{
    /// <summary>Stands for a tensor.</summary>
    public static readonly object Leaf = new();

    /// <summary>Stands for the end of the parts of a list or map, whose number its type does not tell.</summary>
    public static readonly object End = new();

    private readonly object?[] marks;
    private readonly int hash;

    /// <summary>The structure that a walk wrote down.</summary>
    public Structure(ReadOnlySpan<object?> marks)
    {
        this.marks = marks.ToArray();
        var code = new HashCode();
        foreach (var mark in marks)
            code.Add(mark);
        hash = code.ToHashCode();
    }

    /// <summary>The structure of a tensor.</summary>
    public static Structure OfLeaf { get; } = new([Leaf]);

    /// <summary>Whether a walk wrote down the same.</summary>
    public bool Fits(List<object?> walked)
    {
        if (walked.Count != marks.Length)
            return false;
        for (var i = 0; i < marks.Length; i++)
            if (!Equals(marks[i], walked[i]))
                return false;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Structure other)
    {
        if (ReferenceEquals(marks, other.marks))
            return true;
        if (hash != other.hash || marks.Length != other.marks.Length)
            return false;
        for (var i = 0; i < marks.Length; i++)
            if (!Equals(marks[i], other.marks[i]))
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Structure other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;
}
