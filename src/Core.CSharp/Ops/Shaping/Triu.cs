namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The upper triangles of the matrices in the last two axes, zeros below; the offset moves the diagonal, which is kept, upwards.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor Triu(int offset = 0) => Apply(new Triangle(offset, Lower: false), this);
}
