namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>Two axes in each other's place; negative ones count from the end.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor SwapAxes(int axis1, int axis2)
    {
        if (Shape.Axes([axis1], "SwapAxes").Length + Shape.Axes([axis2], "SwapAxes").Length == 0)
            return this;
        int[] axes = [.. Enumerable.Range(0, Rank)];
        var (a, b) = (Shape.Axis(axis1, "SwapAxes"), Shape.Axis(axis2, "SwapAxes"));
        if (a == b)
            return this;
        (axes[a], axes[b]) = (b, a);
        return Apply(new Permute(new(axes)), this);
    }
}
