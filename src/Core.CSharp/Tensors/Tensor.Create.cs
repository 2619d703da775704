namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>A scalar.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float64) => Full([], value, dtype);

    /// <summary>A tensor of the given elements, row-major, which are copied.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor Create(ReadOnlySpan<double> data, params int[] shape) => Copy(data, shape, DType.Float64);

    /// <inheritdoc cref="Create(ReadOnlySpan{double}, int[])"/>
    public static Tensor Create(ReadOnlySpan<float> data, params int[] shape) => Copy(data, shape, DType.Float32);

    /// <summary>A vector of the given elements, which are copied.</summary>
    public static Tensor Create(double[] data) => Create(data, data.Length);

    /// <inheritdoc cref="Create(double[])"/>
    public static Tensor Create(float[] data) => Create(data, data.Length);

    /// <inheritdoc cref="Create(ReadOnlySpan{double}, int[])"/>
    public static Tensor Create(double[] data, params int[] shape) => Create(data.AsSpan(), shape);

    /// <inheritdoc cref="Create(ReadOnlySpan{double}, int[])"/>
    public static Tensor Create(float[] data, params int[] shape) => Create(data.AsSpan(), shape);

    private static DenseTensor Copy<T>(ReadOnlySpan<T> data, int[] sizes, DType dtype)
        where T : unmanaged
    {
        var shape = new Shape(sizes);
        if (shape.Size != data.Length)
            ShapeException.Throw("Create", $"{shape.Size} elements for {shape}", $"{data.Length}");
        return new(shape, dtype, data.ToArray());
    }

    /// <summary>A tensor with the same number everywhere.</summary>
    public static Tensor Full(int[] shape, double value, DType dtype = DType.Float64)
    {
        var result = DenseTensor.Uninitialized(new Shape(shape), dtype);
        if (dtype == DType.Float32)
            result.Writable<float>().Fill((float)value);
        else
            result.Writable<double>().Fill(value);
        return result;
    }

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(int[] shape, DType dtype = DType.Float64) => Full(shape, 0, dtype);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(int[] shape, DType dtype = DType.Float64) => Full(shape, 1, dtype);

    /// <summary>Zeros of the shape and dtype of another tensor.</summary>
    public static Tensor ZerosLike(Tensor x) => Full(x.Shape.ToArray(), 0, x.DType);

    /// <summary>Ones of the shape and dtype of another tensor.</summary>
    public static Tensor OnesLike(Tensor x) => Full(x.Shape.ToArray(), 1, x.DType);

    /// <summary>The elements, row-major, as a fresh array of <c>double</c>.</summary>
    public double[] ToArray()
    {
        var dense = Dense;
        if (DType == DType.Float64)
            return dense.Span<double>().ToArray();
        return Array.ConvertAll(dense.Span<float>().ToArray(), x => (double)x);
    }

    /// <summary>The elements, row-major, as a fresh array of <c>float</c>; Float64 numbers are rounded.</summary>
    public float[] ToArray32()
    {
        var dense = Dense;
        if (DType == DType.Float32)
            return dense.Span<float>().ToArray();
        return Array.ConvertAll(dense.Span<double>().ToArray(), x => (float)x);
    }

    /// <summary>The only element.</summary>
    /// <exception cref="ShapeException">There is not exactly one.</exception>
    public double ToScalar()
    {
        if (Count != 1)
            ShapeException.Throw("ToScalar", "one element", $"{Shape}");
        return Dense.At(0);
    }
}
