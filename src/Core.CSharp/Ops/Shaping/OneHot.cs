using System.Numerics;
using static System.FormattableString;

namespace Functional.Core;

internal sealed record OneHot(int Classes) : UnaryOperation
{
    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => x with { Shape = new Shape([.. x.Shape, Classes]) };

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Execute(x.Span<float>(), y.Writable<float>());
        else
            Execute(x.Span<double>(), y.Writable<double>());
    }

    private void Execute<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        y.Clear();
        for (var i = 0; i < x.Length; i++)
        {
            if (!(x[i] >= T.Zero && x[i] < T.CreateSaturating(Classes) && T.IsInteger(x[i])))
                DomainException.Throw("OneHot", $"whole numbers from 0 to {Classes - 1}", Invariant($"{x[i]} at {i}"));
            y[i * Classes + int.CreateTruncating(x[i])] = T.One;
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}

public abstract partial class Tensor
{
    /// <summary>
    /// Each index as a row with a 1 in its place and 0 elsewhere: y[…, k] = 1 where x[…] is k. Shapes: [m, …] → [m, …, classes].
    /// The indices are whole numbers in a floating dtype, which the answer has too. Not differentiable: its derivative is 0.
    /// </summary>
    /// <exception cref="DomainException">An index is not a whole number, is negative, or is not below <paramref name="classes"/>.</exception>
    /// <exception cref="ShapeException"><paramref name="classes"/> is negative.</exception>
    public static Tensor OneHot(Tensor indices, int classes) => Apply(new OneHot(classes), indices);

    /// <summary>Each label as a row with a 1 in its place and 0 elsewhere, [n, classes].</summary>
    /// <inheritdoc cref="OneHot(Tensor, int)"/>
    public static Tensor OneHot(int[] indices, int classes, DType dtype = DType.Float64)
    {
        ArgumentNullException.ThrowIfNull(indices);
        // Checked here, since Float32 does not tell all labels apart.
        var result = DenseTensor.Uninitialized(
            new Shape(indices.Length, classes),
            DTypes.Checked(dtype, "OneHot"),
            "OneHot"
        );
        var places = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)classes)
                DomainException.Throw("OneHot", $"whole numbers from 0 to {classes - 1}", $"{indices[i]} at {i}");
            places[i] = i * classes + indices[i];
        }
        if (dtype == DType.Float32)
            Mark(places, result.Writable<float>(), 1f);
        else
            Mark(places, result.Writable<double>(), 1d);
        return result;
    }

    private static void Mark<T>(int[] places, Span<T> y, T one)
    {
        y.Clear();
        foreach (var place in places)
            y[place] = one;
    }
}
