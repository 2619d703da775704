using static System.FormattableString;

namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>A tensor with the same number everywhere.</summary>
    /// <exception cref="ShapeException">A size is negative, or there are too many elements.</exception>
    public static Tensor Full(int[] shape, double value, DType dtype = DType.Float64)
    {
        var result = DenseTensor.Uninitialized(new Shape(shape), DTypes.Checked(dtype, "Full"), "Full");
        if (dtype == DType.Float32)
            result.Writable<float>().Fill((float)value);
        else
            result.Writable<double>().Fill(value);
        return result;
    }

    /// <summary>A tensor of zeros.</summary>
    /// <inheritdoc cref="Full"/>
    public static Tensor Zeros(int[] shape, DType dtype = DType.Float64) => Full(shape, 0, dtype);

    /// <summary>A tensor of ones.</summary>
    /// <inheritdoc cref="Full"/>
    public static Tensor Ones(int[] shape, DType dtype = DType.Float64) => Full(shape, 1, dtype);

    /// <summary>A tensor of the shape and dtype of another with the same number everywhere.</summary>
    public static Tensor FullLike(Tensor x, double value)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Full(x.Shape.ToArray(), value, x.DType);
    }

    /// <summary>Zeros of the shape and dtype of another tensor.</summary>
    public static Tensor ZerosLike(Tensor x) => FullLike(x, 0);

    /// <summary>Ones of the shape and dtype of another tensor.</summary>
    public static Tensor OnesLike(Tensor x) => FullLike(x, 1);

    /// <summary>The identity matrix, [n, n].</summary>
    /// <exception cref="ShapeException">n is negative.</exception>
    public static Tensor Eye(int n, DType dtype = DType.Float64) => Eye(n, n, dtype);

    /// <summary>Ones on the main diagonal and zeros elsewhere, [rows, columns].</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Tensor Eye(int rows, int columns, DType dtype = DType.Float64)
    {
        var sizes = new Shape(rows, columns);
        return Generate("Eye", sizes, dtype, i => i / columns == i % columns ? 1 : 0);
    }

    /// <summary>The whole numbers 0 … n − 1, [n].</summary>
    /// <exception cref="ShapeException">n is negative.</exception>
    public static Tensor Arange(int n, DType dtype = DType.Float64) => Generate("Arange", new Shape(n), dtype, i => i);

    /// <summary>
    /// The numbers start + i·step before stop, for i = 0, 1, …: ⌈(stop − start)/step⌉ of them, none where stop lies the other way.
    /// With a step that Float64 does not hold exactly, rounding decides whether the last one is there: prefer <see cref="Linspace"/>.
    /// </summary>
    /// <exception cref="DomainException">A number is not finite, or the step is 0.</exception>
    /// <exception cref="ShapeException">There are more than 2³¹ − 1 of them.</exception>
    public static Tensor Arange(double start, double stop, double step = 1, DType dtype = DType.Float64)
    {
        var count = Math.Ceiling((stop - start) / step);
        if (step == 0 || !double.IsFinite(count))
            DomainException.Throw(
                "Arange",
                "finite numbers and a step that is not 0",
                Invariant($"start {start}, stop {stop} and step {step}")
            );
        if (count > int.MaxValue)
            ShapeException.Throw("Arange", $"at most {int.MaxValue} elements", Invariant($"{count}"));
        return Generate("Arange", new Shape((int)Math.Max(count, 0)), dtype, i => start + i * step);
    }

    /// <summary>Numbers at equal distances from start to stop, both included: start + i·(stop − start)/(count − 1), [count]. One number is start.</summary>
    /// <exception cref="ShapeException">count is negative.</exception>
    public static Tensor Linspace(double start, double stop, int count, DType dtype = DType.Float64)
    {
        if (count < 0)
            ShapeException.Throw("Linspace", "a count of 0 or more", Invariant($"{count}"));
        var step = (stop - start) / Math.Max(count - 1, 1);
        return Generate("Linspace", new Shape(count), dtype, i => i > 0 && i == count - 1 ? stop : start + i * step);
    }

    private static DenseTensor Generate(string operation, Shape shape, DType dtype, Func<int, double> element)
    {
        var result = DenseTensor.Uninitialized(shape, DTypes.Checked(dtype, operation), operation);
        if (dtype == DType.Float32)
        {
            var y = result.Writable<float>();
            for (var i = 0; i < y.Length; i++)
                y[i] = (float)element(i);
        }
        else
        {
            var y = result.Writable<double>();
            for (var i = 0; i < y.Length; i++)
                y[i] = element(i);
        }
        return result;
    }
}
