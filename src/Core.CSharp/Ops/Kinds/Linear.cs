namespace Functional.Core;

/// <summary>A linear operation: its JVP is itself, and its VJP is its transpose.</summary>
internal abstract record LinearOperation : UnaryOperation
{
    internal sealed override bool IsLinear => true;

    /// <summary>The adjoint map: ⟨ȳ, A x⟩ = ⟨Aᵀ ȳ, x⟩ for every x of the given type.</summary>
    internal abstract Tensor Transpose(TensorType x, Tensor yBar);

    internal sealed override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => Tensor.Apply(this, xDot);

    internal sealed override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => Transpose(x.Type, yBar);
}

/// <summary>An operation linear in each of its two inputs, such as a matrix product.</summary>
internal abstract record BilinearOperation : BinaryOperation
{
    internal sealed override bool IsBilinear => true;

    /// <summary>The transpose of x ↦ f(x, y).</summary>
    internal abstract Tensor TransposeLeft(TensorType x, Tensor y, Tensor zBar);

    /// <summary>The transpose of y ↦ f(x, y).</summary>
    internal abstract Tensor TransposeRight(Tensor x, TensorType y, Tensor zBar);

    internal sealed override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) => Tensor.Apply(this, xDot, y);

    internal sealed override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => Tensor.Apply(this, x, yDot);

    internal sealed override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        TransposeLeft(x.Type, y, zBar);

    internal sealed override Tensor VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        TransposeRight(x, y.Type, zBar);
}
