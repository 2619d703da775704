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

    /// <summary>The body where the condition holds, which it does not run elsewhere.</summary>
    public Program Masked()
    {
        TensorType[] types = [Condition.Outputs[0], .. Body.Inputs];
        var carries = Scan.Places(Takes, Scan.Carry);
        var choice = new Cond(
            StageTrace.Run("While", types, arguments => Body.Run(arguments.AsSpan(1))).Program,
            StageTrace.Run("While", types, arguments => [.. carries.Select(c => arguments[c + 1])]).Program
        );
        return StageTrace
            .Run("While", Body.Inputs, arguments => Tensor.Apply(choice, [Condition.Run(arguments)[0], .. arguments]))
            .Program;
    }

    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var (moving, moved) = Scan.Closed(Takes, Gives, Array.ConvertAll(xDot, dot => dot is not null), Body.Reached);
        var body = Body.Pushforward(moving, moved);
        var dots = Tree.OrZeros(xDot, x).Where((_, i) => moving[i]);
        var loop = new While(AskedOf(body), body, Takes + Scan.Of(Takes, moving));
        var answers = Tensor.Apply(loop, [.. x, .. dots]);
        return (answers[..moved.Length], Program.Spread(moved, answers[moved.Length..]));
    }

    private Program AskedOf(Program body) => AskedOf(Condition, body);

    /// <summary>A condition, asked of the inputs of a body, which begin with its own.</summary>
    public static Program AskedOf(Program condition, Program body) =>
        StageTrace
            .Run("While", body.Inputs, arguments => condition.Run(arguments.AsSpan(0, condition.Inputs.Count)))
            .Program;

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        Unreached(Body, Takes, wanted);

    /// <summary>The cotangents of a loop without a bound: none, where no derivative reaches its carries.</summary>
    /// <exception cref="TraceException">A derivative does, and the steps to go back through are not kept.</exception>
    public static Tensor?[] Unreached(Program body, string takes, bool[] wanted)
    {
        var gives = new string(Scan.Carry, body.Outputs.Count);
        return Scan.Closed(takes, gives, wanted, body.Reached).Outputs.Contains(true)
            ? throw new TraceException(
                "While runs forward only, since reverse mode must know how many steps to keep; say the most that it may take (maxSteps), or use Scan."
            )
            : new Tensor?[wanted.Length];
    }

    // Instances whose conditions differ step until their own has failed.
    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var (batched, batches) = Scan.Closed(
            Takes,
            Gives,
            Array.ConvertAll(x, operand => operand.Batched),
            Body.Depending
        );
        if (Condition.Depending(batched)[0])
        {
            bool[] parted = [.. x.Select((operand, i) => operand.Batched || Takes[i] == Scan.Carry)];
            return Tensor.Apply(
                new WhileEach(Condition, Body, Takes, Instances.RolesOf(parted), size),
                Operands(x, parted, size)
            );
        }
        var body = Body.Batch(batched, batches, size);
        var answers = Tensor.Apply(new While(AskedOf(body), body, Takes), Operands(x, batched, size));
        for (var i = 0; i < answers.Length; i++)
            answers[i] = Batching.Full(new(answers[i], batches[i]), size);
        return answers;
    }

    private static Tensor[] Operands(BatchOperand[] x, bool[] batched, int size) =>
        [.. x.Select((operand, i) => batched[i] ? Batching.Full(operand, size) : operand.Value)];
}
