namespace Functional.Core;

/// <summary>The identity, which tells a program that is being traced what its operand is called; tangent and cotangent of x are xDot and xBar.</summary>
internal sealed record Named(string Label) : UnaryOperation
{
    internal override bool IsLinear => true;

    internal override Reading Reading => Reading.Elementwise;

    internal override TensorType Infer(TensorType x) => x;

    internal override int? View(TensorType x) => 0;

    internal override DenseTensor Evaluate(DenseTensor x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y) => y.Fill(x);

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => xDot.Named($"{Label}Dot");

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => yBar.Named($"{Label}Bar");
}

public abstract partial class Tensor
{
    /// <summary>The same value under a name: y = x, hence ẏ = ẋ. The texts and pictures of a <see cref="Program"/> show the name; compiled programs do not pay for it.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Tensor Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        // Where there are numbers no program is being traced.
        return HasNumbers ? this : Apply(new Named(name), this);
    }
}
