using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core;

// The overloads for int are there for C#, which would read Create([1, 2]) as float without them.
public abstract partial class Tensor
{
    /// <summary>A scalar.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float64) => Full([], value, dtype);

    /// <summary>A tensor of the given elements, row-major, which are copied. Without sizes, as in <c>Create(data, [])</c>, it is a scalar.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor Create(ReadOnlySpan<double> data, params int[] shape) => Copy(data, new Shape(shape));

    /// <inheritdoc cref="Create(ReadOnlySpan{double}, int[])"/>
    public static Tensor Create(ReadOnlySpan<float> data, params int[] shape) => Copy(data, new Shape(shape));

    /// <inheritdoc cref="Create(ReadOnlySpan{double}, int[])"/>
    public static Tensor Create(double[] data, params int[] shape) => Copy<double>(Given(data), new Shape(shape));

    /// <inheritdoc cref="Create(ReadOnlySpan{double}, int[])"/>
    public static Tensor Create(float[] data, params int[] shape) => Copy<float>(Given(data), new Shape(shape));

    /// <summary>A Float64 tensor of the given whole numbers, row-major.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor Create(ReadOnlySpan<int> data, params int[] shape) => Widened(data, new Shape(shape));

    /// <inheritdoc cref="Create(ReadOnlySpan{int}, int[])"/>
    public static Tensor Create(int[] data, params int[] shape) => Widened(Given(data), new Shape(shape));

    /// <summary>A vector of the given elements, which are copied.</summary>
    public static Tensor Create(ReadOnlySpan<double> data) => Copy(data, new Shape(data.Length));

    /// <inheritdoc cref="Create(ReadOnlySpan{double})"/>
    public static Tensor Create(ReadOnlySpan<float> data) => Copy(data, new Shape(data.Length));

    /// <inheritdoc cref="Create(ReadOnlySpan{double})"/>
    public static Tensor Create(double[] data) => Copy<double>(data, new Shape(Given(data).Length));

    /// <inheritdoc cref="Create(ReadOnlySpan{double})"/>
    public static Tensor Create(float[] data) => Copy<float>(data, new Shape(Given(data).Length));

    /// <summary>A Float64 vector of the given whole numbers.</summary>
    public static Tensor Create(ReadOnlySpan<int> data) => Widened(data, new Shape(data.Length));

    /// <inheritdoc cref="Create(ReadOnlySpan{int})"/>
    public static Tensor Create(int[] data) => Widened(data, new Shape(Given(data).Length));

    /// <summary>A tensor of the shape of a rectangular array, whose elements are copied: [m, n].</summary>
    public static Tensor Create(double[,] data) => Copy<double>(data);

    /// <inheritdoc cref="Create(double[,])"/>
    public static Tensor Create(float[,] data) => Copy<float>(data);

    /// <summary>A tensor of the shape of a rectangular array, whose elements are copied: [l, m, n].</summary>
    public static Tensor Create(double[,,] data) => Copy<double>(data);

    /// <inheritdoc cref="Create(double[,,])"/>
    public static Tensor Create(float[,,] data) => Copy<float>(data);

    /// <summary>A tensor of the shape of a rectangular array, whose elements are copied: [k, l, m, n].</summary>
    public static Tensor Create(double[,,,] data) => Copy<double>(data);

    /// <inheritdoc cref="Create(double[,,,])"/>
    public static Tensor Create(float[,,,] data) => Copy<float>(data);

    /// <summary>A matrix of the given rows, which are copied: [m, n]. Without rows it is [0, 0].</summary>
    /// <exception cref="ShapeException">The rows are not equally long; the error names the first that differs.</exception>
    public static Tensor Create(double[][] rows) => Stacked(rows);

    /// <inheritdoc cref="Create(double[][])"/>
    public static Tensor Create(float[][] rows) => Stacked(rows);

    /// <summary>A Float64 matrix of the given rows of whole numbers: [m, n]. Without rows it is [0, 0].</summary>
    /// <exception cref="ShapeException">The rows are not equally long; the error names the first that differs.</exception>
    public static Tensor Create(int[][] rows) =>
        Stacked(Array.ConvertAll(Given(rows), row => Array.ConvertAll(Given(row), element => (double)element)));

    /// <summary>
    /// A tensor over an array that is <em>not</em> copied. Unsafe: whoever writes to the array afterwards changes this tensor,
    /// every view of it and every pullback that was recorded with it.
    /// </summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor UnsafeWrap(double[] data, params int[] shape) =>
        Own(Given(data), new Shape(shape), "UnsafeWrap");

    /// <inheritdoc cref="UnsafeWrap(double[], int[])"/>
    public static Tensor UnsafeWrap(float[] data, params int[] shape) =>
        Own(Given(data), new Shape(shape), "UnsafeWrap");

    // Null is refused before a size is read from it.
    private static T Given<T>(T data)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return data;
    }

    private static DenseTensor Copy<T>(ReadOnlySpan<T> data, Shape shape) => Own(data.ToArray(), shape, "Create");

    private static DenseTensor Widened(ReadOnlySpan<int> data, Shape shape)
    {
        var result = Allocation.Zeros<double>(data.Length, "Create");
        for (var i = 0; i < result.Length; i++)
            result[i] = data[i];
        return Own(result, shape, "Create");
    }

    private static DenseTensor Copy<T>(Array data)
        where T : unmanaged
    {
        var sizes = new int[Given(data).Rank];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = data.GetLength(i);
        ref var first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(data));
        return Copy<T>(MemoryMarshal.CreateReadOnlySpan(ref first, data.Length), Shape.Own(sizes));
    }

    private static DenseTensor Stacked<T>(T[][] rows)
    {
        var width = Given(rows).Length == 0 ? 0 : Given(rows[0]).Length;
        var data = Allocation.Zeros<T>(new Shape(rows.Length, width).Size, "Create");
        for (var i = 0; i < rows.Length; i++)
        {
            if (Given(rows[i]).Length != width)
                ShapeException.Throw("Create", $"rows of {width} elements like row 0", $"{rows[i].Length} in row {i}");
            rows[i].CopyTo(data, i * width);
        }
        return Own(data, new Shape(rows.Length, width), "Create");
    }

    private static DenseTensor Own<T>(T[] data, Shape shape, string operation)
    {
        if (shape.Size != data.Length)
            ShapeException.Throw(operation, $"{shape.Size} elements for {shape}", $"{data.Length}");
        Allocation.Check(shape, operation);
        return new(shape, DTypes.Of<T>(), data);
    }
}
