using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>z = x where the mask is not 0, else y; linear in x and y, constant in the mask.</summary>
internal sealed record Where : NaryOperation, ILanewise
{
    public static readonly Where Instance = new();

    internal override bool IsLinear => true;

    internal override Reading Reading => Reading.Elementwise;

    internal override ILanewise? Lanewise => this;

    internal override TensorType[] Infer(TensorType[] inputs)
    {
        var (mask, x, y) = (inputs[0], inputs[1], inputs[2]);
        if (x.DType != y.DType || mask.DType != x.DType)
            DTypeException.ThrowMixed(Name, x.DType == y.DType ? mask.DType : x.DType, y.DType);
        return [x with { Shape = Shape.Broadcast(mask.Shape, Shape.Broadcast(x.Shape, y.Shape, Name), Name) }];
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs)
    {
        if (outputs[0].DType == DType.Float32)
            Run<float>(inputs[0], inputs[1], inputs[2], outputs[0]);
        else
            Run<double>(inputs[0], inputs[1], inputs[2], outputs[0]);
    }

    private static void Run<T>(DenseTensor mask, DenseTensor x, DenseTensor y, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Kernels.Selection.Run(
            mask.Span<T>(),
            Broadcasting.Strides(mask.Shape, z.Shape),
            x.Span<T>(),
            Broadcasting.Strides(x.Shape, z.Shape),
            y.Span<T>(),
            Broadcasting.Strides(y.Shape, z.Shape),
            z.Writable<T>(),
            z.Shape.Sizes
        );

    public Delegate OnVectors(DType dtype) =>
        dtype == DType.Float32
            ? (Func<Vector<float>, Vector<float>, Vector<float>, Vector<float>>)On
            : (Func<Vector<double>, Vector<double>, Vector<double>, Vector<double>>)On;

    private static Vector<T> On<T>(Vector<T> mask, Vector<T> x, Vector<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.Equals(mask, Vector<T>.Zero), y, x);

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Batching.Aligned(this, x);

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        if (xDot[1] is null && xDot[2] is null)
            return [null];
        var zero = Tensor.Literal(0, y[0]);
        return [Broadcasting.To(Tensor.Where(x[0], xDot[1] ?? zero, xDot[2] ?? zero), y[0].Shape)];
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var zero = Tensor.Literal(0, y[0]);
        return
        [
            null,
            wanted[1] ? Broadcasting.Sum(Tensor.Where(x[0], yBar[0]!, zero), x[1].Shape) : null,
            wanted[2] ? Broadcasting.Sum(Tensor.Where(x[0], zero, yBar[0]!), x[2].Shape) : null,
        ];
    }
}

public abstract partial class Tensor
{
    /// <summary>Chooses elementwise: x where the mask is not 0, else y. What is not chosen gets a cotangent of exactly 0. Shapes broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Where(Tensor mask, Tensor x, Tensor y) => Apply(Functional.Core.Where.Instance, mask, x, y)[0];
}
