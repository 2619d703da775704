namespace Functional.Core;

/// <summary>
/// A product of a few rows with a shared matrix that a step of a scan does not go on with, but hands out, is computed behind the scan for all steps at once, and what is done to it elementwise too:
/// the step hands out the rows instead.
/// </summary>
internal static class DeferredProducts
{
    public static Program Run(Program program) =>
        Pass.Each<Scan>(
            program,
            (pass, equation, scan) =>
            {
                if (scan.Length <= 1 || new Deferral(scan) is not { Pays: true } deferral)
                    return false;
                deferral.Rewrite(pass, equation);
                return true;
            }
        );

    private sealed class Deferral
    {
        private readonly Scan scan;
        private readonly Program body;

        // The slots that are computed behind the scan, and what they read of it.
        private readonly bool[] deferred;
        private readonly int[] read;

        public Deferral(Scan scan)
        {
            this.scan = scan;
            body = scan.Body;
            deferred = Ahead(Last());
            read =
            [
                .. body
                    .Equations.Where(equation => deferred[equation.Output])
                    .SelectMany(equation => equation.Inputs)
                    .Where(slot => !deferred[slot] && !IsConstant(slot))
                    .Distinct(),
            ];
            Pays = deferred.Contains(true) && IsCheap();
        }

        public bool Pays { get; }

        private bool IsConstant(int slot) => slot >= body.Inputs.Count && slot < body.Given;

        private bool IsShared(int slot) =>
            IsConstant(slot) || slot < body.Inputs.Count && scan.Takes[slot] == Scan.Shared;

        private bool IsTimed(int slot) => slot < body.Inputs.Count && scan.Takes[slot] == Scan.Sequence;

        private bool IsProduct(Equation equation) =>
            Invariants.HasFewRows(body, equation) && !IsShared(equation.Inputs[0]) && IsShared(equation.Inputs[1]);

        /// <summary>What is read by nothing but sequences handed out, and by what is so itself.</summary>
        private bool[] Last()
        {
            var last = new bool[body.Slots.Length];
            Array.Fill(last, true, body.Given, last.Length - body.Given);
            foreach (var carried in Scan.Places(scan.Gives, Scan.Carry))
                last[body.OutputSlots[carried]] = false;
            foreach (var equation in body.Equations.Reverse())
            {
                var isLast =
                    equation.Outputs == 1
                    && last[equation.Output]
                    && (
                        IsProduct(equation)
                        || equation.Operation.Reading == Reading.Elementwise && equation.Operation is not Probe
                    );
                if (isLast)
                    continue;
                Array.Fill(last, false, equation.Output, equation.Outputs);
                foreach (var slot in equation.Inputs)
                    last[slot] = false;
            }
            return last;
        }

        /// <summary>Of these the products, and what is made of one.</summary>
        private bool[] Ahead(bool[] last)
        {
            var ahead = new bool[last.Length];
            foreach (var equation in body.Equations)
                ahead[equation.Output] =
                    last[equation.Output] && (IsProduct(equation) || equation.Inputs.Any(slot => ahead[slot]));
            return ahead;
        }

        /// <summary>What the steps hand out for what comes behind, unless they do already.</summary>
        private IEnumerable<int> Handed =>
            read.Where(slot => !IsShared(slot) && !IsTimed(slot) && SequenceOf(slot) < 0);

        private int SequenceOf(int slot) =>
            Array.FindIndex(
                body.OutputSlots.ToArray().Select((output, o) => (output, o)).ToArray(),
                pair => pair.output == slot && scan.Gives[pair.o] == Scan.Sequence
            );

        private bool IsCheap()
        {
            long Elements(IEnumerable<int> slots) => slots.Sum(slot => (long)body.Slots[slot].Shape.Size);
            var handed = Elements(Handed);
            var products = Elements(
                body.Equations.Where(equation => deferred[equation.Output] && equation.Operation is MatMul)
                    .Select(equation => equation.Output)
            );
            return handed <= 4 * products && Math.Max(handed, products) * scan.Length <= Invariants.MostElements;
        }

        public void Rewrite(Pass pass, Equation equation)
        {
            var operands = pass.Operands(equation);
            var outputs = body.OutputSlots.ToArray();
            int[] kept = [.. Enumerable.Range(0, outputs.Length).Where(o => !deferred[outputs[o]])];
            int[] later = [.. Enumerable.Range(0, outputs.Length).Where(o => deferred[outputs[o]])];
            int[] handed = [.. Handed];
            var rest = new Scan(
                body.Extract([.. Enumerable.Range(0, operands.Length)], [.. kept.Select(o => outputs[o]), .. handed]),
                scan.Takes,
                string.Concat(kept.Select(o => scan.Gives[o])) + new string(Scan.Sequence, handed.Length),
                scan.Length,
                scan.FromEnd
            );
            var first = pass.Add(rest, operands, rest.Infer([]));
            for (var k = 0; k < kept.Length; k++)
                pass.Rename(equation.Output + kept[k], first + k);

            int OverTime(int slot) =>
                slot < body.Inputs.Count && (IsShared(slot) || IsTimed(slot)) ? operands[slot]
                : Array.IndexOf(handed, slot) is >= 0 and var h ? first + kept.Length + h
                : first + Array.IndexOf(kept, SequenceOf(slot));

            var behind = body.Extract(read, [.. later.Select(o => outputs[o])])
                .Batch(Array.ConvertAll(read, slot => !IsShared(slot)), scan.Length);
            var answers = pass.Splice(behind, Array.ConvertAll(read, OverTime));
            for (var l = 0; l < later.Length; l++)
                pass.Rename(equation.Output + later[l], answers[l]);
        }
    }
}
