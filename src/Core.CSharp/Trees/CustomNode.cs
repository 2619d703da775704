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
            yield return new($".{names[i]}", leaves[i], false);
    }

    public override bool Flatten(object tree, List<Tensor> leaves)
    {
        foreach (var leaf in ((ITree)tree).Leaves)
            if (!Flatten(leaf, false, leaves))
                return false;
        return true;
    }

    public override object Rebuild(object like, LeafReader leaves)
    {
        var own = new Tensor[((ITree)like).Leaves.Count];
        for (var i = 0; i < own.Length; i++)
            own[i] = leaves.Next();
        return ((ITree)like).WithLeaves(own);
    }
}
