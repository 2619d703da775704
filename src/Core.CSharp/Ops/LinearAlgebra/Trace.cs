namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The trace: the sum of the diagonal, [… m, n] → […], y = Σ xᵢᵢ, hence X̄ = ȳ I. A matrix that is not square has the diagonal that
    /// starts at its first element.
    /// </summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public static Tensor Trace(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Matrices.RequireMatrix("Trace", x.Shape);
        return Matrices.Diagonal(x).Sum(-1);
    }
}
