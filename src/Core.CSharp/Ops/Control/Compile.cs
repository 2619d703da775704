using System.Diagnostics;

namespace Functional.Core;

/// <summary>A program as one operation that runs in planned memory; its derivatives and its batch are such operations too.</summary>
internal record Compile(Program Body) : NaryOperation
{
    /// <summary>The memory that the programs of one function share, its derivatives and batches too.</summary>
    public Arenas Arenas { get; init; } = new();

    internal override IReadOnlyList<Program> Bodies => [Body];

    internal override Program Inlined => Body;

    internal override string Constants => "";

    internal override NaryOperation WithBodies(Func<Program, Program> replace) => this with { Body = replace(Body) };

    internal override bool[] Influenced(bool[] inputs) => Body.Influenced(inputs);

    internal override TensorType[] Infer(TensorType[] inputs) => [.. Body.Outputs];

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) =>
        Body.Optimized().Run(inputs, outputs, Arenas);

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within)
    {
        var body = Body.Optimized();
        return () => body.Run(inputs, outputs, within);
    }

    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var moving = Array.ConvertAll(xDot, dot => dot is not null);
        var moved = Body.Reached(moving);
        var joint = Body.Derived(("Pushforward", Key(moving)), () => Body.Pushforward(moving, moved));
        var answers = Tensor.Apply(Sharing(joint), [.. x, .. xDot.OfType<Tensor>()]);
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
            selected =>
                [
                    Body.Derived(
                        ("SelectivePushforward", Key(moving), Key(selected)),
                        () => Body.Pushforward(moving, moved, selected)
                    ),
                ],
            programs => Sharing(programs[0])
        );
    }

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override NaryOperation Recorded(bool[] wanted) =>
        new RecordedCompile(
            Body,
            Body.Derived(("Pullback", Key(wanted)), () => Differentiated.Of(Body, wanted)),
            wanted
        )
        {
            Arenas = Arenas,
        };

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        throw new UnreachableException("Reverse mode records what Recorded gives.");

    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var batched = Array.ConvertAll(x, operand => operand.Batched);
        var program = Body.Derived(("Batch", Key(batched), size), () => Body.Batch(batched, size));
        return Tensor.Apply(Sharing(program), Array.ConvertAll(x, operand => operand.Value));
    }

    private Compile Sharing(Program program) => new(program) { Arenas = Arenas };

    private static string Key(bool[] flags) => string.Concat(flags);

    /// <summary>The program under reverse mode: it also gives what its pullback reads.</summary>
    private sealed record RecordedCompile(Program Plain, Differentiated Parts, bool[] Wanted) : Compile(Parts.Forward)
    {
        internal override int Kept => Parts.Forward.Outputs.Count - Plain.Outputs.Count;

        internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) =>
            Sharing(Plain).Pushforward(x, xDot).Tangents;

        internal override Tensor?[] Vjp(
            SelectionTrace selections,
            Tensor[] x,
            Tensor[] y,
            Tensor?[] yBar,
            bool[] wanted
        )
        {
            var plain = Plain.Outputs.Count;
            bool[] given = [.. Parts.Reached.Select((reached, i) => reached && yBar[i] is not null)];
            var bars = SelectivePullback.Given(selections, yBar, given);
            var selected = SelectivePullback.Selected(bars, given);
            var inputs = SelectivePullback.Inputs(x, bars);
            // The kept residuals serve cotangents that are given whole.
            var pulled =
                given.SequenceEqual(Parts.Reached) && !selected.Contains(true)
                    ? Tensor.Apply(
                        Sharing(Parts.Backward),
                        [.. Parts.Read.Select(i => x[i]), .. y[plain..], .. bars.Select(bar => bar.Value)]
                    )
                    : Tensor.Apply(Sharing(Selective().Bars), inputs);
            return Program.Spread(
                Wanted,
                SelectivePullback.Join(
                    selections,
                    pulled,
                    () => Selective().MasksOf(pulled, () => Tensor.Apply(Sharing(Selective().Masks), inputs))
                )
            );

            SelectivePullback Selective() =>
                Plain.Derived(
                    ("SelectivePullback", Key(Wanted), Key(given), Key(selected)),
                    () => Plain.Pullback(Wanted, given, selected)
                );
        }
    }
}
