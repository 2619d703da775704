namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// This tensor with slices added to those that the indices name along an axis: [outer…, n, inner…] with indices [i…] and updates
    /// [outer…, i…, inner…]. A slice named twice gets both updates, in their order. x̄ = ȳ, and each update has the cotangent of its slice.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or the updates have another shape.</exception>
    /// <exception cref="DTypeException">The dtypes of tensor and updates differ.</exception>
    /// <exception cref="DomainException">An index is out of range, negative or not whole.</exception>
    public Tensor ScatterAdd(Tensor indices, Tensor updates, int axis = 0)
    {
        if (Rank == 0)
            return Along.Line(this, axis, "ScatterAdd").ScatterAdd(indices, updates).Reshape();
        axis = CheckUpdates(indices, updates, axis, "ScatterAdd");
        return this + Apply(new Ungather(axis, Shape[axis]), updates, indices);
    }

    /// <inheritdoc cref="ScatterAdd(Tensor, Tensor, int)"/>
    public Tensor ScatterAdd(int[] indices, Tensor updates, int axis = 0) =>
        ScatterAdd(Places.Tensor(indices), updates, axis);

    private int CheckUpdates(Tensor indices, Tensor updates, int axis, string operation)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(updates);
        axis = Shape.Axis(axis, operation);
        if (updates.DType != DType)
            DTypeException.ThrowMixed(operation, DType, updates.DType);
        var wanted = new Gather(axis).Infer(Type, indices.Type).Shape;
        if (!updates.Shape.Equals(wanted))
            ShapeException.Throw(operation, $"updates of shape {wanted}", $"{updates.Shape}");
        return axis;
    }
}
