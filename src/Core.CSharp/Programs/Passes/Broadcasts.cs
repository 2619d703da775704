namespace Functional.Core;

/// <summary>
/// Stretching waits until it is needed: an elementwise operation of stretched operands is that of the operands as they were, stretched afterwards
/// if it does not stretch them by itself. Two sums back one after the other are one.
/// </summary>
internal static class Broadcasts
{
    public static Program Run(Program program) =>
        program.Has<BroadcastTo>() || program.Has<SumTo>() ? Pass.Rewrite(program, Rule) : program;

    private static int? Rule(Pass pass, Operation operation, int[] operands) =>
        operation switch
        {
            // An axis in front that is summed away need not be kept.
            Reshape { Shape: var shape }
                when pass.Producer<SumTo>(operands[0]) is { } inner && IsWithoutFront(inner.Operation.Shape, shape) =>
                pass.Add(new SumTo(shape), inner.Operands),
            SumTo when pass.Producer<SumTo>(operands[0]) is { } inner => pass.Add(operation, inner.Operands),
            _ when IsElementwise(operation) => Late(pass, operation, operands),
            _ => null,
        };

    // A linear combination does not stretch its operands, and a probe looks at what it is given.
    private static bool IsElementwise(Operation operation) =>
        operation.Reading == Reading.Elementwise && operation is not (Combine or Probe);

    private static bool IsWithoutFront(Shape from, Shape to)
    {
        var dropped = from.Rank - to.Rank;
        return dropped > 0 && from.CountOf(0, dropped) == 1 && from.Sizes[dropped..].SequenceEqual(to.Sizes);
    }

    private static int? Late(Pass pass, Operation operation, int[] operands)
    {
        if (!Array.Exists(operands, slot => pass.Producer<BroadcastTo>(slot) is not null))
            return null;
        var shape = operands
            .Select(slot => pass[slot].Shape)
            .Aggregate((x, y) => Shape.Broadcast(x, y, operation.Name));
        var answer = pass.Add(
            operation,
            Array.ConvertAll(operands, slot => pass.Producer<BroadcastTo>(slot)?.Operands[0] ?? slot)
        );
        return pass[answer].Shape.Equals(shape) ? answer : pass.Add(new BroadcastTo(shape), answer);
    }
}
