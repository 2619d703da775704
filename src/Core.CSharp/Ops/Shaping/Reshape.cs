namespace Functional.Core;

internal sealed record Reshape(Shape Shape) : LinearOperation
{
    internal override Reading Reading => Reading.Movement;

    internal override TensorType Infer(TensorType x)
    {
        if (x.Shape.Size != Shape.Size)
            ShapeException.Throw(Name, $"as many elements as {x.Shape} has, {x.Shape.Size}", $"{Shape}, {Shape.Size}");
        return x with { Shape = Shape };
    }

    internal override int? View(TensorType x) => 0;

    internal override DenseTensor Evaluate(DenseTensor x) => x.Reshaped(Infer(x.Type).Shape);

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            x.Span<float>().CopyTo(y.Writable<float>());
        else
            x.Span<double>().CopyTo(y.Writable<double>());
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(new Reshape(Batching.Of(x.Shape[0], Shape)), x);

    internal override Tensor Transpose(TensorType x, Tensor yBar) => Tensor.Apply(new Reshape(x.Shape), yBar);
}

public abstract partial class Tensor
{
    /// <summary>The same elements in row-major order under another shape; one size may be −1 and is worked out. Nothing is copied.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements, or more than one −1.</exception>
    public Tensor Reshape(params int[] shape) => Apply(new Reshape(Resolve(shape)), this);

    private Shape Resolve(int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var free = Array.IndexOf(shape, -1);
        if (free < 0)
            return new(shape);
        if (Array.LastIndexOf(shape, -1) != free)
            ShapeException.Throw("Reshape", "at most one size of −1", $"[{InvariantText.Join(", ", shape)}]");
        var rest = 1L;
        for (var i = 0; i < shape.Length && rest is > 0 and <= int.MaxValue; i++)
            rest *= i == free ? 1 : shape[i];
        if (rest <= 0 || Count % rest != 0)
            ShapeException.Throw(
                "Reshape",
                $"sizes that divide {Count} elements",
                $"[{InvariantText.Join(", ", shape)}]"
            );
        var result = (int[])shape.Clone();
        result[free] = (int)(Count / rest);
        return Shape.Own(result);
    }
}
