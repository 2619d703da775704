namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The outer product over the last axis: [… m], [… n] → [… m, n], zᵢⱼ = xᵢ yⱼ, hence x̄ = z̄ y and ȳ = z̄ᵀ x. Leading axes broadcast.
    /// </summary>
    /// <exception cref="ShapeException">The leading axes do not broadcast, or an operand is a scalar.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Outer(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.DType != y.DType)
            DTypeException.ThrowMixed("Outer", x.DType, y.DType);
        if (x.Rank == 0 || y.Rank == 0)
            ShapeException.Throw("Outer", "[… m] and [… n]", $"{x.Shape} and {y.Shape}");
        return Matrices.Product(Matrices.Column(x), Matrices.Row(y));
    }
}
