namespace Functional.Core;

/// <summary>
/// A scan under reverse mode. Beside the answers of the plain scan it gives, as further sequences, what the pullback of a step reads of that step;
/// the pullback is <see cref="Pull"/>, a scan from the other end that carries the cotangents of the carries and the sums of those of what is shared.
/// </summary>
internal sealed partial record RecordedScan(
    Scan Plain,
    Program Body,
    string Gives,
    bool[] Active,
    Scan Pull,
    RecordedScan.Source[] Sources
) : Scan(Body, Plain.Takes, Gives, Plain.Length, Plain.FromEnd)
{
    /// <summary>Where an input of <see cref="Pull"/> comes from: the index is that of an output, of an input, or of what is kept.</summary>
    internal readonly record struct Source(Origin Origin, int Index);

    internal enum Origin
    {
        /// <summary>The cotangent of an output.</summary>
        Bar,

        /// <summary>Zero, to add the cotangents of an input to.</summary>
        Sum,

        /// <summary>A sequence that the recorded scan gives for this.</summary>
        Kept,

        /// <summary>An input.</summary>
        Input,
    }

    /// <param name="plain">The scan.</param>
    /// <param name="active">The inputs whose cotangents are computed; with a carry, all carries that it reaches.</param>
    /// <param name="reached">The outputs that depend on an active input, and every active carry.</param>
    public static RecordedScan Of(Scan plain, bool[] active, bool[] reached)
    {
        var (takes, gives) = (plain.Takes, plain.Gives);
        // (x, ȳ of the reached outputs) ↦ (y, x̄ of the active inputs), both for one step.
        var joint = plain.Body.Pullback(active, reached);
        var outputs = joint.OutputSlots.ToArray();
        var (answers, bars) = (outputs[..gives.Length], outputs[gives.Length..]);
        var kept = KeptOf(joint, takes, answers, bars);

        var slots = new List<int>();
        var sources = new List<Source>();
        var pullTakes = "";
        void Take(int slot, Origin origin, int index, char role)
        {
            slots.Add(slot);
            sources.Add(new(origin, index));
            pullTakes += role;
        }
        var barOf = new int[gives.Length];
        for (int output = 0, slot = takes.Length; output < gives.Length; output++)
            barOf[output] = reached[output] ? slot++ : -1;
        var carried = new Queue<int>(Places(gives, Carry));
        for (var i = 0; i < takes.Length; i++)
        {
            var output = takes[i] == Carry ? carried.Dequeue() : -1;
            if (active[i] && takes[i] == Carry)
                Take(barOf[output], Origin.Bar, output, Carry);
            else if (active[i] && takes[i] == Shared)
                Take(-1, Origin.Sum, i, Carry);
        }
        foreach (var output in Places(gives, Sequence))
            if (reached[output])
                Take(barOf[output], Origin.Bar, output, Sequence);
        for (var k = 0; k < kept.Length; k++)
            Take(kept[k], Origin.Kept, k, Sequence);
        var read = joint.Needed(bars, kept.Contains).Used;
        for (var i = 0; i < takes.Length; i++)
            if (takes[i] != Carry && read[i])
                Take(i, Origin.Input, i, takes[i]);

        // The sums are added to outside of what the tape has pulled back, by rank one where a product has not been written.
        var pull = joint.Extract([.. slots.Where(slot => slot >= 0)], bars);
        var body = StageTrace
            .Run(
                "Scan",
                [.. slots.Select((slot, i) => slot >= 0 ? joint.Slots[slot] : joint.Slots[sources[i].Index])],
                arguments =>
                {
                    var pulled = pull.Run([.. arguments.Where((_, i) => slots[i] >= 0)]);
                    var input = -1;
                    for (var p = 0; p < pulled.Length; p++)
                    {
                        input = Array.FindIndex(active, input + 1, wanted => wanted);
                        if (takes[input] == Shared)
                            pulled[p] = Tensor.Combine(
                                1,
                                arguments[sources.IndexOf(new(Origin.Sum, input))],
                                1,
                                pulled[p]
                            );
                    }
                    return pulled;
                }
            )
            .Program;
        var pullGives = string.Concat(
            takes.Where((_, i) => active[i]).Select(role => role == Sequence ? Sequence : Carry)
        );
        return new(
            plain,
            joint.Extract([.. Enumerable.Range(0, takes.Length)], [.. answers, .. kept]),
            gives + new string(Sequence, kept.Length),
            active,
            new(body, pullTakes, pullGives, plain.Length, !plain.FromEnd),
            [.. sources]
        );
    }

    /// <summary>What the backward equations of a step read of its forward ones, unless it is given again or is the same at every step.</summary>
    private static int[] KeptOf(Program joint, string takes, int[] answers, int[] bars)
    {
        var changing = joint.Dependent(slot => slot < takes.Length && takes[slot] != Shared);
        return
        [
            .. joint
                .Residuals(takes.Length, answers, bars)
                .Where(slot => changing[slot] && !(slot < takes.Length && takes[slot] == Sequence)),
        ];
    }

    internal override int Kept => Gives.Length - Plain.Gives.Length;

    // What is kept is read by this pullback alone.
    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Plain.Pushforward(x, xDot).Tangents;

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var inputs = Array.ConvertAll(
            Sources,
            source =>
                source.Origin switch
                {
                    Origin.Bar => yBar[source.Index] ?? Tensor.ZerosLike(y[source.Index]),
                    Origin.Sum => Tensor.ZerosLike(x[source.Index]),
                    Origin.Kept => y[Plain.Gives.Length + source.Index],
                    _ => x[source.Index],
                }
        );
        return Program.Spread(Active, Tensor.Apply(Pull, inputs));
    }
}
