namespace Functional.Core;

/// <summary>
/// Stretching waits until it is needed: an elementwise operation of stretched operands is that of the operands as they were, stretched afterwards
/// if it does not stretch them by itself. Two sums back one after the other are one.
/// </summary>
internal static class Broadcasts
{
    public static Program Run(Program program) => Pass.Rewrite(program, Rule);

    private static int? Rule(Pass pass, Operation operation, int[] operands) =>
        operation switch
        {
            // An axis in front that is summed away need not be kept.
            Reshape { Shape: var shape }
                when pass.Producer<SumTo>(operands[0]) is { } inner && IsWithoutFront(inner.Operation.Shape, shape) =>
                pass.Add(new SumTo(shape), inner.Operands),
            SumTo when pass.Producer<SumTo>(operands[0]) is { } inner => pass.Add(operation, inner.Operands),
            UnaryOperation { Reading: var reading } unary when reading == Reading.Elementwise && unary is not Probe =>
                Late(pass, unary, operands, unary.Infer(pass[operands[0]]).Shape),
            // A linear combination does not stretch its operands.
            BinaryOperation { Reading: var reading } binary
                when reading == Reading.Elementwise && operation is not Combine => Late(
                pass,
                binary,
                operands,
                binary.Infer(pass[operands[0]], pass[operands[1]]).Shape
            ),
            Where where => Late(
                pass,
                where,
                operands,
                where.Infer(Array.ConvertAll(operands, slot => pass[slot]))[0].Shape
            ),
            _ => null,
        };

    private static bool IsWithoutFront(Shape from, Shape to)
    {
        var dropped = from.Rank - to.Rank;
        return dropped > 0 && from.CountOf(0, dropped) == 1 && from.Sizes[dropped..].SequenceEqual(to.Sizes);
    }

    private static int? Late(Pass pass, Operation operation, int[] operands, Shape shape)
    {
        var before = Array.ConvertAll(
            operands,
            slot => pass.Producer<BroadcastTo>(slot) is { } stretched ? stretched.Operands[0] : slot
        );
        if (before.AsSpan().SequenceEqual(operands))
            return null;
        var answer = pass.Add(operation, before);
        return pass[answer].Shape.Equals(shape) ? answer : pass.Add(new BroadcastTo(shape), answer);
    }
}
