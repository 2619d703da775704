namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The solution of least squares: the X of least norm among those with least ‖A X − B‖, X = A⁺ B: [… m, n], [… m, k] → [… n, k]. Leading axes
    /// broadcast. A right-hand side of rank 1 is one vector for every matrix: [… m, n], [m] → [… n]. A may have any rank;
    /// <paramref name="tolerance"/> decides it as for <see cref="Pinv(Tensor, double?)"/>, whose derivatives are taken (Golub and Pereyra 1973).
    /// </summary>
    /// <exception cref="ShapeException">A is not a matrix, or B has another number of rows.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    /// <exception cref="DomainException">The tolerance is negative or NaN.</exception>
    public static Tensor Lstsq(Tensor a, Tensor b, double? tolerance = null)
    {
        const string operation = "Lstsq";
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.DType != b.DType)
            DTypeException.ThrowMixed(operation, a.DType, b.DType);
        Matrices.RequireMatrix(operation, a.Shape);
        var right = b.Rank == 1 ? Matrices.Column(b) : b;
        if (right.Rank < 2 || Matrices.Rows(right.Shape) != Matrices.Rows(a.Shape))
            ShapeException.Throw(
                operation,
                "[… m, n] and right-hand sides [m] or [… m, k]",
                $"{a.Shape} and {b.Shape}"
            );
        var x = Matrices.Product(Pinv(a, tolerance, operation), right);
        return b.Rank == 1 ? Apply(new Reshape(x.Shape.Reduce([x.Rank - 1], keepDims: false)), x) : x;
    }
}
