using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The Jacobian x ↦ J, of shape [… y, … x]: J[i, j] = ∂yᵢ/∂xⱼ. For a tree x it is a tree of the same kind, whose leaves are the blocks [… y, … leaf].
    /// All rows at once in reverse mode, or all columns in forward mode, whichever are fewer: f is evaluated once, and one vectorized sweep follows.
    /// </summary>
    public static Func<T, T> Jacobian<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> f,
        AdOptions? options = null
    ) =>
        x =>
        {
            var recording = new Recording<T, Tensor>(f, x, options);
            var inputs = recording.Inputs.Sum(leaf => leaf.Count);
            var blocks = recording.Value.Count <= inputs ? Rows(recording) : Columns(recording);
            return Tree.Rebuild(x, blocks);
        };

    /// <summary>The Hessian x ↦ H of a function with a scalar answer, of shape [… x, … x]: forward over reverse.</summary>
    /// <inheritdoc cref="Grad"/>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> f, AdOptions? options = null) =>
        x => Columns(new Recording<Tensor, Tensor>(Grad(f, options), x, options))[0];

    private static Tensor[] Rows<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(Recording<T, Tensor> recording)
    {
        var y = recording.Value;
        var rows = Vectorize<Tensor, Tensor[]>(recording.Row)(Basis(y));
        return [.. rows.Zip(recording.Inputs, (row, leaf) => row.Reshape([.. y.Shape, .. leaf.Shape]))];
    }

    private static Tensor[] Columns<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(Recording<T, Tensor> recording)
    {
        var y = recording.Value;
        return
        [
            .. recording.Inputs.Select(
                (leaf, i) =>
                    Vectorize<Tensor, Tensor>(basis => recording.Column(i, basis), outAxes: [-1])(Basis(leaf))
                        .Reshape([.. y.Shape, .. leaf.Shape])
            ),
        ];
    }

    /// <summary>The Hessian-vector product H(x)·v of a function with a scalar answer, forward over reverse, for a few times the cost of f. Arguments are trees.</summary>
    /// <inheritdoc cref="Grad"/>
    public static T Hvp<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> f,
        T x,
        T v,
        AdOptions? options = null
    ) => Pushforward(Grad(f, options), x, v).Tangent;

    /// <summary>The tensors of the shape of x that are 1 in one place and 0 elsewhere, one after another along a new axis 0.</summary>
    private static Tensor Basis(Tensor x) => Tensor.Eye(x.Count, dtype: x.DType).Reshape([x.Count, .. x.Shape]);
}
