namespace Functional.Core;

/// <summary>
/// What a step of a scan computes from shared values alone is computed once, in front of the scan. A product of a few rows of a sequence with a shared matrix, and what is done
/// to the sequence before and with the product afterwards, is computed for all steps at once: one product of many rows in the place of many of few.
/// </summary>
internal static class Invariants
{
    // A product of more rows reads its matrix often enough as it is.
    private const int FewRows = 64;

    // The most elements of a sequence that is computed beforehand.
    public const long MostElements = 1 << 22;

    public static Program Run(Program program) =>
        Pass.Each<Scan>(
            program,
            (pass, equation, scan) =>
            {
                if (scan.Length == 0 || new Hoist(scan) is not { Roots.Length: > 0 } hoist)
                    return false;
                hoist.Rewrite(pass, equation);
                return true;
            }
        );

    /// <summary>Whether an equation is a product of matrices whose left one has a few rows.</summary>
    public static bool HasFewRows(Program body, Equation equation) =>
        equation.Operation is MatMul { TransposeX: false }
        && body.Slots[equation.Inputs[0]].Shape is { Rank: 2 } rows
        && body.Slots[equation.Inputs[1]].Shape.Rank == 2
        && rows[0] <= FewRows;

    /// <summary>What a value of a step depends on.</summary>
    private enum Kind
    {
        Shared,
        Timed,
        Carried,
    }

    private sealed class Hoist
    {
        private readonly Scan scan;
        private readonly Program body;
        private readonly Kind[] kinds;

        // The slots that are worth computing in front, or are made of such.
        private readonly bool[] worth;

        public Hoist(Scan scan)
        {
            this.scan = scan;
            body = scan.Body;
            kinds = new Kind[body.Slots.Length];
            worth = new bool[body.Slots.Length];
            for (var i = 0; i < scan.Takes.Length; i++)
                kinds[i] = scan.Takes[i] switch
                {
                    Scan.Carry => Kind.Carried,
                    Scan.Sequence => Kind.Timed,
                    _ => Kind.Shared,
                };
            foreach (var equation in body.Equations)
            {
                var kind = equation.Inputs.Length == 0 ? Kind.Carried : equation.Inputs.Max(slot => kinds[slot]);
                if (equation.Operation is Probe || kind == Kind.Timed && !IsBatched(equation))
                    kind = Kind.Carried;
                Array.Fill(kinds, kind, equation.Output, equation.Outputs);
                Array.Fill(worth, IsWorth(equation, kind), equation.Output, equation.Outputs);
            }
            Roots = [.. Read().Where(slot => worth[slot]).Distinct()];
        }

        /// <summary>The slots that are computed in front and read in the steps.</summary>
        public int[] Roots { get; }

        /// <summary>What the steps read: operands of what remains in them, and outputs.</summary>
        private IEnumerable<int> Read() =>
            body
                .Equations.Where(equation => !worth[equation.Output])
                .SelectMany(equation => equation.Inputs)
                .Concat(body.OutputSlots.ToArray());

        // What may be done for all steps at once for the sake of a product.
        private bool IsBatched(Equation equation) =>
            equation.Outputs == 1
            && (
                equation.Operation.Reading == Reading.Elementwise
                || equation.Operation.Reading == Reading.Movement
                || IsProduct(equation)
            );

        private bool IsProduct(Equation equation) =>
            HasFewRows(body, equation)
            && kinds[equation.Inputs[0]] == Kind.Timed
            && kinds[equation.Inputs[1]] == Kind.Shared
            && (long)body.Slots[equation.Output].Shape.Size * scan.Length <= MostElements;

        private bool IsWorth(Equation equation, Kind kind) =>
            kind switch
            {
                Kind.Shared => equation.Inputs.Any(slot => worth[slot])
                    || equation.Operation is not BroadcastTo && MemoryPlan.ViewOf(body, equation) is null,
                Kind.Timed => IsProduct(equation)
                    || equation.Operation.Reading == Reading.Elementwise
                        && equation.Inputs.Any(slot => worth[slot] && kinds[slot] == Kind.Timed),
                _ => false,
            };

        public void Rewrite(Pass pass, Equation equation)
        {
            var operands = pass.Operands(equation);
            int[] shared = [.. Roots.Where(slot => kinds[slot] == Kind.Shared)];
            int[] timed = [.. Roots.Where(slot => kinds[slot] == Kind.Timed)];
            int[] given = [.. Enumerable.Range(0, operands.Length).Where(i => kinds[i] != Kind.Carried)];
            var outside = Array.ConvertAll(given, i => operands[i]);

            var once = pass.Splice(
                body.Extract([.. given.Where(i => kinds[i] == Kind.Shared)], shared),
                [.. given.Where(i => kinds[i] == Kind.Shared).Select(i => operands[i])]
            );
            var known = shared.Zip(once).ToDictionary(pair => pair.First, pair => pair.Second);
            int[] before = [.. given, .. shared];
            var ahead = body.Extract(before, timed)
                .Batch([.. before.Select(slot => kinds[slot] == Kind.Timed)], scan.Length);
            var sequences = pass.Splice(ahead, [.. outside, .. once]);
            for (var i = 0; i < timed.Length; i++)
                known[timed[i]] = sequences[i];

            int[] inputs = [.. Enumerable.Range(0, operands.Length), .. Roots];
            var rest = new Scan(
                body.Extract(inputs, body.OutputSlots),
                scan.Takes
                    + string.Concat(Roots.Select(slot => kinds[slot] == Kind.Timed ? Scan.Sequence : Scan.Shared)),
                scan.Gives,
                scan.Length,
                scan.FromEnd
            );
            var first = pass.Add(rest, [.. operands, .. Roots.Select(slot => known[slot])], rest.Infer([]));
            pass.Rename(equation, first);
            // A sequence that the scan would only hand on is there already.
            for (var o = 0; o < scan.Gives.Length; o++)
                if (
                    scan.Gives[o] == Scan.Sequence
                    && kinds[body.OutputSlots[o]] == Kind.Timed
                    && known.TryGetValue(body.OutputSlots[o], out var sequence)
                )
                    pass.Rename(equation.Output + o, sequence);
        }
    }
}
