using System.Diagnostics;

namespace Functional.Core;

/// <summary>
/// One of two programs, as the first operand is not 0 or is. Both take all operands, that one too, which has no derivative: a choice is constant wherever it is differentiable.
/// </summary>
internal sealed record Cond(Program WhenTrue, Program WhenFalse) : NaryOperation
{
    internal override IReadOnlyList<Program> Bodies => [WhenTrue, WhenFalse];

    internal override NaryOperation WithBodies(Func<Program, Program> replace) =>
        new Cond(replace(WhenTrue), replace(WhenFalse));

    internal override string Constants => "";

    internal override BodyText BodyText(int body) => new(body == 0 ? "then" : "else");

    internal override TensorType[] Infer(TensorType[] inputs) => [.. WhenTrue.Outputs];

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Bind(inputs, outputs, null)();

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within)
    {
        var (whenTrue, whenFalse) = (WhenTrue.Optimized(), WhenFalse.Optimized());
        return () => (inputs[0].At(0) != 0 ? whenTrue : whenFalse).Run(inputs, outputs, within);
    }

    internal override bool[] Influenced(bool[] inputs) =>
        inputs[0]
            ? Array.ConvertAll(WhenTrue.OutputSlots.ToArray(), _ => true)
            : Either(body => body.Influenced(inputs));

    private bool[] Either(Func<Program, bool[]> flags) => [.. flags(WhenTrue).Zip(flags(WhenFalse), (a, b) => a || b)];

    private bool[] Reached(bool[] moving) => Either(body => body.Reached(moving));

    /// <summary>The flags without the choice.</summary>
    internal static bool[] Moving(IEnumerable<bool> flags) => [false, .. flags.Skip(1)];

    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var moving = Moving(xDot.Select(dot => dot is not null));
        var moved = Reached(moving);
        var answers = Tensor.Apply(
            new Cond(WhenTrue.Pushforward(moving, moved), WhenFalse.Pushforward(moving, moved)),
            [.. x, .. xDot.Where((_, i) => moving[i]).OfType<Tensor>()]
        );
        return (answers[..moved.Length], Program.Spread(moved, answers[moved.Length..]));
    }

    internal override (Tensor[] Answers, Tensor?[] Tangents)? Pushforward(
        SelectionTrace selections,
        Tensor[] x,
        Tensor?[] xDot
    )
    {
        var moving = Moving(xDot.Select(dot => dot is not null));
        var moved = Reached(moving);
        return SelectivePushforward.Apply(
            selections,
            x,
            [null, .. xDot[1..]],
            moved,
            selected => [WhenTrue.Pushforward(moving, moved, selected), WhenFalse.Pushforward(moving, moved, selected)],
            programs => new Cond(programs[0], programs[1])
        );
    }

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        throw new UnreachableException("Reverse mode passes its selections.");

    // The branch runs again, so that nothing has to be kept of either.
    internal override Tensor?[] Vjp(SelectionTrace selections, Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        wanted = Moving(wanted);
        bool[] given = [.. Reached(wanted).Select((reached, i) => reached && yBar[i] is not null)];
        var bars = SelectivePullback.Given(selections, yBar, given);
        var selected = SelectivePullback.Selected(bars, given);
        var inputs = SelectivePullback.Inputs(x, bars);
        var (whenTrue, whenFalse) = (
            WhenTrue.Pullback(wanted, given, selected),
            WhenFalse.Pullback(wanted, given, selected)
        );
        var pulled = Tensor.Apply(new Cond(whenTrue.Bars, whenFalse.Bars), inputs);
        bool[] either = [.. whenTrue.IsSelected.Zip(whenFalse.IsSelected, (a, b) => a || b)];
        return Program.Spread(
            wanted,
            SelectivePullback.Join(
                selections,
                pulled,
                () =>
                    (whenTrue with { IsSelected = either }).MasksOf(
                        pulled,
                        () => Tensor.Apply(new Cond(whenTrue.Masks, whenFalse.Masks), inputs)
                    )
            )
        );
    }

    // Instances that choose for themselves are parted by their choice.
    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var batched = Array.ConvertAll(x, operand => operand.Batched);
        var values = Array.ConvertAll(x, operand => operand.Value);
        if (!batched[0])
            return Tensor.Apply(new Cond(WhenTrue.Batch(batched, size), WhenFalse.Batch(batched, size)), values);
        var roles = Instances.RolesOf(batched);
        return new Partition(new Instances(WhenTrue, roles), new Instances(WhenFalse, roles), size).Apply(values);
    }
}
