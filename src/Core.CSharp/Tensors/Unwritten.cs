using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// How the elements of a tensor come about while nobody has asked for them. An operation that can do without them reads the parts instead,
/// with the same result to the bit: who asks first, and when, cannot be told from the numbers.
/// </summary>
internal abstract class Unwritten
{
    /// <summary>Fills the tensor that this describes.</summary>
    public abstract void Write(DenseTensor y);
}

/// <summary>The last two axes of another tensor, swapped: a matrix product reads that one.</summary>
internal sealed class Transposition(DenseTensor original) : Unwritten
{
    public DenseTensor Original { get; } = original;

    public override void Write(DenseTensor y)
    {
        var (rows, columns) = (Original.Shape[^2], Original.Shape[^1]);
        var batch = y.Shape.CountOf(0, y.Rank - 2);
        if (y.DType == DType.Float32)
            Movement.Transpose(batch, rows, columns, Original.Span<float>(), y.Writable<float>());
        else
            Movement.Transpose(batch, rows, columns, Original.Span<double>(), y.Writable<double>());
    }
}

/// <summary>
/// The product of a column and a row, such as the gradient of a weight matrix from one example: <see cref="Combine"/> adds it by rank one,
/// so that a step of gradient descent never writes it to memory.
/// </summary>
internal sealed class OuterProduct(DenseTensor column, DenseTensor row) : Unwritten
{
    /// <summary>Below this many elements a product is written at once.</summary>
    public const int Least = 4096;

    /// <summary>The most elements of a row: a stretch of whole rows has to fit the innermost cache.</summary>
    public const int LongestRow = 1024;

    public DenseTensor Column { get; } = column;

    public DenseTensor Row { get; } = row;

    public override void Write(DenseTensor y)
    {
        if (y.DType == DType.Float32)
            Gemm.Multiply(
                Column.Count,
                Row.Count,
                1,
                Column.Span<float>(),
                false,
                Row.Span<float>(),
                false,
                y.Writable<float>()
            );
        else
            Gemm.Multiply(
                Column.Count,
                Row.Count,
                1,
                Column.Span<double>(),
                false,
                Row.Span<double>(),
                false,
                y.Writable<double>()
            );
    }
}
