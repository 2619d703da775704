using System.Numerics;

namespace Functional.Core;

/// <summary>An operation that is linear in its first operand; its second holds indices and is constant.</summary>
internal abstract record Indexed(int Axis) : BinaryOperation
{
    internal sealed override bool IsLinear => true;

    /// <summary>The adjoint map for the same indices.</summary>
    internal abstract Tensor Transpose(TensorType x, Tensor indices, Tensor zBar);

    internal sealed override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) => Tensor.Apply(this, xDot, y);

    internal sealed override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => null;

    internal sealed override Tensor VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) => Transpose(x.Type, y, zBar);

    internal sealed override Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) => null;
}

/// <summary>An operation whose indices are places along one axis, the same for all else.</summary>
internal abstract record ByPlaces(int Axis) : Indexed(Axis)
{
    /// <summary>The size of the axis that the indices point into.</summary>
    private protected abstract int Size(DenseTensor x, DenseTensor z);

    private protected abstract void Run<T>(DenseTensor x, ReadOnlySpan<int> places, DenseTensor z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    internal sealed override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        using var places = Places.Read(y, Name, Axis, Size(x, z));
        if (z.DType == DType.Float32)
            Run<float>(x, places.Span, z);
        else
            Run<double>(x, places.Span, z);
    }

    internal sealed override Action BindFixed(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        using var read = Places.Read(y, Name, Axis, Size(x, z));
        var places = read.Span.ToArray();
        return z.DType == DType.Float32 ? () => Run<float>(x, places, z) : () => Run<double>(x, places, z);
    }
}
