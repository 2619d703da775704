namespace Functional.Core;

/// <summary>
/// Cotangents of one reverse sweep, interpreted with their selections: elementwise and moving operations pass a selection on with the numbers;
/// operations that add several elements write the zeros first. So the rules of operations are written without a thought of selections.
/// </summary>
internal sealed partial class SelectionTrace : Trace
{
    public override string Name => "Pullback";

    /// <summary>The cotangent with its zeros written, as a plain value.</summary>
    public Tensor? Written(Tensor? bar) => bar is null ? null : Own(bar)?.Written ?? bar;

    /// <summary>The cotangent with a selection; null selects all.</summary>
    public SelectedTensor Wrap(Tensor bar, Selection? selection = null) =>
        Own(bar) ?? new(this, bar, selection, isClean: true);

    /// <summary>The mask of a cotangent of which numbers select a part; null where it is whole, or places alone select.</summary>
    public Tensor? MaskOf(Tensor? bar) =>
        bar is not null && Own(bar) is { Selection: { IsByPlace: false, IsWhole: false } } own ? own.Mask : null;

    /// <summary>The cotangents with masks where there are some; null is zero.</summary>
    public Tensor?[] Wrap(Tensor?[] bars, Tensor?[] masks) =>
        [
            .. bars.Select(
                (bar, i) => bar is not null && masks[i] is { } mask ? Wrap(bar, Selection.Of(() => mask)) : bar
            ),
        ];

