namespace Functional.Core;

// A scan by stretches of steps: what happens within a stretch is a checkpoint.
internal partial record Scan
{
    /// <summary>The answers of this scan, its stretches walked one after the other.</summary>
    public Tensor[] Apply(Tensor[] inputs, Checkpoints checkpoints)
    {
        var stretch = checkpoints.Stretch(Length, () => Bytes(Body.Inputs, Takes, Carry), KeptBytes);
        if (stretch >= Length)
            return Tensor.Apply(this, inputs);
        var (count, rest) = Math.DivRem(Length, stretch);
        // What remains is walked last: at the end of time, or at its beginning if that is where the walk ends.
        var answers = Apply(inputs, FromEnd ? rest : 0, count, stretch);
        if (rest == 0)
            return answers;
        int[] carries = Places(Takes, Carry),
            carried = Places(Gives, Carry);
        inputs = [.. inputs];
        for (var c = 0; c < carries.Length; c++)
            inputs[carries[c]] = answers[carried[c]];
        var last = Apply(inputs, FromEnd ? 0 : count * stretch, 1, rest);
        foreach (var s in Places(Gives, Sequence))
            last[s] = Tensor.Concat(FromEnd ? [last[s], answers[s]] : [answers[s], last[s]]);
        return last;
    }

    /// <summary>So many stretches from a time on.</summary>
    private Tensor[] Apply(Tensor[] inputs, int start, int count, int stretch)
    {
        var walked = count * stretch;
        var types = inputs
            .Select(
                (x, i) =>
                    Takes[i] == Sequence
                        ? x.Type with
                        {
                            Shape = Batching.Of(stretch, Batching.Instance(x.Shape)),
                        }
                        : x.Type
            )
            .ToArray();
        var inner = Program.Of(this with { Length = stretch }, types);
        var outer = new Scan(Program.Of(new Checkpoint(inner), types), Takes, Gives, count, FromEnd);
        var parted = Sequences(
            inputs,
            Takes,
            x => Tensor.Apply(new Slice(0, start, walked, 1), x).Reshape([count, stretch, .. x.Shape.Sizes[1..]])
        );
        return Sequences(Tensor.Apply(outer, parted), Gives, y => y.Reshape([walked, .. y.Shape.Sizes[2..]]));
    }

    private static Tensor[] Sequences(Tensor[] values, string roles, Func<Tensor, Tensor> f) =>
        [.. values.Select((value, i) => roles[i] == Sequence ? f(value) : value)];

    private static long Bytes(IEnumerable<TensorType> types, string roles, char role) =>
        types.Where((_, i) => roles[i] == role).Sum(type => type.Bytes);

    /// <summary>The bytes that the pullback of a step keeps.</summary>
    private long KeptBytes()
    {
        var recorded = (Scan)Recorded(Array.ConvertAll(Takes.ToCharArray(), _ => true));
        return Bytes(recorded.Body.Outputs, recorded.Gives, Sequence);
    }
}
