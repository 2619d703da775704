namespace Functional.Core;

/// <summary>What the operations on matrices share: shapes, error texts, and the small products that their derivatives are written in.</summary>
internal static class Matrices
{
    /// <summary>The number of matrices that the leading axes hold.</summary>
    public static int Count(Shape x) => x.CountOf(0, x.Rank - 2);

    public static int Rows(Shape x) => x[x.Rank - 2];

    public static int Columns(Shape x) => x[x.Rank - 1];

    public static bool IsTall(Tensor x) => Rows(x.Shape) > Columns(x.Shape);

    public static bool IsWide(Tensor x) => Columns(x.Shape) > Rows(x.Shape);

    /// <summary>The leading axes.</summary>
    public static Shape Batch(Shape x) => x.Rank == 2 ? Shape.Scalar : Shape.Own([.. x.Sizes[..^2]]);

    /// <summary>Leading axes followed by others.</summary>
    public static Shape Shaped(Shape batch, params ReadOnlySpan<int> sizes) => Shape.Own([.. batch.Sizes, .. sizes]);

    /// <summary>factor · m n min(m, n) for each matrix: what a factorization takes (Golub and Van Loan, "Matrix Computations").</summary>
    public static long Cubic(TensorType x, double factor) =>
        (long)(factor * x.Shape.Size * Math.Min(Rows(x.Shape), Columns(x.Shape)));

    public static void RequireMatrix(string operation, Shape x)
    {
        if (x.Rank < 2)
            ShapeException.Throw(operation, "[… m, n], a matrix or a batch of them", $"{x}");
    }

    public static void RequireSquare(string operation, Shape x)
    {
        if (x.Rank < 2 || Rows(x) != Columns(x))
            ShapeException.Throw(operation, "[… n, n], a square matrix or a batch of them", $"{x}");
    }

    /// <summary>" at batch index [1, 0]", or nothing for a single matrix.</summary>
    public static string At(Shape batch, int matrix)
    {
        if (batch.Rank == 0)
            return "";
        var index = new int[batch.Rank];
        for (var axis = batch.Rank - 1; axis >= 0; matrix /= batch[axis--])
            index[axis] = matrix % batch[axis];
        return $" at batch index [{InvariantText.Join(", ", index)}]";
    }

    /// <summary>Where each matrix of a batch starts in an operand whose leading axes may be stretched to it.</summary>
    public static int[] Offsets(Shape operand, Shape batch)
    {
        var matrix = Rows(operand) * Columns(operand);
        var strides = Broadcasting.Strides(Batch(operand), batch);
        var offsets = new int[batch.Size];
        for (var i = 0; i < offsets.Length; i++)
        for (int axis = batch.Rank - 1, rest = i; axis >= 0; rest /= batch[axis--])
            offsets[i] += rest % batch[axis] * strides[axis] * matrix;
        return offsets;
    }

    /// <summary>op(x) op(y).</summary>
    public static Tensor Product(Tensor x, Tensor y, bool transposeX = false, bool transposeY = false) =>
        Tensor.Apply(new MatMul(transposeX, transposeY), x, y);

    /// <summary>(x + xᵀ) / 2.</summary>
    public static Tensor Symmetric(Tensor x)
    {
        // The sum of two of the largest numbers would overflow.
        var half = x * 0.5;
        return half + half.T;
    }

    /// <summary>Vectors as columns: [… n] → [… n, 1].</summary>
    public static Tensor Column(Tensor x) => Tensor.Apply(new Reshape(Shape.Own([.. x.Shape, 1])), x);

    /// <summary>Vectors as rows: [… n] → [… 1, n].</summary>
    public static Tensor Row(Tensor x) =>
        Tensor.Apply(new Reshape(Shape.Own([.. x.Shape.Sizes[..^1], 1, x.Shape[x.Rank - 1]])), x);

    /// <summary>Numbers as 1×1 matrices: […] → [… 1, 1].</summary>
    public static Tensor Single(Tensor x) => Tensor.Apply(new Reshape(Shape.Own([.. x.Shape, 1, 1])), x);

    /// <summary>The sum over the last two axes: [… m, n] → […].</summary>
    public static Tensor Total(Tensor x) => x.Sum([-2, -1]);

    /// <summary>The diagonal: [… m, n] → [… min(m, n)], read as every (n + 1)-th element of a row-major matrix.</summary>
    public static Tensor Diagonal(Tensor x)
    {
        var (m, n) = (Rows(x.Shape), Columns(x.Shape));
        var flat = Tensor.Apply(new Reshape(Shaped(Batch(x.Shape), m * n)), x);
        return Tensor.Apply(new Slice(flat.Rank - 1, 0, Math.Min(m, n), n + 1), flat);
    }

    /// <summary>The diagonal matrix: [… n] → [… n, n].</summary>
    public static Tensor Diagonalize(Tensor x)
    {
        var n = x.Shape[x.Rank - 1];
        var flat = Tensor.Apply(new Unslice(x.Rank - 1, n * n, 0, n + 1), x);
        return Tensor.Apply(new Reshape(Shape.Own([.. x.Shape, n])), flat);
    }

    /// <summary>1 / x off the diagonal, infinite where x is 0, and 0 on it: [… n, n] → [… n, n].</summary>
    public static Tensor Reciprocals(Tensor x) =>
        1 / (Constant(Columns(x.Shape), x.DType, 0, double.PositiveInfinity, 0) + x);

    /// <summary>A constant n×n matrix with one number below the diagonal, one on it and one above.</summary>
    public static Tensor Constant(int n, DType dtype, double below, double on, double above)
    {
        var data = new double[n * n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            data[i * n + j] =
                j < i ? below
                : j == i ? on
                : above;
        return dtype == DType.Float64
            ? Tensor.Create(data, n, n)
            : Tensor.Create(Array.ConvertAll(data, x => (float)x), n, n);
    }
}
