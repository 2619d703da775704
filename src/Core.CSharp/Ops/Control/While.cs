namespace Functional.Core;

/// <summary>
/// Steps for as long as a condition holds. Both programs take the same inputs, which <see cref="Takes"/> names as <see cref="Scan"/> does: carries, or shared by all steps.
/// </summary>
internal sealed record While(Program Condition, Program Body, string Takes) : NaryOperation
{
    internal override IReadOnlyList<Program> Bodies => [Condition, Body];

    internal override NaryOperation WithBodies(Func<Program, Program> replace) =>
        new While(replace(Condition), replace(Body), Takes);

    internal override string Constants => "";

    internal override BodyText BodyText(int body) => body == 0 ? new("as long as", Takes) : new("step", Takes, Gives);

    private string Gives => new(Scan.Carry, Body.Outputs.Count);

    internal override TensorType[] Infer(TensorType[] inputs) => [.. Body.Outputs];

    // Without passes, so that the bits are those of the loop.
    internal override Tensor[] Evaluate(DenseTensor[] inputs)
    {
        var outputs = Array.ConvertAll(Infer([]), DenseTensor.Uninitialized);
        WithBodies(body => body.Planned()).Execute(inputs, outputs);
        return outputs;
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Bind(inputs, outputs, null)();

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within)
    {
        int[] carries = Scan.Places(Takes, Scan.Carry),
            shared = Scan.Places(Takes, Scan.Shared);
        var (condition, walk) = (Condition.Optimized(), Body.InPlace(carries, [.. carries.Select((_, c) => c)]));
        var holds = DenseTensor.Uninitialized(Condition.Outputs[0]);
        return () =>
        {
            var (ask, step) = (condition.Rent(within), walk.Rent(within));
            // As in a scan, carries live in the places of the answers.
            for (var c = 0; c < carries.Length; c++)
            {
                outputs[c].Fill(inputs[carries[c]]);
                ask.Input(carries[c], outputs[c]);
                step.Input(carries[c], outputs[c]);
                step.Output(c, outputs[c]);
            }
            foreach (var w in shared)
            {
                ask.Input(w, inputs[w]);
                step.Input(w, inputs[w]);
            }
            ask.Output(0, holds);
            for (ask.Run(); holds.At(0) != 0; ask.Run())
                step.Run();
            condition.Return(ask);
            walk.Return(step);
        };
    }

    /// <summary>Steps while the condition holds, at most so many times; the carries among the arguments become the last ones.</summary>
    /// <returns>The number of steps.</returns>
    public long Steps(Tensor[] arguments, long most)
    {
        var carries = Scan.Places(Takes, Scan.Carry);
        for (long steps = 0; ; steps++)
        {
            if (steps == most || Condition.Run(arguments)[0].ToScalar() == 0)
                return steps;
            var answers = Body.Run(arguments);
            for (var c = 0; c < carries.Length; c++)
                arguments[carries[c]] = answers[c];
        }
    }

    /// <summary>The body where the condition holds, and no change where it does not.</summary>
    public Program Masked() => Masked(Condition, Body);

    private Program Masked(Program condition, Program body) =>
        StageTrace
            .Run(
                "While",
                body.Inputs,
                arguments =>
                {
                    var holds = condition.Run(arguments)[0];
                    var carries = Scan.Places(Takes, Scan.Carry);
                    var next = body.Run(arguments);
                    for (var c = 0; c < next.Length; c++)
                        next[c] = Batching.Choose(holds, next[c], arguments[carries[c]]);
                    return next;
                }
            )
            .Program;

    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var (moving, moved) = Scan.Closed(Takes, Gives, Array.ConvertAll(xDot, dot => dot is not null), Body.Reached);
        var body = Body.Pushforward(moving, moved);
        var dots = Tree.OrZeros(xDot, x).Where((_, i) => moving[i]);
        var loop = new While(AskedOf(body), body, Takes + Scan.Of(Takes, moving));
        var answers = Tensor.Apply(loop, [.. x, .. dots]);
        return (answers[..moved.Length], Program.Spread(moved, answers[moved.Length..]));
    }

    /// <summary>The condition, asked of the inputs of another body, which begin with those of this one.</summary>
    private Program AskedOf(Program body) =>
        StageTrace
            .Run("While", body.Inputs, arguments => Condition.Run(arguments.AsSpan(0, Condition.Inputs.Count)))
            .Program;

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        throw new TraceException(
            "While runs forward only, since reverse mode must know how many steps to keep; say the most that it may take (maxSteps), or use Scan."
        );

    // Instances whose condition has failed stay as they are until the last one has finished.
    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var (batched, batches) = Scan.Closed(
            Takes,
            Gives,
            Array.ConvertAll(x, operand => operand.Batched),
            Body.Depending
        );
        var perInstance = Condition.Depending(batched)[0];
        if (perInstance)
            (batched, batches) = Scan.Closed(Takes, Gives, batched, _ => [.. Gives.Select(_ => true)]);
        var body = Body.Batch(batched, batches, size);
        var loop = perInstance ? Each(Condition.Batch(batched, size), body) : new While(AskedOf(body), body, Takes);
        var answers = Tensor.Apply(
            loop,
            [.. x.Select((operand, i) => batched[i] ? Batching.Full(operand, size) : operand.Value)]
        );
        for (var i = 0; i < answers.Length; i++)
            answers[i] = Batching.Full(new(answers[i], batches[i]), size);
        return answers;
    }

    private While Each(Program condition, Program body) => new(AnyOf(condition), Masked(condition, body), Takes);

    private static Program AnyOf(Program condition) =>
        StageTrace.Run("While", condition.Inputs, arguments => [condition.Run(arguments)[0].Any()]).Program;
}
