using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>A program as one operation, whose pullback runs it again instead of keeping what happened inside.</summary>
internal sealed record Checkpoint(Program Body) : NaryOperation
{
    internal override IReadOnlyList<Program> Bodies => [Body];

    internal override NaryOperation WithBodies(Func<Program, Program> replace) => new Checkpoint(replace(Body));

    internal override string Constants => "";

    internal override TensorType[] Infer(TensorType[] inputs) => [.. Body.Outputs];

    // A program that was traced for this call is not worth a plan.
    internal override Tensor[] Evaluate(DenseTensor[] inputs) => Body.Run(inputs);

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Bind(inputs, outputs, null)();

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within)
    {
        var body = Body.Optimized();
        return () => body.Run(inputs, outputs, within);
    }

    internal override bool[] Influenced(bool[] inputs) => Body.Influenced(inputs);

    // Tangents are checkpointed with their primals: reverse over forward keeps no more than reverse.
    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var moving = Array.ConvertAll(xDot, dot => dot is not null);
        var moved = Body.Reached(moving);
        var answers = Tensor.Apply(new Checkpoint(Body.Pushforward(moving, moved)), [.. x, .. xDot.OfType<Tensor>()]);
        return (answers[..moved.Length], Program.Spread(moved, answers[moved.Length..]));
    }

    internal override (Tensor[] Answers, Tensor?[] Tangents)? Pushforward(
        SelectionTrace selections,
        Tensor[] x,
        Tensor?[] xDot
    )
    {
        var moving = Array.ConvertAll(xDot, dot => dot is not null);
        var moved = Body.Reached(moving);
        return SelectivePushforward.Apply(
            selections,
            x,
            xDot,
            moved,
            selected => [Body.Pushforward(moving, moved, selected)],
            programs => new Checkpoint(programs[0])
        );
    }

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        Body.Cotangents(x, wanted, yBar).Bars;

    internal override Tensor?[] Vjp(SelectionTrace selections, Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        Body.Cotangents(x, wanted, yBar, selections).Bars;

    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var batched = Array.ConvertAll(x, operand => operand.Batched);
        return Tensor.Apply(new Checkpoint(Body.Batch(batched, size)), Array.ConvertAll(x, operand => operand.Value));
    }
}

public static partial class Ad
{
    /// <summary>
    /// The function f, of which reverse mode keeps the argument alone and computes the rest again when the cotangent arrives: less memory for one more
    /// evaluation. Values and derivatives are those of f, to the bit. f is traced once a call; what it captures is found and gets its derivative too.
    /// </summary>
    /// <exception cref="TraceException">f reads a number of its argument, as by branching on it (thrown when the function is called).</exception>
    /// <remarks>Griewank and Walther, Algorithm 799: Revolve, ACM TOMS 26 (2000).</remarks>
    public static Func<TIn, TOut> Checkpoint<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f) =>
        x =>
        {
            var staged = Staged<TIn, TOut>.Of("Checkpoint", f, x);
            return staged.Answer(Tensor.Apply(new Checkpoint(staged.Program), staged.Inputs));
        };
}
