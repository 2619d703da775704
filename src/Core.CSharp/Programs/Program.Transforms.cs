namespace Functional.Core;

// The derivatives and the batch of a program are programs: the transforms run it on values that are traced again.
public sealed partial class Program
{
    /// <summary>Traces anew what becomes of this program's values.</summary>
    private Program Again(IEnumerable<TensorType> types, Func<Tensor[], Tensor[]> f) =>
        StageTrace.Run("Program", [.. types], f).Program;

    private static IEnumerable<T> Where<T>(IEnumerable<T> items, bool[] flags) => items.Where((_, i) => flags[i]);

    /// <summary>The values one after the other where a flag is set, null elsewhere.</summary>
    internal static Tensor?[] Spread(bool[] flags, Tensor?[] values)
    {
        var next = 0;
        return Array.ConvertAll(flags, flag => flag ? values[next++] : null);
    }

    /// <summary>The outputs at some values, whatever traces them, and their tangents; null is zero.</summary>
    internal (Tensor[] Values, Tensor?[] Tangents) Tangents(Tensor[] x, Tensor?[] xDot)
    {
        var selections = new SelectionTrace();
        var (values, tangents) = Tangents(x, xDot, selections);
        return (values, Array.ConvertAll(tangents, selections.Written));
    }

    /// <summary>As a part of another sweep: tangents have its selections.</summary>
    internal (Tensor[] Values, Tensor?[] Tangents) Tangents(Tensor[] x, Tensor?[] xDot, SelectionTrace selections)
    {
        var trace = new PushforwardTrace(within: selections);
        var outputs = Array.ConvertAll(Run([.. x.Select((leaf, i) => trace.Join(leaf, xDot[i]))]), trace.Split);
        trace.End();
        return (
            Array.ConvertAll(outputs, output => output.Primal),
            Array.ConvertAll(outputs, output => output.Tangent)
        );
    }

    /// <summary>The outputs at some values, whatever traces them, and the cotangents of the inputs; null is zero, and what is not wanted.</summary>
    internal (Tensor[] Values, Tensor?[] Bars) Cotangents(Tensor[] x, bool[] wanted, Tensor?[] yBar)
    {
        var selections = new SelectionTrace();
        var (values, bars) = Cotangents(x, wanted, yBar, selections);
        return (values, Array.ConvertAll(bars, selections.Written));
    }

    /// <summary>As a part of another sweep: cotangents have its selections.</summary>
    internal (Tensor[] Values, Tensor?[] Bars) Cotangents(
        Tensor[] x,
        bool[] wanted,
        Tensor?[] yBar,
        SelectionTrace selections
    )
    {
        var tape = new Tape();
        var outputs = Array.ConvertAll(
            Run([.. x.Select((leaf, i) => wanted[i] ? tape.Watch(leaf) : leaf)]),
            tape.Split
        );
        tape.End();
        int[] reached = [.. Enumerable.Range(0, outputs.Length).Where(i => yBar[i] is not null)];
        var bars = tape.PullBack(
            wanted.Count(w => w),
            Array.ConvertAll(reached, i => outputs[i].Slot),
            Array.ConvertAll(reached, i => yBar[i]!),
            selections
        );
        return (Array.ConvertAll(outputs, output => output.Primal), Spread(wanted, bars));
    }

    /// <summary>
    /// (x, ẋ of the moving inputs) ↦ (y, ẏ of the moved outputs); <paramref name="moved"/> holds at least where <see cref="Reached"/> does.
    /// </summary>
    internal Program Pushforward(bool[] moving, bool[] moved) =>
        Again(
            Inputs.Concat(Where(Inputs, moving)),
            arguments =>
            {
                var (y, yDot) = Tangents(arguments[..inputs], Spread(moving, arguments[inputs..]));
                return [.. y, .. Where(Tree.OrZeros(yDot, y), moved)];
            }
        );

    /// <summary>
    /// (x, ȳ of the reached outputs) ↦ (y, x̄ of the wanted inputs); <paramref name="reached"/> holds at least where <see cref="Reached"/> does.
    /// </summary>
    internal Program Pullback(bool[] wanted, bool[] reached) =>
        Again(
            Inputs.Concat(Where(Outputs, reached)),
            arguments =>
            {
                var x = arguments[..inputs];
                var (y, bars) = Cotangents(x, wanted, Spread(reached, arguments[inputs..]));
                return [.. y, .. Where(Tree.OrZeros(bars, x), wanted)];
            }
        );

