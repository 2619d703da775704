namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The inner product over the last axis: [… k], [… k] → […], z = Σ xᵢ yᵢ, hence x̄ = z̄ y and ȳ = z̄ x. Leading axes broadcast.
    /// For two vectors it is their dot product, a scalar.
    /// </summary>
    /// <exception cref="ShapeException">The last sizes differ, the leading axes do not broadcast, or an operand is a scalar.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Dot(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.DType != y.DType)
            DTypeException.ThrowMixed("Dot", x.DType, y.DType);
        if (x.Rank == 0 || y.Rank == 0 || x.Shape[x.Rank - 1] != y.Shape[y.Rank - 1])
            ShapeException.Throw("Dot", "[… k] and [… k]", $"{x.Shape} and {y.Shape}");
        var z = Matrices.Product(Matrices.Row(x), Matrices.Column(y));
        return Apply(new Reshape(Matrices.Batch(z.Shape)), z);
    }
}
