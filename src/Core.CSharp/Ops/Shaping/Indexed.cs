namespace Functional.Core;

/// <summary>An operation that is linear in its first operand; its second holds indices and is constant.</summary>
internal abstract record Indexed(int Axis) : BinaryOperation
{
    internal sealed override bool IsLinear => true;

    /// <summary>The adjoint map for the same indices.</summary>
    internal abstract Tensor Transpose(TensorType x, Tensor indices, Tensor zBar);

    internal sealed override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot, ZeroRule zeros) =>
        Tensor.Apply(this, xDot, y);

    internal sealed override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot, ZeroRule zeros) => null;

    internal sealed override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar, ZeroRule zeros) =>
        Transpose(x.Type, y, zBar);

    internal sealed override Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar, ZeroRule zeros) => null;
}
