namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// Square matrices with this tensor's last axis on a diagonal and zeros elsewhere: [… k] → [… n, n] with n = k + |offset|. The offset says
    /// how far above the main diagonal it lies, below if negative. The transpose is <see cref="Diagonal"/>.
    /// </summary>
    /// <exception cref="ShapeException">The tensor is a scalar, or the answer has too many elements.</exception>
    public Tensor Diag(int offset = 0)
    {
        if (Rank == 0)
            ShapeException.Throw("Diag", "one axis or more", $"{Shape}");
        var size = Shape.Checked(Shape[Rank - 1] + Math.Abs((long)offset), "Diag");
        return Apply(new Undiagonal(offset, size, size), this);
    }
}
