namespace Functional.Core;

// The rules of forward mode: a tangent of an operand that an operation drops is dropped, and a tangent that is dropped meets no slope.
internal sealed partial class SelectionTrace
{
    /// <summary>The tangent of the output of an operation, from that of its operand.</summary>
    public Tensor? Jvp(UnaryOperation operation, Tensor x, Tensor y, Tensor xDot)
    {
        var own = operation.Selected(x, y);
        if (own is null && Own(xDot) is null && !Places(operation))
            return operation.Jvp(x, y, xDot);
        var dot = Wrap(xDot);
        if (operation is Probe)
            return Plain(Join(operation.Jvp(x, y, dot.Written)!, dot.Selection, true));
        return operation.Reading == Reading.Elementwise
            ? Through(dot, own, operation.IsLinear, value => operation.Jvp(x, y, value))
            : Pull(operation, dot, value => operation.Jvp(x, y, value), Instances(operation, x));
    }

    /// <summary>The tangent of the output of an operation; a tangent of null is zero.</summary>
    public Tensor? Jvp(BinaryOperation operation, Tensor x, Tensor y, Tensor z, Tensor? xDot, Tensor? yDot)
    {
        var (left, right) = (
            xDot is null ? null : operation.SelectedLeft(x, y, z),
            yDot is null ? null : operation.SelectedRight(x, y, z)
        );
        if (left is null && right is null && !IsOwn(xDot) && !IsOwn(yDot) && !Places(operation))
            return operation.Jvp(x, y, z, xDot, yDot);
        var fromX = xDot is null ? null : Jvp(operation, left, xDot, dot => operation.JvpLeft(x, y, z, dot));
        var fromY = yDot is null ? null : Jvp(operation, right, yDot, dot => operation.JvpRight(x, y, z, dot));
        return fromX is null ? fromY
            : fromY is null ? fromX
            : fromX + fromY;
    }

    private Tensor? Jvp(BinaryOperation operation, Selection? own, Tensor xDot, Func<Tensor, Tensor?> rule) =>
        operation.Reading == Reading.Elementwise
            ? Through(Wrap(xDot), own, operation.IsLinear, rule)
            : Pull(operation, Wrap(xDot), rule);

    /// <summary>The tangents of the outputs of an operation; a tangent of null is zero.</summary>
    public Tensor?[] Jvp(NaryOperation operation, Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        if (operation.Reading != Reading.All)
            return Array.ConvertAll(
                operation.Jvp(x, y, Array.ConvertAll(xDot, dot => dot is null ? null : (Tensor)Wrap(dot))),
                Plain
            );
        if (Array.Exists(xDot, IsOwn) && operation.Pushforward(this, x, xDot) is { } own)
            return own.Tangents;
        return Unless(
            Any(operation, xDot, Instances(operation, x)),
            operation.Tangents(x, y, Array.ConvertAll(xDot, Written))
        );
    }

    /// <summary>The outputs of an operation and their tangents, from operands and theirs.</summary>
    public (Tensor[] Outputs, Tensor?[] Tangents) Pushforward(NaryOperation operation, Tensor[] x, Tensor?[] xDot)
    {
        if (operation.Pushforward(this, x, xDot) is { } own)
            return own;
        if (operation.Reading != Reading.All)
        {
            var y = Tensor.Apply(operation, x);
            return (y, Jvp(operation, x, y, xDot));
        }
        var (outputs, tangents) = operation.Pushforward(x, Array.ConvertAll(xDot, Written));
        return (outputs, Unless(Any(operation, xDot, Instances(operation, x)), tangents));
    }

    private bool IsOwn(Tensor? x) => x is not null && Own(x) is not null;

    /// <summary>Whether the operation puts zeros of its own beside the elements of its operand.</summary>
    private static bool Places(Operation operation) =>
        operation.Selects && !(operation is UnaryOperation unary && IsOnto(unary))
        || operation.Reading == Reading.Collection && operation is not SumTo;
}
