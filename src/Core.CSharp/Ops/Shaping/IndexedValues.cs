namespace Functional.Core;

/// <summary>Elements chosen along an axis, and where they stood.</summary>
/// <param name="Values">The elements; their cotangents go back to where they stood.</param>
/// <param name="Indices">Their places along the axis, whole numbers in the dtype of the values, or in Float64 where an axis has more than Float32
/// can count (2²⁴); not differentiable.</param>
public readonly record struct IndexedValues(Tensor Values, Tensor Indices)
{
    /// <summary>Those of a line of one element as scalars.</summary>
    internal IndexedValues AsScalar() => new(Values.Reshape(), Indices.Reshape());
}
