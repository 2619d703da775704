namespace Functional.Core;

/// <summary>
/// The loop of each instance of a batch: steps are taken for the instances whose condition holds, and for no other. The programs are those of one instance; <see cref="Takes"/> is that
/// of <see cref="While"/>, and <see cref="Roles"/> says which inputs have instances, as every carry does.
/// </summary>
internal sealed partial record WhileEach(Program Condition, Program Body, string Takes, string Roles, int Size)
    : NaryOperation
{
    public override string Name => "While";

    internal override string Constants => $"of each of {Size}";

    internal override IReadOnlyList<Program> Bodies => [At(Condition, Size), At(Body, Size)];

    internal override BodyText BodyText(int body) => body == 0 ? new("as long as", Takes) : new("step", Takes, Gives);

    internal override NaryOperation Probed(Func<Program, Program> probe) =>
        this with
        {
            Condition = probe(Condition),
            Body = probe(Body),
        };

    private string Gives => new(Scan.Carry, Body.Outputs.Count);

    private Program At(Program program, int count) => new Instances(program, Roles).At(count);

    internal override TensorType[] Infer(TensorType[] inputs) =>
        [.. Body.Outputs.Select(type => type with { Shape = Batching.Of(Size, type.Shape) })];

    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var (moving, moved) = Scan.Closed(Takes, Gives, Array.ConvertAll(xDot, dot => dot is not null), Body.Reached);
        var body = Body.Pushforward(moving, moved);
        var loop = new WhileEach(
            While.AskedOf(Condition, body),
            body,
            Takes + Scan.Of(Takes, moving),
            Roles + Scan.Of(Roles, moving),
            Size
        );
        var answers = Tensor.Apply(loop, [.. x, .. Tree.OrZeros(xDot, x).Where((_, i) => moving[i])]);
        return (answers[..moved.Length], Program.Spread(moved, answers[moved.Length..]));
    }

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        While.Unreached(Body, Takes, wanted);

    // Where the condition depends on the outer batch too, the instances of both are one batch; else each instance steps a batch of its own.
    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var (batched, batches) = Scan.Closed(
            Takes,
            Gives,
            Array.ConvertAll(x, operand => operand.Batched),
            Body.Depending
        );
        return Condition.Depending(batched)[0] ? Joined(x, size) : Within(x, batched, batches, size);
    }

    private Tensor[] Joined(BatchOperand[] x, int size)
    {
        bool[] parted = [.. x.Select((operand, i) => Roles[i] == Scan.Sequence || operand.Batched)];
        var answers = Tensor.Apply(
            this with
            {
                Roles = Instances.RolesOf(parted),
                Size = size * Size,
            },
            [
                .. x.Select(
                    (operand, i) =>
                        !parted[i] ? operand.Value
                        : Roles[i] == Scan.Sequence ? Batching.Joined(Batching.Full(operand, size))
                        : Batching.Joined(Batching.Repeated(operand.Value, Size))
                ),
            ]
        );
        return Array.ConvertAll(answers, y => y.Reshape([size, Size, .. y.Shape.Sizes[1..]]));
    }

    private Tensor[] Within(BatchOperand[] x, bool[] batched, bool[] batches, int size)
    {
        var body = Body.Batch(batched, batches, size);
        var answers = Tensor.Apply(
            new WhileEach(While.AskedOf(Condition, body), body, Takes, Roles, Size),
            [
                .. x.Select(
                    (operand, i) =>
                        !batched[i] ? operand.Value
                        : Roles[i] == Scan.Sequence ? Batching.ToFront(Batching.Full(operand, size), 1)
                        : operand.Value
                ),
            ]
        );
        return [.. answers.Select((y, o) => batches[o] ? Batching.ToFront(y, 1) : Batching.Full(new(y, false), size))];
    }
}
