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

    /// <summary>
    /// All that tells the value from others of its type beside <see cref="Leaves"/> and <see cref="Names"/>, compared by Equals: null for nothing.
    /// A compiled function keeps one program for each definition. Default: the value with 0 in the place of each leaf, so that a record compares its
    /// members. A class that does not override Equals is then equal to no other: a compiled function is traced at each call with it.
    /// </summary>
    object? Definition => WithLeaves([.. Leaves.Select(_ => Tensor.Zero)]);
}
