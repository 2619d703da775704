using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>Class numbers, kept as whole numbers in a tensor.</summary>
internal static class Labels
{
    /// <summary>The labels as integers, to be given back.</summary>
    /// <exception cref="DomainException">A label is not a whole number from 0 to below the number of classes.</exception>
    public static Rented<int> Read(string operation, DenseTensor labels, int classes)
    {
        var result = new Rented<int>(labels.Count);
        if (labels.DType == DType.Float32)
            Read(operation, labels.Span<float>(), classes, result.Span);
        else
            Read(operation, labels.Span<double>(), classes, result.Span);
        return result;
    }

    private static void Read<T>(string operation, ReadOnlySpan<T> labels, int classes, Span<int> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < labels.Length; i++)
        {
            // A number that is no int converts to the nearest one, NaN to 0, and so differs.
            var label = int.CreateSaturating(labels[i]);
            if ((uint)label >= (uint)classes || T.CreateTruncating(label) != labels[i])
                DomainException.Throw(
                    operation,
                    $"labels that are whole numbers from 0 to {classes - 1}, as there are {classes} classes",
                    $"{labels[i]} at position {i}"
                );
            result[i] = label;
        }
    }
}

/// <summary>Labels […] as masks […, classes]: 1 at the class, else 0.</summary>
internal sealed record ClassMask(int Classes, DType DType) : UnaryOperation
{
    internal override bool IsDifferentiable => false;

    internal override TensorType Infer(TensorType x) => new(new Shape([.. x.Shape, Classes]), DType);

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        using var labels = Labels.Read(Name, x, Classes);
        if (DType == DType.Float32)
            Mark<float>(labels.Span, y.Writable<float>());
        else
            Mark<double>(labels.Span, y.Writable<double>());
    }

    private void Mark<T>(ReadOnlySpan<int> labels, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        y.Clear();
        for (var i = 0; i < labels.Length; i++)
            y[i * Classes + labels[i]] = T.One;
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    internal override Tensor? Jvp(Tensor x, Tensor y, Tensor xDot) => null;

    internal override Tensor? Vjp(Tensor x, Tensor y, Tensor yBar) => null;
}
