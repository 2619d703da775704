namespace Functional.Core;

/// <summary>Matrix products: element [i, j] reads row i of the left operand and column j of the right one.</summary>
internal sealed class ProductReading(bool transposeX, bool transposeY) : Reading
{
    public override int[] Follow(
        DependencySets known,
        Operation operation,
        (Tensor Primal, int[]? Sets)[] operands,
        Shape answer
    )
    {
        var x = Lines(known, operands[0], transposeX ? 2 : 1, left: true);
        var y = Lines(known, operands[1], transposeY ? 1 : 2, left: false);
        return Elementwise.Follow(known, operation, [x, y], answer);
    }

    // One set for each line along the axis that is summed over, as a column of the left matrices or a row of the right ones.
    private static (Tensor, int[]?) Lines(
        DependencySets known,
        (Tensor Primal, int[]? Sets) operand,
        int fromEnd,
        bool left
    )
    {
        if (operand.Sets is not { } sets)
            return operand;
        var shape = operand.Primal.Shape;
        var axis = shape.Rank - fromEnd;
        var lines = shape[shape.Rank + fromEnd - 3];
        int[] ends = left ? [lines, 1] : [1, lines];
        return (Tensor.Zeros([.. shape.Sizes[..^2], .. ends]), Names.Lines(known, sets, shape, axis));
    }
}
