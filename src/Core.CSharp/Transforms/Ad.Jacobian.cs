namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The Jacobian x ↦ J, of shape [… y, … x]: J[i, j] = ∂yᵢ/∂xⱼ. Row by row in reverse mode, or column by column in forward mode,
    /// whichever needs fewer sweeps; f is evaluated once.
    /// </summary>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> f, AdOptions? options = null) =>
        x =>
        {
            var recording = new Recording<Tensor, Tensor>(f, x, options);
            var y = recording.Value;
            int[] shape = [.. y.Shape, .. x.Shape];
            if (x.Count == 0 || y.Count == 0)
                return Tensor.Zeros(shape, y.DType);
            return y.Count <= x.Count
                ? Tensor.Stack(Basis(y).Select(recording.Pullback), 0).Reshape(shape)
                : Tensor.Stack(Basis(x).Select(recording.Pushforward), -1).Reshape(shape);
        };

    /// <summary>The Hessian x ↦ H of a function with a scalar answer, of shape [… x, … x]: forward over reverse.</summary>
    /// <inheritdoc cref="Grad"/>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> f, AdOptions? options = null) =>
        x =>
        {
            var recording = new Recording<Tensor, Tensor>(Grad(f, options), x, options);
            return x.Count == 0
                ? Tensor.Zeros([.. x.Shape, .. x.Shape], x.DType)
                : Tensor.Stack(Basis(x).Select(recording.Pushforward), -1).Reshape([.. x.Shape, .. x.Shape]);
        };

    /// <summary>The Hessian-vector product H(x)·v of a function with a scalar answer, forward over reverse, for a few times the cost of f. Arguments are trees.</summary>
    /// <inheritdoc cref="Grad"/>
    public static T Hvp<T>(Func<T, Tensor> f, T x, T v, AdOptions? options = null) =>
        Pushforward(Grad(f, options), x, v, options).Tangent;

    /// <summary>The tensors of the shape of x that are 1 in one place and 0 elsewhere.</summary>
    private static IEnumerable<Tensor> Basis(Tensor x)
    {
        for (var i = 0; i < x.Count; i++)
        {
            var unit = (DenseTensor)Tensor.Zeros(x.Shape.ToArray(), x.DType);
            if (x.DType == DType.Float32)
                unit.Writable<float>()[i] = 1;
            else
                unit.Writable<double>()[i] = 1;
            yield return unit;
        }
    }
}
