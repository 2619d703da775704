namespace Functional.Core;

internal sealed record StopGradient : UnaryOperation
{
    public static readonly StopGradient Instance = new();

    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => x;

    internal override int? View(TensorType x) => 0;

    internal override DenseTensor Evaluate(DenseTensor x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y) => new Reshape(x.Shape).Execute(x, y);

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}

public static partial class Ad
{
    /// <summary>The same value, constant to every transform: y = x, ẏ = 0, x̄ = 0.</summary>
    public static Tensor StopGradient(Tensor x) => Tensor.Apply(Core.StopGradient.Instance, x);
}
