namespace Functional.Core;

/// <summary>Numbers drawn with a key, of which the operand is the bits.</summary>
/// <param name="Distribution">The method of <see cref="Key"/>.</param>
/// <param name="Parameters">The constants of the distribution, by which draws are told apart.</param>
/// <param name="Type">The type of the answer.</param>
/// <param name="Fill">Writes the numbers of a key.</param>
internal sealed record Draw(string Distribution, string Parameters, TensorType Type, Action<Key, DenseTensor> Fill)
    : UnaryOperation
{
    public override string Name => Distribution;

    internal override string Constants => Parameters;

    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => Type;

    internal override void Execute(DenseTensor x, DenseTensor y) => Fill(Key.Of(x), y);

    internal override Tensor Batch(Tensor x) => Batching.Loop(this, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;

    public bool Equals(Draw? other) =>
        other is not null && (Distribution, Parameters, Type) == (other.Distribution, other.Parameters, other.Type);

    public override int GetHashCode() => HashCode.Combine(Distribution, Parameters, Type);
}

/// <summary>The bits of a key's child.</summary>
internal sealed record KeyChild(uint Number, uint Stream) : UnaryOperation
{
    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y) => Key.Of(x).Child(Number, Stream).WriteTo(y);

    internal override Tensor Batch(Tensor x) => Batching.Loop(this, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}
