namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The Jacobian x ↦ J, of shape [… y, … x]: J[i, j] = ∂yᵢ/∂xⱼ. All rows at once in reverse mode, or all columns in forward mode,
    /// whichever are fewer: f is evaluated once, and one vectorized sweep follows.
    /// </summary>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> f, AdOptions? options = null) =>
        x =>
        {
            var recording = new Recording<Tensor, Tensor>(f, x, options);
            return recording.Value.Count <= x.Count ? Rows(recording, x) : Columns(recording, x);
        };

    /// <summary>The Hessian x ↦ H of a function with a scalar answer, of shape [… x, … x]: forward over reverse.</summary>
    /// <inheritdoc cref="Grad"/>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> f, AdOptions? options = null) =>
        x => Columns(new Recording<Tensor, Tensor>(Grad(f, options), x, options), x);

    private static Tensor Rows(Recording<Tensor, Tensor> recording, Tensor x)
    {
        var y = recording.Value;
        return Vectorize<Tensor, Tensor>(recording.Pullback)(Basis(y)).Reshape([.. y.Shape, .. x.Shape]);
    }

    private static Tensor Columns(Recording<Tensor, Tensor> recording, Tensor x)
    {
        var y = recording.Value;
        return Vectorize<Tensor, Tensor>(recording.Pushforward, outAxes: [-1])(Basis(x))
            .Reshape([.. y.Shape, .. x.Shape]);
    }

    /// <summary>The Hessian-vector product H(x)·v of a function with a scalar answer, forward over reverse, for a few times the cost of f. Arguments are trees.</summary>
    /// <inheritdoc cref="Grad"/>
    public static T Hvp<T>(Func<T, Tensor> f, T x, T v, AdOptions? options = null) =>
        Pushforward(Grad(f, options), x, v, options).Tangent;

    /// <summary>The tensors of the shape of x that are 1 in one place and 0 elsewhere, one after another along a new axis 0.</summary>
    private static Tensor Basis(Tensor x) => Tensor.Eye(x.Count, dtype: x.DType).Reshape([x.Count, .. x.Shape]);
}
