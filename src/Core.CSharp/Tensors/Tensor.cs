using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// An immutable n-dimensional array of <see cref="DType.Float32"/> or <see cref="DType.Float64"/> numbers, row-major.
/// User code sees this type alone; its cases are how transforms interpret the same code:
/// <see cref="DenseTensor"/> holds numbers, the others stand for numbers under differentiation.
/// </summary>
public abstract partial class Tensor
{
    private protected Tensor(Shape shape, DType dtype)
    {
        Shape = shape;
        DType = dtype;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The type of the elements.</summary>
    public DType DType { get; }

    /// <summary>Shape and dtype together.</summary>
    public TensorType Type => new(Shape, DType);

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Size;

    /// <summary>The numbers behind this value; a traced value answers with those of its primal.</summary>
    /// <exception cref="TraceException">The value has no numbers yet, as while a program is traced.</exception>
    internal abstract DenseTensor Dense { get; }

    /// <summary>The numbers for who takes all of them out of the tensor, whose derivative would be lost.</summary>
    /// <exception cref="TraceException">A transform watches the value; the error names the operation that reads it.</exception>
    internal virtual DenseTensor Whole(string operation) => Dense;

    /// <summary>Whether there are numbers behind this value alone: not while a program is traced, nor for one instance of a batch.</summary>
    internal virtual bool HasNumbers => false;

    /// <summary>Applies an operation: at once to numbers, else by the innermost transform among the operands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Tensor Apply(UnaryOperation operation, Tensor x) =>
        x is DenseTensor dense ? operation.Evaluate(dense) : Core.Trace.Of(x).Apply(operation, x);

    /// <inheritdoc cref="Apply(UnaryOperation, Tensor)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Tensor Apply(BinaryOperation operation, Tensor x, Tensor y) =>
        x is DenseTensor a && y is DenseTensor b
            ? operation.Evaluate(a, b)
            : Core.Trace.Innermost(x, y).Apply(operation, x, y);

    /// <inheritdoc cref="Apply(UnaryOperation, Tensor)"/>
    internal static Tensor[] Apply(NaryOperation operation, params Tensor[] inputs) =>
        (Core.Trace.Innermost(inputs) ?? StageTrace.Never(operation)) is { } trace
            ? trace.Apply(operation, inputs)
            : operation.Evaluate(Array.ConvertAll(inputs, x => (DenseTensor)x));
}
