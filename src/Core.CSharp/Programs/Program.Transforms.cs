namespace Functional.Core;

// The derivatives and the batch of a program are programs: the transforms run it on values that are traced again.
public sealed partial class Program
{
    /// <summary>Traces anew what becomes of this program's values.</summary>
    private Program Again(IEnumerable<TensorType> types, Func<Tensor[], Tensor[]> f) =>
        StageTrace.Run("Program", [.. types], f).Program;

    private static IEnumerable<T> Where<T>(IEnumerable<T> items, bool[] flags) => items.Where((_, i) => flags[i]);

    /// <summary>
    /// (x, ẋ of the moving inputs) ↦ (y, ẏ of the moved outputs); <paramref name="moved"/> holds at least where <see cref="Reached"/> does.
    /// </summary>
    internal Program Pushforward(bool[] moving, bool[] moved, ZeroRule zeros) =>
        Again(
            Inputs.Concat(Where(Inputs, moving)),
            arguments =>
            {
                var trace = new PushforwardTrace(zeros);
                var next = inputs;
                var outputs = Array.ConvertAll(
                    Run([.. moving.Select((m, i) => m ? trace.Join(arguments[i], arguments[next++]) : arguments[i])]),
                    trace.Split
                );
                trace.End();
                return
                [
                    .. outputs.Select(output => output.Primal),
                    .. Where(outputs, moved).Select(output => output.Tangent ?? Tensor.ZerosLike(output.Primal)),
                ];
            }
        );

    /// <summary>
    /// (x, ȳ of the reached outputs) ↦ (y, x̄ of the wanted inputs); <paramref name="reached"/> holds at least where <see cref="Reached"/> does.
    /// </summary>
    internal Program Pullback(bool[] wanted, bool[] reached, ZeroRule zeros) =>
        Again(
            Inputs.Concat(Where(Outputs, reached)),
            arguments =>
            {
                var tape = new Tape(zeros);
                var outputs = Array.ConvertAll(
                    Run([.. wanted.Select((w, i) => w ? tape.Watch(arguments[i]) : arguments[i])]),
                    tape.Split
                );
                tape.End();
                var bars = tape.PullBack(
                    wanted.Count(w => w),
                    [.. Where(outputs, reached).Select(output => output.Slot)],
                    arguments[inputs..]
                );
                return
                [
                    .. outputs.Select(output => output.Primal),
                    .. Tree.OrZeros(bars, [.. Where(arguments[..inputs], wanted)]),
                ];
            }
        );

    /// <summary>Which outputs a small change of the given inputs can move.</summary>
    internal bool[] Reached(bool[] moving) => ToOutputs(Followed(slot => moving[slot], o => o.IsDifferentiable));

    /// <summary>Which outputs depend on some of the inputs.</summary>
    internal bool[] Depending(bool[] sources) => ToOutputs(Dependent(slot => sources[slot]));

    /// <summary>Which slots depend on some of the inputs.</summary>
    internal bool[] Dependent(Func<int, bool> isSource) => Followed(isSource, _ => true);

    /// <summary>As <see cref="Dependent"/>, looking into operations that run programs: of several answers some may not depend on a source.</summary>
    internal bool[] Influenced(Func<int, bool> isSource)
    {
        var influenced = new bool[slots.Length];
        for (var slot = 0; slot < inputs; slot++)
            influenced[slot] = isSource(slot);
        foreach (var equation in equations)
        {
            var flags = Array.ConvertAll(equation.Inputs, slot => influenced[slot]);
            if (!flags.Contains(true))
                continue;
            if ((equation.Operation as NaryOperation)?.Influenced(flags) is { } answers)
                answers.CopyTo(influenced, equation.Output);
            else
                Array.Fill(influenced, true, equation.Output, equation.Outputs);
        }
        return influenced;
    }

    /// <summary>The same of the outputs.</summary>
    internal bool[] Influenced(bool[] sources) => ToOutputs(Influenced(slot => sources[slot]));

    private bool[] ToOutputs(bool[] flags) => Array.ConvertAll(outputs, slot => flags[slot]);

    private bool[] Followed(Func<int, bool> isSource, Func<Operation, bool> through)
    {
        var followed = new bool[slots.Length];
        for (var slot = 0; slot < inputs; slot++)
            followed[slot] = isSource(slot);
        foreach (var equation in equations)
            if (through(equation.Operation) && Array.Exists(equation.Inputs, slot => followed[slot]))
                Array.Fill(followed, true, equation.Output, equation.Outputs);
        return followed;
    }

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
