namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The power Xⁿ of a square matrix for a whole n: [… n, n] → [… n, n]; X⁰ is the identity, and a negative power is one of the inverse.
    /// By squaring, about 2 log₂ |n| products, whose derivatives it has: Σ Xʲ Ẋ Xⁿ⁻¹⁻ʲ for n &gt; 0, at every matrix.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    /// <exception cref="DomainException">n is negative and a matrix is singular.</exception>
    public static Tensor MatrixPower(Tensor x, int n)
    {
        ArgumentNullException.ThrowIfNull(x);
        Matrices.RequireSquare("MatrixPower", x.Shape);
        if (n == 0)
            return Broadcasting.To(Eye(Matrices.Rows(x.Shape), x.DType), x.Shape)!;
        Tensor? power = null;
        var square = n < 0 ? Core.Inverse.Of(x) : x;
        for (var left = Math.Abs((long)n); ; left >>= 1)
        {
            if ((left & 1) != 0)
                power = power is null ? square : Matrices.Product(power, square);
            if (left == 1)
                return power!;
            square = Matrices.Product(square, square);
        }
    }
}
