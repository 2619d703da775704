namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The tensors, all of one shape, along a new axis at the given position of the result (−1 is the last).</summary>
    /// <exception cref="ShapeException">There is no tensor, the shapes differ, or there is no such position.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Stack(IEnumerable<Tensor> tensors, int axis = 0)
    {
        var inputs = tensors.ToArray();
        if (inputs.Length == 0)
            ShapeException.Throw("Stack", "one tensor or more", "none");
        foreach (var input in inputs)
            ArgumentNullException.ThrowIfNull(input, nameof(tensors));
        foreach (var input in inputs)
            if (!input.Shape.Equals(inputs[0].Shape))
                ShapeException.Throw("Stack", $"shapes equal to {inputs[0].Shape}", $"{input.Shape}");
        return Concat(inputs.Select(x => x.ExpandDims(axis)), axis);
    }
}
