using System.Diagnostics;

namespace Functional.Core;

/// <summary>
/// A fold through time: one body applied at every step. <see cref="Takes"/> says what each input of the body is to the scan: a carry, which the next step gets
/// from this one; a sequence, whose axis 0 is time; or shared by all steps. <see cref="Gives"/> says the same of its outputs: the k-th carry is what
/// the k-th carry becomes, a sequence collects what each step adds. The answers are the last carries and the sequences. <see cref="FromEnd"/> walks from the last step to the first.
/// </summary>
internal partial record Scan(Program Body, string Takes, string Gives, int Length, bool FromEnd) : NaryOperation
{
    /// <summary>The letters of <see cref="Takes"/> and <see cref="Gives"/>.</summary>
    public const char Carry = 'c',
        Sequence = 's',
        Shared = 'w';

    public override string Name => "Scan";

    internal override IReadOnlyList<Program> Bodies => [Body];

    internal override NaryOperation WithBodies(Func<Program, Program> replace) => this with { Body = replace(Body) };

    internal override string Constants => $"{Length} steps{(FromEnd ? ", from the end" : "")}";

    internal override int Times => Length;

    internal override BodyText BodyText(int body) => new("each step", Takes, Gives);

    /// <summary>The type of a value as the scan takes or gives it, if the body does as the type given.</summary>
    private TensorType Outside(TensorType type, char role) =>
        role == Sequence ? type with { Shape = Batching.Of(Length, type.Shape) } : type;

    internal override TensorType[] Infer(TensorType[] inputs) =>
        [.. Body.Outputs.Select((type, i) => Outside(type, Gives[i]))];

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Bind(inputs, outputs, null)();

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within)
    {
        int[] carries = Places(Takes, Carry),
            carried = Places(Gives, Carry),
            sequences = Places(Takes, Sequence),
            produced = Places(Gives, Sequence),
            shared = Places(Takes, Shared);
        int[] taken = Array.ConvertAll(sequences, s => Body.Slots[s].Shape.Size),
            given = Array.ConvertAll(produced, p => Body.Slots[Body.OutputSlots[p]].Shape.Size);
        var walk = Body.InPlace(carries, carried);
        return () =>
        {
            var frame = walk.Rent(within);
            // Carries live in the places of the last ones from the first step on.
            for (var c = 0; c < carries.Length; c++)
            {
                var carry = outputs[carried[c]];
                carry.Fill(inputs[carries[c]]);
                frame.Input(carries[c], carry);
                frame.Output(carried[c], carry);
            }
            foreach (var w in shared)
                frame.Input(w, inputs[w]);
            for (var i = 0; i < Length; i++)
            {
                var time = FromEnd ? Length - 1 - i : i;
                for (var s = 0; s < sequences.Length; s++)
                    frame.Input(sequences[s], inputs[sequences[s]], time * taken[s]);
                for (var p = 0; p < produced.Length; p++)
                    frame.Output(produced[p], outputs[produced[p]], time * given[p]);
                frame.Run();
            }
            walk.Return(frame);
        };
    }

    internal static int[] Places(string roles, char role) =>
        [.. Enumerable.Range(0, roles.Length).Where(i => roles[i] == role)];

    internal static string Of(string roles, bool[] flags) => string.Concat(roles.Where((_, i) => flags[i]));

    /// <summary>
    /// The flags of inputs, grown until they hold for every carry that a flagged value can reach, and the flags of the outputs that are reached or are such a carry.
    /// </summary>
    internal static (bool[] Inputs, bool[] Outputs) Closed(
        string takes,
        string gives,
        bool[] inputs,
        Func<bool[], bool[]> reach
    )
    {
        inputs = [.. inputs];
        int[] carries = Places(takes, Carry),
            carried = Places(gives, Carry);
        while (true)
        {
            var outputs = reach(inputs);
            var grown = false;
            for (var c = 0; c < carries.Length; c++)
            {
                grown |= outputs[carried[c]] && !inputs[carries[c]];
                outputs[carried[c]] = inputs[carries[c]] |= outputs[carried[c]];
            }
            if (!grown)
                return (inputs, outputs);
        }
    }

    internal override bool[] Influenced(bool[] inputs) => Closed(Takes, Gives, inputs, Body.Influenced).Outputs;

    /// <summary>Primal and tangent walk through time together, so that nothing has to be kept.</summary>
    internal override (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot)
    {
        var (moving, moved) = Closed(Takes, Gives, Array.ConvertAll(xDot, dot => dot is not null), Body.Reached);
        var joint = new Scan(
            Body.Pushforward(moving, moved),
            Takes + Of(Takes, moving),
            Gives + Of(Gives, moved),
            Length,
            FromEnd
        );
        var dots = Tree.OrZeros(xDot, x).Where((_, i) => moving[i]);
        var answers = Tensor.Apply(joint, [.. x, .. dots]);
        return (answers[..moved.Length], Program.Spread(moved, answers[moved.Length..]));
    }

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Pushforward(x, xDot).Tangents;

    internal override NaryOperation Recorded(bool[] wanted)
    {
        var (active, reached) = Closed(Takes, Gives, wanted, Body.Reached);
        return RecordedScan.Of(this, active, reached);
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        throw new UnreachableException("Reverse mode records what Recorded gives.");

    // In a sequence time comes before the batch, so that a step finds its instances side by side.
    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var (batched, batches) = Closed(Takes, Gives, Array.ConvertAll(x, operand => operand.Batched), Body.Depending);
        var inputs = new Tensor[x.Length];
        for (var i = 0; i < x.Length; i++)
            inputs[i] =
                !batched[i] ? x[i].Value
                : Takes[i] == Sequence ? Batching.ToFront(x[i].Value, 1)
                : Batching.Full(x[i], size);
        var answers = Tensor.Apply(new Scan(Body.Batch(batched, batches, size), Takes, Gives, Length, FromEnd), inputs);
        for (var i = 0; i < answers.Length; i++)
            answers[i] =
                !batches[i] ? Batching.Full(new(answers[i], false), size)
                : Gives[i] == Sequence ? Batching.ToFront(answers[i], 1)
                : answers[i];
        return answers;
    }
}
