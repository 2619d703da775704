namespace Functional.Core;

/// <summary>A type that implements <see cref="ITree"/>.</summary>
internal sealed class CustomNode : TreeNode
{
    public static readonly CustomNode Instance = new();

    public override IEnumerable<Part> Parts(object tree)
    {
        var (leaves, names) = (((ITree)tree).Leaves, ((ITree)tree).Names);
        if (leaves.Count != names.Count)
            throw new TreeException(
                $"A parameter tree wants a name for each leaf of {TypeNames.Of(tree.GetType())}, but got {names.Count} names for {leaves.Count} leaves."
            );
        for (var i = 0; i < leaves.Count; i++)
            yield return new($".{names[i]}", leaves[i], PartKind.Required);
        yield return new(".Definition", Definition((ITree)tree), PartKind.Static);
    }

    public override bool Flatten(object tree, Walk walk)
    {
        if (walk.Marks is { } marks)
        {
            marks.Add(tree.GetType());
            marks.Add(Definition((ITree)tree));
            marks.AddRange(((ITree)tree).Names);
            marks.Add(Structure.End);
        }
        foreach (var leaf in ((ITree)tree).Leaves)
            if (!Flatten(leaf, PartKind.Required, walk))
                return false;
        return true;
    }

    // A constructor may refuse zeros: then the value does not tell, and is equal to no other.
    private static object? Definition(ITree tree)
    {
        try
        {
            return tree.Definition;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new object();
        }
    }

    public override object Rebuild(object like, LeafReader leaves)
    {
        var own = new Tensor[((ITree)like).Leaves.Count];
        for (var i = 0; i < own.Length; i++)
            own[i] = leaves.Next();
        return ((ITree)like).WithLeaves(own);
    }
}
