using System.Diagnostics;

namespace Functional.Core;

/// <summary>
/// A choice of each instance of a batch, as its predicate, the first operand, is not 0 or is. When it runs, the instances are parted by their predicates: each branch
/// runs on those that chose it, gathered from the operands, and its answers are scattered back. Nothing runs for an instance that did not choose it.
/// </summary>
internal sealed partial record Partition(Family WhenTrue, Family WhenFalse, int Size) : NaryOperation
{
    public override string Name => "Cond";

    internal override string Constants => $"of each of {Size}";

    internal override IReadOnlyList<Program> Bodies => [WhenTrue.At(Size), WhenFalse.At(Size)];

    internal override BodyText BodyText(int body) => new(body == 0 ? "then" : "else");

    internal override NaryOperation Probed(Func<Program, Program> probe) =>
        Each(family => family.Over(family.Source with { Alone = probe(family.Source.Alone) }));

    private Partition Each(Func<Family, Family> f) => new(f(WhenTrue), f(WhenFalse), Size);

    internal override TensorType[] Infer(TensorType[] inputs) => [.. WhenTrue.At(Size).Outputs];

    internal override bool[] Influenced(bool[] inputs) =>
        inputs[0] ? [.. WhenTrue.Gives.Select(_ => true)] : Either(body => body.Influenced(inputs));

    private bool[] Either(Func<Program, bool[]> flags) =>
        [.. flags(WhenTrue.At(Size)).Zip(flags(WhenFalse.At(Size)), (a, b) => a || b)];

