namespace Functional.Core;

/// <summary>
/// A type that says by itself how it is a tree of tensors, so that no reflection is needed (trimmed and ahead-of-time compiled programs).
/// Law: <c>x.WithLeaves(x.Leaves)</c> equals x.
/// </summary>
public interface ITree
{
    /// <summary>The tensors, always in the same order.</summary>
    IReadOnlyList<Tensor> Leaves { get; }

    /// <summary>The name of each leaf, for errors and files.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The same value with other tensors in the places of <see cref="Leaves"/>.</summary>
    ITree WithLeaves(IReadOnlyList<Tensor> leaves);
}
