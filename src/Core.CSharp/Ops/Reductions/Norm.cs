using System.Numerics;
using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>y = (Σ |xᵢ|ᵖ)^(1/p) along an axis, for 0 &lt; p &lt; ∞. With r = x / y: ẏ = Σ sign(r) |r|ᵖ⁻¹ ẋ, and 0 where y = 0.</summary>
internal sealed record Norm(int Axis, double P) : Reduction(Axis)
{
    protected override void Run<T>(int outer, int n, int inner, ReadOnlySpan<T> x, Span<T> y) =>
        Lines.Reduce(new Line(P), outer, n, inner, x, y);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => (xDot * Slope(x, y)).Sum(Axis, keepDims: true);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => yBar * Slope(x, y);

    private Tensor Slope(Tensor x, Tensor y)
    {
        // 0 where y = 0, but not constant there: the root's own slope makes a second derivative infinite or NaN.
        var (atZero, one) = (Tensor.Equal(y, 0), Tensor.Literal(1, y));
        var root = Tensor.Sqrt(Tensor.Where(atZero, x, one));
        return Tensor.Where(atZero, root, Power(x / Tensor.Where(atZero, one, y)));
    }

    // sign(r) |r|ᵖ⁻¹. An even p has no kink at r = 0: a power of r itself keeps every order of derivative right there.
    private Tensor Power(Tensor r)
    {
        if (P == 2)
            return r;
        if (double.IsEvenInteger(P))
            return Tensor.Pow(r, P - 1);
        if (P > 1)
            return Tensor.Sign(r) * Tensor.Pow(Tensor.Abs(r), P - 1);
        // Below 1 the slope at r = 0 is infinite on both sides: by policy it is 0, and no further order has a number.
        var (atZero, one) = (Tensor.Equal(r, 0), Tensor.Literal(1, r));
        var power = Tensor.Sign(r) * Tensor.Pow(Tensor.Where(atZero, one, Tensor.Abs(r)), P - 1);
        return Tensor.Where(atZero, Tensor.Sqrt(Tensor.Where(atZero, r, one)), power);
    }

    private readonly struct Line(double p) : ILineReduction
    {
        // Scaled by the greatest, no power overflows, and what underflows would not have counted.
        public T Of<T>(Span<T> line)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (line.IsEmpty)
                return T.Zero;
            var greatest = T.Abs(TensorPrimitives.MaxMagnitude<T>(line));
            if (T.IsZero(greatest) || !T.IsFinite(greatest))
                return greatest;
            var scale = p == 2 && IsMiddling(greatest) ? T.One : greatest;
            if (scale != T.One)
                TensorPrimitives.Divide(line, scale, line);
            var power = T.CreateSaturating(p);
            if (p == 2)
            {
                TensorPrimitives.Multiply<T>(line, line, line);
            }
            else
            {
                TensorPrimitives.Abs<T>(line, line);
                TensorPrimitives.Pow<T>(line, power, line);
            }
            Span<T> sum = [T.Zero];
            Reductions.Sum(1, line.Length, 1, line, sum);
            return scale * (p == 2 ? T.Sqrt(sum[0]) : T.Pow(sum[0], T.One / power));
        }

        // Far from where a square overflows or underflows, in either dtype.
        private static bool IsMiddling<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            x > T.CreateTruncating(1e-9) && x < T.CreateTruncating(1e9);
    }
}

public abstract partial class Tensor
{
    /// <summary>The Euclidean norm of all elements, a scalar: y = √Σ xᵢ², hence x̄ = ȳ x / y, and 0 where y = 0.</summary>
    public Tensor Norm() => Norm(null);

    /// <summary>
    /// The p-norm over the given axes (negative ones count from the end; null means all), which are dropped, or kept with size 1:
    /// y = (Σ |xᵢ|ᵖ)^(1/p), the greatest |xᵢ| for p = ∞. It does not overflow on the way. The derivative is 0 where y = 0; for p ≤ 1 also in
    /// each element that is 0; for p = ∞ it is split evenly over the greatest. The norm of nothing is 0.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    /// <exception cref="DomainException">p is not positive.</exception>
    public Tensor Norm(int[]? axes, double p = 2, bool keepDims = false)
    {
        if (!(p > 0))
            DomainException.Throw("Norm", "an order p greater than 0", $"{p}");
        var over = Shape.Axes(axes, "Norm");
        if (p == 1)
            return Abs(this).Sum(over, keepDims);
        if (double.IsFinite(p))
            return Along.Reduce(this, over, keepDims, axis => new Norm(axis, p));
        return Along.Count(Shape, over) > 0
            ? Abs(this).Max(over, keepDims)
            : Zeros(Shape.Reduce(over, keepDims).ToArray(), DType);
    }

    /// <inheritdoc cref="Norm(int[], double, bool)"/>
    public Tensor Norm(int axis, double p = 2, bool keepDims = false) => Norm([axis], p, keepDims);
}