    private bool[] Reached(bool[] moving) => Either(body => body.Reached(moving));

    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var moving = Cond.Moving(xDot.Select(dot => dot is not null));
        var moved = Reached(moving);
        var answers = Each(family => family.Pushforward(moving, moved, new bool[moving.Length], masks: false))
            .Apply([.. x, .. xDot.Where((_, i) => moving[i]).OfType<Tensor>()]);
        return (answers[..moved.Length], Program.Spread(moved, answers[moved.Length..]));
    }

    internal override (Tensor[] Answers, Tensor?[] Tangents)? Pushforward(
        SelectionTrace selections,
        Tensor[] x,
        Tensor?[] xDot
    )
    {
        var moving = Cond.Moving(xDot.Select(dot => dot is not null));
        var moved = Reached(moving);
        SelectedTensor?[] dots = [.. xDot.Select((dot, i) => moving[i] ? selections.Wrap(dot!) : null)];
        var selected = Array.ConvertAll(dots, dot => dot?.Selection is not null);
        var inputs = SelectivePullback.Inputs(x, [.. dots.OfType<SelectedTensor>()]);
        Tensor[] Run(bool masks) => Each(family => family.Pushforward(moving, moved, selected, masks)).Apply(inputs);
        var (answers, made) = (Run(masks: false), new Lazy<Tensor[]>(() => Run(masks: true)));
        var isSelected = Either(body => body.Pushforward(moving, moved, selected).IsSelected);
        var tangents = answers[moved.Length..]
            .Select((dot, i) => isSelected[i] ? selections.Wrap(dot, Selection.Of(() => made.Value[i])) : dot);
        return (answers[..moved.Length], Program.Spread(moved, [.. tangents]));
    }

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        throw new UnreachableException("Reverse mode passes its selections.");

    internal override Tensor?[] Vjp(SelectionTrace selections, Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        wanted = Cond.Moving(wanted);
        bool[] given = [.. Reached(wanted).Select((reached, i) => reached && yBar[i] is not null)];
        var bars = SelectivePullback.Given(selections, yBar, given);
        var selected = SelectivePullback.Selected(bars, given);
        var inputs = SelectivePullback.Inputs(x, bars);
        Tensor[] Run(bool masks) => Each(family => family.Pullback(wanted, given, selected, masks)).Apply(inputs);
        var pulled = Run(masks: false);
        // A mask that is summed over the instances is not 0 where one of them is selected.
        var isSelected = Either(body => body.Pullback(wanted, given, selected).IsSelected);
        Tensor[] Masks()
        {
            var made = isSelected.Contains(true) ? Run(masks: true) : null;
            return [.. pulled.Select((bar, i) => isSelected[i] ? made![i] : Tensor.Literal(1, bar))];
        }
        return Program.Spread(wanted, SelectivePullback.Join(selections, pulled, Masks));
    }

    // Under one predicate for the whole outer batch it stays a choice of the inner instances; else those of both batches are one.
    internal override Tensor[] Batch(BatchOperand[] x, int size) => x[0].Batched ? Joined(x, size) : Within(x, size);

    private Tensor[] Within(BatchOperand[] x, int size)
    {
        var batched = Array.ConvertAll(x, operand => operand.Batched);
        var (takes, gives) = (WhenTrue.Takes, WhenTrue.Gives);
        var answers = Each(family => family.Batch(batched, size))
            .Apply([
                .. x.Select(
                    (operand, i) =>
                        operand.Batched && takes[i] == Family.Each ? Batching.ToFront(operand.Value, 1) : operand.Value
                ),
            ]);
        return [.. answers.Select((y, o) => gives[o] == Family.Each ? Batching.ToFront(y, 1) : y)];
    }

    private Tensor[] Joined(BatchOperand[] x, int size)
    {
        var (takes, gives) = (WhenTrue.Takes, WhenTrue.Gives);
        // A sum over the instances of both batches would be no sum for each of the outer ones.
        var parted = gives.Concat(takes.Where((_, i) => x[i].Batched)).ToHashSet();
        var roles = string.Concat(WhenTrue.Source.Roles.Select((role, i) => parted.Contains(i) ? Scan.Sequence : role));
        var joined = new Partition(
            WhenTrue.Over(WhenTrue.Source with { Roles = roles }),
            WhenFalse.Over(WhenFalse.Source with { Roles = roles }),
            size * Size
        );
        var answers = joined.Apply([
            .. x.Select(
                (operand, i) =>
                    takes[i] == Family.Each ? Batching.Joined(Batching.Full(operand, size))
                    : parted.Contains(takes[i]) ? Batching.Joined(Batching.Repeated(Batching.Full(operand, size), Size))
                    : operand.Value
            ),
        ]);
        return
        [
            .. answers.Select(
                (y, o) =>
                {
                    var each = y.Reshape([size, Size, .. y.Shape.Sizes[1..]]);
                    return gives[o] == Family.Each ? each : each.Sum(1);
                }
            ),
        ];
    }

    /// <summary>The answers: where the predicates have numbers by operations that move elements, whatever watches them, so that nothing is computed again for a derivative.</summary>
    public Tensor[] Apply(Tensor[] inputs) => inputs[0].HasNumbers ? Parted(inputs) : Tensor.Apply(this, inputs);

    internal override Tensor[] Evaluate(DenseTensor[] inputs) => Parted(inputs);

    private Tensor[] Parted(Tensor[] inputs)
    {
        if (Size == 0)
            return Array.ConvertAll(Infer([]), type => Tensor.Zeros(type.Shape.ToArray(), type.DType));
        var predicates = inputs[0].Dense;
        var order = new int[Size];
        var chosen = Order(predicates, order);
        if (chosen == Size)
            return WhenTrue.At(Size).Run(inputs);
        if (chosen == 0)
            return WhenFalse.At(Size).Run(inputs);
        var first = Run(WhenTrue, order[..chosen]);
        var second = Run(WhenFalse, order[chosen..]);
        var back = new int[Size];
        for (var i = 0; i < Size; i++)
            back[order[i]] = i;
        var gives = WhenTrue.Gives;
        return
        [
            .. first
                .Zip(second, (y, z) => (y, z))
                .Select(
                    (pair, o) =>
                        gives[o] == Family.Each ? Tensor.Concat([pair.y, pair.z]).Gather(back) : pair.y + pair.z
                ),
        ];

        Tensor[] Run(Family family, int[] instances)
        {
            var takes = family.Takes;
            return family
                .At(instances.Length)
                .Run([.. inputs.Select((x, i) => takes[i] == Family.Each ? x.Gather(instances) : x)]);
        }
    }

    /// <summary>The numbers of the instances that choose the first branch, and after them those of the others; gives how many the first are.</summary>
    private static int Order(DenseTensor predicates, int[] order)
    {
        var chosen = 0;
        for (var i = 0; i < order.Length; i++)
            if (predicates.At(i) != 0)
                order[chosen++] = i;
        for (int i = 0, at = chosen; i < order.Length; i++)
            if (predicates.At(i) == 0)
                order[at++] = i;
        return chosen;
    }
}
