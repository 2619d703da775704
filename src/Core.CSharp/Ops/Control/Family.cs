namespace Functional.Core;

/// <summary>
/// Programs of the same function, one for each number of instances. An input or output either has one part for each instance, along axis 0, or belongs to all of them:
/// such an input is shared, such an output is a sum over the instances. Derivatives of a family are families, so that cotangents of what is shared are summed within the program.
/// </summary>
internal abstract record Family
{
    /// <summary>The mark of an input or output that has one part for each instance.</summary>
    public const int Each = -1;

    /// <summary>The program of one instance and what its instances share, which all is derived from.</summary>
    public abstract Instances Source { get; }

    /// <summary>For each input, <see cref="Each"/>, or the number of the shared input of <see cref="Source"/> that it is the value, the tangent or the cotangent of.</summary>
    public abstract int[] Takes { get; }

    /// <summary>The same for each output.</summary>
    public abstract int[] Gives { get; }

    /// <summary>The program of so many instances.</summary>
    public Program At(int size) => Source.Alone.Derived((Derivation, size), () => Make(size));

    /// <summary>How the family comes from the program of its source, as a text.</summary>
    protected abstract string Derivation { get; }

    protected abstract Program Make(int size);

    /// <summary>The same family, derived from another source.</summary>
    public abstract Family Over(Instances source);

    protected static string Text(bool[] flags) => string.Concat(flags.Select(flag => flag ? '1' : '0'));

    protected static bool[] Flagged(string text) => [.. text.Select(letter => letter == '1')];

    protected static IEnumerable<int> Where(int[] marks, string text) => marks.Where((_, i) => text[i] == '1');

    /// <summary>The pushforward of tangents that have masks where they are selected: its outputs and tangents, or the masks of the tangents.</summary>
    public Family Pushforward(bool[] moving, bool[] moved, bool[] selected, bool masks) =>
        new Pushed(this, Text(moving), Text(moved), Text(selected), masks);

    /// <summary>The pullback of cotangents of the given outputs, which have masks where they are selected: the cotangents of the wanted inputs, or their masks.</summary>
    public Family Pullback(bool[] wanted, bool[] given, bool[] selected, bool masks) =>
        new Pulled(this, Text(wanted), Text(given), Text(selected), masks);

    /// <summary>The same for a batch of its own within each instance, or within what is shared: an axis 1 or 0 of the batched inputs and of all outputs.</summary>
    public Family Batch(bool[] batched, int count) => new Batched(this, Text(batched), count);

    private sealed record Pushed(Family Of, string Moving, string Moved, string Selected, bool Masks) : Family
    {
        public override Instances Source => Of.Source;

        public override int[] Takes => [.. Of.Takes, .. Where(Of.Takes, Moving), .. Where(Of.Takes, Selected)];

        public override int[] Gives => Masks ? [.. Where(Of.Gives, Moved)] : [.. Of.Gives, .. Where(Of.Gives, Moved)];

        protected override string Derivation => $"{Of.Derivation} push {Moving} {Moved} {Selected} {Masks}";

        protected override Program Make(int size)
        {
            var pushforward = Of.Make(size).Pushforward(Flagged(Moving), Flagged(Moved), Flagged(Selected));
            return Masks ? pushforward.Masks : pushforward.Joint;
        }

        public override Family Over(Instances source) => this with { Of = Of.Over(source) };
    }

    private sealed record Pulled(Family Of, string Wanted, string Given, string Selected, bool Masks) : Family
    {
        public override Instances Source => Of.Source;

        public override int[] Takes => [.. Of.Takes, .. Where(Of.Gives, Given), .. Where(Of.Gives, Selected)];

        public override int[] Gives => [.. Where(Of.Takes, Wanted)];

        protected override string Derivation => $"{Of.Derivation} pull {Wanted} {Given} {Selected} {Masks}";

        protected override Program Make(int size)
        {
            var pullback = Of.Make(size).Pullback(Flagged(Wanted), Flagged(Given), Flagged(Selected));
            return Masks ? pullback.Masks : pullback.Bars;
        }

        public override Family Over(Instances source) => this with { Of = Of.Over(source) };
    }

    private sealed record Batched(Family Of, string Parted, int Count) : Family
    {
        public override Instances Source => Of.Source;

        public override int[] Takes => Of.Takes;

        public override int[] Gives => Of.Gives;

        protected override string Derivation => $"{Of.Derivation} batch {Parted} {Count}";

        protected override Program Make(int size)
        {
            var (takes, gives) = (Takes, Gives);
            var program = Of.Make(size);
            var batch = program.Batch(Flagged(Parted), Count);
            // Instances come first here, and second in the batch.
            return StageTrace
                .Run(
                    "Vectorize",
                    [.. batch.Inputs.Select((type, i) => Turns(i) ? type with { Shape = Turned(type.Shape) } : type)],
                    arguments =>
                    {
                        var answers = batch.Run([.. arguments.Select((x, i) => Turns(i) ? Batching.ToFront(x, 1) : x)]);
                        return [.. answers.Select((y, o) => gives[o] == Each ? Batching.ToFront(y, 1) : y)];
                    }
                )
                .Program;
            bool Turns(int input) => takes[input] == Each && Parted[input] == '1';
        }

        private static Shape Turned(Shape shape) =>
            Batching.Of(shape[1], Batching.Of(shape[0], Batching.Instance(Batching.Instance(shape))));

        public override Family Over(Instances source) => this with { Of = Of.Over(source) };
    }
}

/// <summary>The program of one instance, for many at once. <see cref="Roles"/> has the letters of <see cref="Scan.Takes"/>: a sequence is one of instances.</summary>
internal sealed record Instances(Program Alone, string Roles) : Family
{
    public static string RolesOf(bool[] batched) =>
        string.Concat(batched.Select(each => each ? Scan.Sequence : Scan.Shared));

    public override Instances Source => this;

    public override int[] Takes => [.. Roles.Select((role, i) => role == Scan.Sequence ? Each : i)];

    public override int[] Gives => [.. Alone.Outputs.Select(_ => Each)];

    protected override string Derivation => Roles;

    protected override Program Make(int size) => Alone.Batch([.. Roles.Select(role => role == Scan.Sequence)], size);

    public override Family Over(Instances source) => source;
}