    /// <summary>The cotangents with their zeros written, and their masks. One of null is zero, and selects nothing; flags say which have a selection.</summary>
    public (List<Tensor> Written, List<Tensor> Masks) Split(
        IEnumerable<Tensor?> bars,
        IEnumerable<Tensor> like,
        List<bool> isSelected
    )
    {
        var (written, masks) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (pulled, x) in bars.Zip(like))
        {
            var bar = pulled is null ? null : Wrap(pulled);
            isSelected.Add(bar is null or { Selection: not null });
            written.Add(bar?.Written ?? Tensor.ZerosLike(x));
            masks.Add(bar?.Mask ?? Tensor.ZerosLike(x));
        }
        return (written, masks);
    }

    /// <summary>A seed of which the zeros are places that do not move, as those of a basis vector.</summary>
    public Tensor Seed(Tensor seed) => Wrap(seed, Selection.Of(() => seed));

    /// <summary>The cotangent of the operand of an operation, from that of its output.</summary>
    public Tensor? Vjp(UnaryOperation operation, Tensor x, Tensor y, Tensor yBar)
    {
        var own = operation.Selected(x, y);
        if (own is null && Own(yBar) is null && !operation.Selects)
            return operation.Vjp(x, y, yBar);
        var bar = Wrap(yBar);
        if (operation is Probe)
            return Plain(Join(operation.Vjp(x, y, bar.Written)!, bar.Selection, true));
        return operation.Reading == Reading.Elementwise
            ? Through(bar, own, operation.IsLinear, value => operation.Vjp(x, y, value))
            : Pull(operation, bar, value => operation.Vjp(x, y, value), Instances(operation, x));
    }

    /// <summary>The cotangent of the left operand.</summary>
    public Tensor? VjpLeft(BinaryOperation operation, Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        Vjp(operation, x, z, operation.SelectedLeft(x, y, z), zBar, bar => operation.VjpLeft(x, y, z, bar));

    /// <summary>The cotangent of the right operand.</summary>
    public Tensor? VjpRight(BinaryOperation operation, Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        Vjp(operation, y, z, operation.SelectedRight(x, y, z), zBar, bar => operation.VjpRight(x, y, z, bar));

    private Tensor? Vjp(
        BinaryOperation operation,
        Tensor operand,
        Tensor z,
        Selection? own,
        Tensor zBar,
        Func<Tensor, Tensor?> rule
    )
    {
        if (own is null && Own(zBar) is null && !operation.Selects)
            return rule(zBar);
        var bar = Wrap(zBar);
        return operation.Reading == Reading.Elementwise && operand.Shape.Equals(z.Shape)
            ? Through(bar, own, operation.IsLinear, rule)
            : Pull(operation, bar, rule);
    }

    /// <summary>The cotangents of the wanted operands.</summary>
    public Tensor?[] Vjp(NaryOperation operation, Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        if (operation.Vjp(this, x, y, yBar, wanted) is { } own)
            return own;
        if (operation.Reading != Reading.All)
        {
            var bars = Array.ConvertAll(yBar, bar => bar is null ? null : (Tensor)Wrap(bar));
            return Array.ConvertAll(operation.Vjp(x, y, bars, wanted), Plain);
        }
        return Unless(
            Any(operation, yBar, Instances(operation, x)),
            operation.Vjp(x, y, Array.ConvertAll(yBar, Written), wanted)
        );
    }

    // An elementwise rule on the numbers, selected or not.
    private Tensor? Through(SelectedTensor bar, Selection? own, bool keepsZeros, Func<Tensor, Tensor?> rule)
    {
        var pulled = rule(bar.Value);
        if (pulled is null)
            return null;
        var isClean = bar.Selection is null ? own is not null : bar.IsClean && keepsZeros;
        return Plain(Join(pulled, Selection.Both(bar.Selection, own), isClean));
    }

    // Any other rule: interpreted, where elements of the output read some of the operand alone.
    private Tensor? Pull(Operation operation, SelectedTensor bar, Func<Tensor, Tensor?> rule, int instances = 0)
    {
        if (operation.Reading != Reading.All)
            return Plain(rule(bar));
        var pulled = rule(bar.Written);
        return Unless(Any(operation, [bar], instances), [pulled])[0];
    }

    /// <summary>The number of leading axes along which an operation takes instances one by one.</summary>
    private static int Instances(Operation operation, params Tensor[] x)
    {
        if (!operation.IsPerMatrix)
            return 0;
        var batch = Matrices.Batch(x[0].Shape);
        return Array.TrueForAll(x, operand => Matrices.Batch(operand.Shape).Equals(batch)) ? batch.Rank : 0;
    }

    /// <summary>
    /// The selection of all or nothing, for each instance along the leading axes: an instance of which no output is selected contributes nothing.
    /// Null where one output is selected whole.
    /// </summary>
    public Selection? Any(Operation operation, IReadOnlyList<Tensor?> bars, int instances = 0)
    {
        // The slopes of these are operands or constants: they have no singular points of their own.
        if (operation.IsLinear || operation is BinaryOperation { IsBilinear: true })
            return null;
        Selection? any = null;
        foreach (var bar in bars)
        {
            if (bar is null)
                continue;
            if (Own(bar) is not { Selection: { } selection } own)
                return null;
            var selected = instances == 0 ? selection.Any() : Selection.Of(() => Any(own.Mask, instances));
            any = any is null ? selected : Selection.Either(any, selected);
        }
        return any;
    }

    /// <summary>Whether an element of an instance is not 0.</summary>
    private static Tensor Any(Tensor mask, int instances) =>
        mask.Rank == instances ? mask : mask.Flatten(instances).Any(instances);

    /// <summary>What is pulled or pushed, without the instances that are not selected.</summary>
    private Tensor?[] Unless(Selection? any, Tensor?[] moved) =>
        any is null
            ? moved
            : Array.ConvertAll(moved, one => one is null ? null : (Tensor)Join(one, Over(any, one), false));

    /// <summary>A selection of instances, over all elements of each.</summary>
    private static Selection Over(Selection any, Tensor moved) =>
        Selection.Of(() =>
        {
            var mask = any.Mask;
            return mask.Rank == 0
                ? mask
                : mask.Reshape([.. mask.Shape.ToArray(), .. Enumerable.Repeat(1, moved.Rank - mask.Rank)]);
        });

    /// <summary>The cotangent with a further selection.</summary>
    public SelectedTensor Join(Tensor bar, Selection? selection, bool isClean) =>
        Own(bar) is { } own
            ? new(this, own.Value, Selection.Both(own.Selection, selection), false)
            : new(this, bar, selection, isClean);

    /// <summary>The plain cotangent where all is selected.</summary>
    private Tensor? Plain(Tensor? bar) =>
        bar is null ? null
        : Own(bar) is { Selection: null } own ? own.Value
        : bar;

    private SelectedTensor? Own(Tensor x) =>
        x is SelectedTensor selected && ReferenceEquals(selected.Trace, this) ? selected : null;

    private Tensor Lowered(Tensor x) => Own(x)?.Written ?? x;

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        var bar = Own(x)!;
        if (operation.Reading == Reading.Elementwise && operation.IsLinear)
            return new SelectedTensor(this, Tensor.Apply(operation, bar.Value), bar.Selection, bar.IsClean);
        if (operation.Reading == Reading.Movement)
            return new SelectedTensor(
                this,
                Tensor.Apply(operation, bar.Value),
                bar.Selection is null && IsOnto(operation)
                    ? null
                    : Selection.ByPlace(() => Tensor.Apply(operation, bar.Mask), bar.Selection),
                bar.IsClean
            );
        return operation.Reading == Reading.Collection || operation is CumSum
            ? Collected(bar, operation is SumTo or CumSum, x => Tensor.Apply(operation, x))
            : Tensor.Apply(operation, bar.Written);
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        var (left, right) = (Own(x), Own(y));
        if (operation.Reading == Reading.Elementwise)
        {
            if (left is not null && right is not null && operation.IsLinear)
                return new SelectedTensor(
                    this,
                    Tensor.Apply(operation, left.Written, right.Written),
                    Selection.Either(left.Selection, right.Selection),
                    true
                );
            if (left is not null && right is not null && operation.IsBilinear)
                return new SelectedTensor(
                    this,
                    Tensor.Apply(operation, left.Value, right.Value),
                    Selection.Both(left.Selection, right.Selection),
                    false
                );
            if (left is not null && right is null && (operation.IsBilinear || operation is Binary<Divide>))
                return new SelectedTensor(this, Tensor.Apply(operation, left.Value, y), left.Selection, false);
            if (right is not null && left is null && operation.IsBilinear)
                return new SelectedTensor(this, Tensor.Apply(operation, x, right.Value), right.Selection, false);
        }
        else if (left is not null && right is null && operation.Reading == Reading.Movement)
            return new SelectedTensor(
                this,
                Tensor.Apply(operation, left.Value, y),
                left.Selection is null ? null : Selection.Of(() => Tensor.Apply(operation, left.Mask, y)),
                left.IsClean
            );
        else if (left is not null && right is null && operation.Reading == Reading.Collection)
            return Collected(left, false, x => Tensor.Apply(operation, x, y));
        else if (left is null && right is not null && operation is Centering centering)
            return new SelectedTensor(
                this,
                Tensor.Apply(operation, x, right.Written),
                right.Selection is null ? null : Selection.Of(() => right.Mask.Any(centering.Axis, keepDims: true)),
                false
            );
        return Tensor.Apply(operation, Lowered(x), Lowered(y));
    }

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        if (operation is Where && Chosen(inputs[0], inputs[1], inputs[2]) is { } chosen)
            return [chosen];
        if (operation.Reading != Reading.Movement)
            return Tensor.Apply(operation, Array.ConvertAll(inputs, Lowered));
        var bars = Array.ConvertAll(inputs, input => Wrap(input));
        return
        [
            new SelectedTensor(
                this,
                Tensor.Apply(operation, Array.ConvertAll(bars, bar => bar.Value))[0],
                Array.TrueForAll(bars, bar => bar.Selection is null)
                    ? null
                    : Selection.Of(() => Tensor.Apply(operation, Array.ConvertAll(bars, bar => bar.Mask))[0]),
                Array.TrueForAll(bars, bar => bar.IsClean)
            ),
        ];
    }

    /// <summary>A sum of elements is selected where one of them is.</summary>
    private SelectedTensor Collected(SelectedTensor bar, bool isOnto, Func<Tensor, Tensor> sum) =>
        new(this, sum(bar.Written), bar.Selection is null && isOnto ? null : Selection.Of(() => sum(bar.Mask)), true);

    /// <summary>The cotangent that a mask selects, beside another or a 0 that is written down; null beside anything else.</summary>
    private SelectedTensor? Chosen(Tensor mask, Tensor x, Tensor y)
    {
        if (Own(x) is { } left)
        {
            if (IsZero(y))
                return Chosen(mask, left, Selection.Of(() => mask));
            if (Own(y) is { } other)
                return new(
                    this,
                    Tensor.Where(mask, left.Value, other.Value),
                    left.Selection is null && other.Selection is null
                        ? null
                        : Selection.Of(() => Tensor.Where(mask, left.Mask, other.Mask)),
                    left.IsClean && other.IsClean
                );
        }
        return Own(y) is { } right && IsZero(x) ? Chosen(mask, right, Selection.Without(() => mask)) : null;
    }

    private SelectedTensor Chosen(Tensor mask, SelectedTensor bar, Selection own)
    {
        var shape = Shape.Broadcast(mask.Shape, bar.Shape, "Where");
        return new(this, Broadcasting.To(bar.Value, shape)!, Selection.Both(bar.Selection, own), false);
    }

    private static bool IsZero(Tensor x) => x is DenseTensor { Count: 1 } literal && literal.At(0) == 0;

    /// <summary>Whether each element of the output is one of the operand's: the operation puts no zeros of its own.</summary>
    private static bool IsOnto(UnaryOperation operation) =>
        operation is Reshape or Permute or BroadcastTo or Slice or Pick or Diagonal;
}
