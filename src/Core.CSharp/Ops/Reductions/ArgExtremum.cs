using System.Numerics;

namespace Functional.Core;

/// <summary>The place of an extreme along an axis, a whole number: constant to every transform.</summary>
internal abstract record ArgExtremum(int Axis) : Reduction(Axis)
{
    internal sealed override bool IsDifferentiable => false;

    internal sealed override TensorType Infer(TensorType x)
    {
        var y = base.Infer(x);
        if (x.Shape[Axis] == 0 && y.Shape.Size > 0)
            ShapeException.Throw(Name, $"one element or more along axis {Axis}", $"{x.Shape}");
        Places.Check(Name, x, Axis);
        return y;
    }

    protected sealed override void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y)
    {
        using var places = new Places(y.Length);
        Locate(outer, n, inner, x, places.Span);
        places.WriteTo(y);
    }

    /// <summary>places[outer, inner] from x[outer, n, inner].</summary>
    protected abstract void Locate<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    internal sealed override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal sealed override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}
