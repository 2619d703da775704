namespace Functional.Core;

// Selections across a scan: those of sequences enter and leave as masks, one a step. The zeros of carries are written.
internal sealed partial record RecordedScan
{
    internal override Tensor?[] Vjp(SelectionTrace selections, Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        var bars = Array.ConvertAll(yBar, selections.Written);
        var masks = new Tensor?[Plain.Gives.Length];
        foreach (var output in Places(Plain.Gives, Sequence))
            masks[output] = selections.MaskOf(yBar[output]);
        var pulled = masks.All(mask => mask is null)
            ? Vjp(x, y, bars, wanted)
            : Program.Spread(Active, new Selective(this, masks).Pull(x, y, bars));
        var any = selections.Any(this, yBar);
        var made = new Lazy<Tensor?[]>(() => Program.Spread(Active, new Selective(this, masks).Masks(x)));
        return
        [
            .. pulled.Select(
                (bar, i) =>
                    bar is null || Plain.Length == 0
                        ? bar
                        : selections.Join(
                            bar,
                            Selection.Both(any, Selection.Of(() => made.Value[i] ?? Tensor.Literal(1, bar))),
                            any is null
                        )
            ),
        ];
    }

    /// <summary>The scans that pull selected cotangents back, and that find what each step selects; steps are evaluated again for them.</summary>
    private sealed class Selective
    {
        private readonly RecordedScan scan;
        private readonly Tensor?[] masks;
        private readonly bool[] reached;
        private readonly SelectivePullback step;

        public Selective(RecordedScan scan, Tensor?[] masks)
        {
            (this.scan, this.masks) = (scan, masks);
            reached = Closed(Takes, Gives, scan.Active, Body.Reached).Outputs;
            step = Body.Pullback(scan.Active, reached, IsMasked);
        }

        private Program Body => scan.Plain.Body;

        private string Takes => scan.Plain.Takes;

        private string Gives => scan.Plain.Gives;

        private int Length => scan.Plain.Length;

        private bool[] IsMasked => Array.ConvertAll(masks, mask => mask is not null);

        private IEnumerable<Tensor> Given => masks.OfType<Tensor>();

        private IEnumerable<TensorType> MaskTypes => Body.Outputs.Where((_, i) => masks[i] is not null);

        /// <summary>The selections of the active inputs: of a sequence at each step, of a carry at the first, of what is shared at any.</summary>
        public Tensor?[] Masks(Tensor[] x)
        {
            if (!step.IsSelected.Contains(true))
                return new Tensor?[step.IsSelected.Length];
            var inputs = Takes.Length;
            var body = StageTrace
                .Run(
                    "Scan",
                    [.. Body.Inputs, .. MaskTypes],
                    arguments =>
                    {
                        var y = Body.Run(arguments.AsSpan(0, inputs));
                        var bars = y.Where((_, i) => reached[i]).Select(Tensor.ZerosLike);
                        var selected = step.Masks.Run([.. arguments[..inputs], .. bars, .. arguments[inputs..]]);
                        return [.. Scan.Places(Gives, Carry).Select(c => y[c]), .. selected];
                    }
                )
                .Program;
            var carries = Scan.Places(Gives, Carry).Length;
            var walk = new Scan(
                body,
                Takes + new string(Sequence, body.Inputs.Count - inputs),
                new string(Carry, carries) + new string(Sequence, step.IsSelected.Length),
                Length,
                scan.FromEnd
            );
            var made = Tensor.Apply(walk, [.. x, .. Given])[carries..];
            var roles = Of(Takes, scan.Active);
            var first = scan.FromEnd ? Length - 1 : 0;
            return
            [
                .. made.Select(
                    (mask, i) =>
                        roles[i] == Sequence ? mask
                        : roles[i] == Carry ? mask.Slice(0, first, first + 1).Reshape([.. mask.Shape.Skip(1)])
                        : mask.Sum(0)
                ),
            ];
        }

        /// <summary>The cotangents of the active inputs.</summary>
        public Tensor[] Pull(Tensor[] x, Tensor[] y, Tensor?[] yBar)
        {
            int[] carries = Scan.Places(Takes, Carry),
                carried = Scan.Places(Gives, Carry),
                sequences = Scan.Places(Takes, Sequence),
                shared = Scan.Places(Takes, Shared);
            int[] active = [.. Enumerable.Range(0, Takes.Length).Where(i => scan.Active[i])],
                sums = [.. active.Where(i => Takes[i] != Sequence)],
                bars = [.. Scan.Places(Gives, Sequence).Where(i => reached[i])];

            // The carries that each step starts from, which the plain scan does not keep.
            var starts = Tensor.Apply(Starts(carries), x)[carried.Length..];

            int OutputOf(int carry) => carried[Array.IndexOf(carries, carry)];
            Tensor Bar(int output) => yBar[output] ?? Tensor.ZerosLike(y[output]);

            Tensor[] inputs =
            [
                .. sums.Select(i => Takes[i] == Carry ? Bar(OutputOf(i)) : Tensor.ZerosLike(x[i])),
                .. bars.Select(Bar),
                .. Given,
                .. starts,
                .. sequences.Select(i => x[i]),
                .. shared.Select(i => x[i]),
            ];
            var takes =
                new string(Carry, sums.Length)
                + new string(Sequence, bars.Length + Given.Count() + starts.Length + sequences.Length)
                + new string(Shared, shared.Length);
            TensorType[] types =
            [
                .. sums.Select(i => Body.Inputs[i]),
                .. bars.Select(i => Body.Outputs[i]),
                .. MaskTypes,
                .. carries.Concat(sequences).Concat(shared).Select(i => Body.Inputs[i]),
            ];
            var body = StageTrace
                .Run(
                    "Scan",
                    types,
                    arguments =>
                    {
                        var next = 0;
                        Tensor[] Take(int count) => arguments[next..(next += count)];
                        var (carry, given) = (Take(sums.Length), Take(bars.Length));
                        var selected = Take(Given.Count());
                        var at = new Tensor[Takes.Length];
                        foreach (var input in carries.Concat(sequences).Concat(shared))
                            at[input] = Take(1)[0];
                        var step = new List<Tensor>();
                        for (var output = 0; output < Gives.Length; output++)
                            if (reached[output])
                                step.Add(
                                    Gives[output] == Sequence
                                        ? given[Array.IndexOf(bars, output)]
                                        : carry[Array.IndexOf(sums, carries[Array.IndexOf(carried, output)])]
                                );
                        var pulled = this.step.Bars.Run([.. at, .. step, .. selected]);
                        for (var p = 0; p < pulled.Length; p++)
                            if (Takes[active[p]] == Shared)
                                pulled[p] = carry[Array.IndexOf(sums, active[p])] + pulled[p];
                        return pulled;
                    }
                )
                .Program;
            var gives = string.Concat(active.Select(i => Takes[i] == Sequence ? Sequence : Carry));
            return Tensor.Apply(new Scan(body, takes, gives, Length, !scan.FromEnd), inputs);
        }

        /// <summary>The plain scan, which collects the carries that each step starts from.</summary>
        private Scan Starts(int[] carries)
        {
            var body = StageTrace
                .Run(
                    "Scan",
                    Body.Inputs,
                    arguments =>
                    {
                        var y = Body.Run(arguments);
                        return [.. Scan.Places(Gives, Carry).Select(c => y[c]), .. carries.Select(c => arguments[c])];
                    }
                )
                .Program;
            return new(
                body,
                Takes,
                new string(Carry, carries.Length) + new string(Sequence, carries.Length),
                Length,
                scan.FromEnd
            );
        }
    }
}
