using System.Numerics;
using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>The linear combination z = a·x + b·y of two tensors of one shape, in one pass.</summary>
internal sealed record Combine(double A, double B) : BinaryOperation, ILanewise
{
    // A stretch this long is still in the innermost cache when its second half is added.
    private const int Stretch = 2048;

    internal override bool IsLinear => true;

    internal override Reading Reading => Reading.Elementwise;

    internal override ILanewise? Lanewise => this;

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        if (x.DType != y.DType)
            DTypeException.ThrowMixed("Combine", x.DType, y.DType);
        if (!x.Shape.Equals(y.Shape))
            ShapeException.Throw("Combine", "two tensors of one shape", $"{x.Shape} and {y.Shape}");
        return x;
    }

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (A == 1 && y.Unwritten is OuterProduct product)
            Update(x, B, product, z);
        else if (z.DType == DType.Float32)
            Run((float)A, x.Span<float>(), (float)B, y.Span<float>(), z.Writable<float>());
        else
            Run(A, x.Span<double>(), B, y.Span<double>(), z.Writable<double>());
    }

    /// <summary>z = x + b · u vᵀ: the product exists only as a stretch of rows in the innermost cache.</summary>
    private static void Update(DenseTensor x, double b, OuterProduct product, DenseTensor z)
    {
        if (z.DType == DType.Float32)
            Update(
                x.Span<float>(),
                (float)b,
                product.Column.Span<float>(),
                product.Row.Span<float>(),
                z.Writable<float>()
            );
        else
            Update(
                x.Span<double>(),
                b,
                product.Column.Span<double>(),
                product.Row.Span<double>(),
                z.Writable<double>()
            );
    }

    private static void Update<T>(ReadOnlySpan<T> x, T b, ReadOnlySpan<T> column, ReadOnlySpan<T> row, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = Stretch / row.Length;
        Span<T> stretch = stackalloc T[rows * row.Length];
        for (var i = 0; i < column.Length; i += rows)
        {
            var m = Math.Min(rows, column.Length - i);
            var (start, count) = (i * row.Length, m * row.Length);
            Kernels.Gemm.Multiply(m, row.Length, 1, column.Slice(i, m), false, row, false, stretch[..count]);
            Kernels.Scaled.Add(x.Slice(start, count), b, stretch[..count], z.Slice(start, count));
        }
    }

    private static void Run<T>(T a, ReadOnlySpan<T> x, T b, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a == T.One)
            Kernels.Scaled.Add(x, b, y, z);
        else if (b == T.One)
            Kernels.Scaled.Add(y, a, x, z);
        else
        {
            // Not in z, which may be the place of y.
            Span<T> scaled = stackalloc T[Math.Min(Stretch, z.Length)];
            for (var i = 0; i < z.Length; i += Stretch)
            {
                var n = Math.Min(Stretch, z.Length - i);
                TensorPrimitives.Multiply(x.Slice(i, n), a, scaled);
                TensorPrimitives.MultiplyAdd(y.Slice(i, n), b, scaled[..n], z.Slice(i, n));
            }
        }
    }

    public Delegate OnVectors(DType dtype) =>
        dtype == DType.Float32
            ? (Func<Vector<float>, Vector<float>, Vector<float>>)On
            : (Func<Vector<double>, Vector<double>, Vector<double>>)On;

    private Vector<T> On<T>(Vector<T> x, Vector<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (left, right) = (new Lanes<T>(x), new Lanes<T>(y));
        return (
            A == 1 ? left + B * right
            : B == 1 ? right + A * left
            : B * right + A * left
        ).Value;
    }

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) =>
        Tensor.Apply(this, Batching.Full(x, size), Batching.Full(y, size));

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor z, Tensor? xDot, Tensor? yDot) =>
        xDot is not null && yDot is not null ? Tensor.Combine(A, xDot, B, yDot) : base.Jvp(x, y, z, xDot, yDot);

    internal override Tensor? JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) => Scaled(A, xDot);

    internal override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) => Scaled(B, yDot);

    internal override Tensor? VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) => Scaled(A, zBar);

    internal override Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) => Scaled(B, zBar);

    private static Tensor Scaled(double factor, Tensor seed) => factor == 1 ? seed : factor * seed;
}

public abstract partial class Tensor
{
    /// <summary>
    /// The linear combination a·x + b·y of two tensors of one shape, in one pass over memory; hence ż = a·ẋ + b·ẏ.
    /// <c>Combine(1, p, -rate, gradient)</c> is a step of gradient descent, <c>Combine(β, m, 1 - β, g)</c> a moving average.
    /// </summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Combine(double a, Tensor x, double b, Tensor y) => Apply(new Combine(a, b), x, y);
}
