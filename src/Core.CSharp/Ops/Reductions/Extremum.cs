using System.Numerics;

namespace Functional.Core;

/// <summary>The greatest or the least along an axis. Equal ones share the derivative evenly; where there is a NaN, the NaNs do.</summary>
internal abstract record Extremum(int Axis) : Reduction(Axis)
{
    internal override bool Selects => true;

    internal override TensorType Infer(TensorType x)
    {
        var y = base.Infer(x);
        if (x.Shape[Axis] == 0 && y.Shape.Size > 0)
            ShapeException.Throw(Name, $"one element or more along axis {Axis}", $"{x.Shape}");
        return y;
    }

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot)
    {
        var active = Active(x, y);
        var zero = Tensor.Literal(0, y);
        return Tensor.Where(active, xDot, zero).Sum(Axis, keepDims: true) / active.Sum(Axis, keepDims: true);
    }

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar)
    {
        var active = Active(x, y);
        return Tensor.Where(active, yBar / active.Sum(Axis, keepDims: true), Tensor.Literal(0, y));
    }

    private static Tensor Active(Tensor x, Tensor y) => Tensor.Apply(Binary<Comparison<Same>>.Instance, x, y);

    /// <summary>Equal, or both NaN.</summary>
    private readonly struct Same : IPairValues<Same>
    {
        public static Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Lanes<T>.Equal(x, y) + (1 - Lanes<T>.Equal(x, x)) * (1 - Lanes<T>.Equal(y, y));
    }
}
