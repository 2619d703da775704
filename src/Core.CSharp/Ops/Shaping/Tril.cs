namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The lower triangles of the matrices in the last two axes, zeros above; the offset moves the diagonal, which is kept, upwards.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor Tril(int offset = 0) => Apply(new Triangle(offset, Lower: true), this);
}