    /// <summary>The pushforward of tangents that have selections where flagged, to the moved outputs.</summary>
    internal SelectivePushforward Pushforward(bool[] moving, bool[] moved, bool[] selected)
    {
        var isSelected = new List<bool>();
        var joint = Again(
            Inputs.Concat(Where(Inputs, moving)).Concat(Where(Inputs, selected)),
            arguments =>
            {
                var trace = new SelectionTrace();
                var dots = Spread(moving, arguments[inputs..]);
                var masks = Spread(selected, arguments[(inputs + moving.Count(m => m))..]);
                var (y, yDot) = Tangents(arguments[..inputs], trace.Wrap(dots, masks), trace);
                var (written, selections) = trace.Split(Where(yDot, moved), Where(y, moved), isSelected);
                trace.End();
                return [.. y, .. written, .. selections];
            }
        );
        int[] all = [.. Enumerable.Range(0, joint.Inputs.Count)];
        var slots = joint.OutputSlots.ToArray();
        var masks = slots.Length - isSelected.Count;
        return new(joint.Extract(all, slots[..masks]), joint.Extract(all, slots[masks..]), [.. isSelected]);
    }

    /// <summary>The pullback of a part of the outputs, whose cotangents have selections where flagged.</summary>
    internal SelectivePullback Pullback(bool[] wanted, bool[] given, bool[] selected)
    {
        var isSelected = new List<bool>();
        var joint = Again(
            Inputs.Concat(Where(Outputs, given)).Concat(Where(Outputs, selected)),
            arguments =>
            {
                var trace = new SelectionTrace();
                var x = arguments[..inputs];
                var bars = Spread(given, arguments[inputs..]);
                var masks = Spread(selected, arguments[(inputs + given.Count(g => g))..]);
                var pulled = Cotangents(x, wanted, trace.Wrap(bars, masks), trace).Bars;
                var (written, selections) = trace.Split(Where(pulled, wanted), Where(x, wanted), isSelected);
                trace.End();
                return [.. written, .. selections];
            }
        );
        int[] all = [.. Enumerable.Range(0, joint.Inputs.Count)];
        var outputs = joint.OutputSlots.ToArray();
        var half = outputs.Length / 2;
        return new(joint.Extract(all, outputs[..half]), joint.Extract(all, outputs[half..]), [.. isSelected]);
    }

    /// <summary>Which outputs a small change of the given inputs can move.</summary>
    internal bool[] Reached(bool[] moving) =>
        ToOutputs(Followed(slot => moving[slot], (operation, _) => operation.IsDifferentiable ? null : []));

    /// <summary>Which outputs depend on some of the inputs.</summary>
    internal bool[] Depending(bool[] sources) => ToOutputs(Dependent(slot => sources[slot]));

    /// <summary>Which slots depend on some of the inputs.</summary>
    internal bool[] Dependent(Func<int, bool> isSource) => Followed(isSource, (_, _) => null);

    /// <summary>As <see cref="Dependent"/>, looking into operations that run programs: of several answers some may not depend on a source.</summary>
    internal bool[] Influenced(Func<int, bool> isSource) =>
        Followed(isSource, (operation, flags) => (operation as NaryOperation)?.Influenced(flags));

    /// <summary>The same of the outputs.</summary>
    internal bool[] Influenced(bool[] sources) => ToOutputs(Influenced(slot => sources[slot]));

    private bool[] ToOutputs(bool[] flags) => Array.ConvertAll(outputs, slot => flags[slot]);

    /// <summary>Which slots follow from some of the inputs, where an operation with a flagged operand says which answers do: null for all, none for none.</summary>
    private bool[] Followed(Func<int, bool> isSource, Func<Operation, bool[], bool[]?> answers)
    {
        var followed = new bool[slots.Length];
        for (var slot = 0; slot < inputs; slot++)
            followed[slot] = isSource(slot);
        foreach (var equation in equations)
        {
            var flags = Array.ConvertAll(equation.Inputs, slot => followed[slot]);
            if (!flags.Contains(true))
                continue;
            if (answers(equation.Operation, flags) is { } some)
                some.CopyTo(followed, equation.Output);
            else
                Array.Fill(followed, true, equation.Output, equation.Outputs);
        }
        return followed;
    }

    /// <summary>The same for a batch along axis 0 of the batched inputs and of all outputs.</summary>
    internal Program Batch(bool[] batched, int size) => Batch(batched, Array.ConvertAll(outputs, _ => true), size);

    /// <summary>The same for a batch along axis 0 of the batched inputs; <paramref name="batches"/> says which outputs have it, at least where they depend on one that has.</summary>
    internal Program Batch(bool[] batched, bool[] batches, int size) =>
        Again(
            Inputs.Select((type, i) => batched[i] ? type with { Shape = Batching.Of(size, type.Shape) } : type),
            arguments =>
            {
                var trace = new BatchTrace(size);
                var outputs = Array.ConvertAll(
                    Run([.. batched.Select((b, i) => b ? new BatchedTensor(trace, arguments[i]) : arguments[i])]),
                    trace.Split
                );
                trace.End();
                return
                [
                    .. outputs.Select(
                        (output, i) =>
                            batches[i] ? Batching.Full(new(output.Value, output.Batched), size) : output.Value
                    ),
                ];
            }
        );
}
