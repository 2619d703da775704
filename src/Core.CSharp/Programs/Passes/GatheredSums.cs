using System.Numerics;

namespace Functional.Core;

/// <summary>
/// A scan that adds a product uᵀ v to a carry at every step, as the pullback of a loop does for each shared matrix, hands out u and v instead: the sum over time is then
/// one product of all steps, Σₜ uₜᵀ vₜ = Uᵀ V. A sum of the rows of such a factor, the gradient of a bias, goes with it.
/// </summary>
internal static class GatheredSums
{
    // The most elements that may be handed out to spare the additions.
    private const long MostElements = 1 << 24;

    // A longer sequence has left the caches by the time it is summed.
    private const long NearElements = 1 << 17;

    public static Program Run(Program program) =>
        Pass.Each<Scan>(
            program,
            (pass, equation, scan) =>
            {
                if (new Gatherer(scan) is not { Sums.Count: > 0 } gatherer)
                    return false;
                gatherer.Rewrite(pass, equation);
                return true;
            }
        );

    /// <summary>What one carry adds up: uᵀ v, or the sum of v to the carry's shape.</summary>
    private readonly record struct Sum(int Input, int Output, int? U, int V);

    private sealed class Gatherer
    {
        private readonly Scan scan;
        private readonly Program body;
        private readonly Equation?[] makers;
        private readonly int[] uses;

        public Gatherer(Scan scan)
        {
            this.scan = scan;
            body = scan.Body;
            makers = new Equation?[body.Slots.Length];
            foreach (var equation in body.Equations)
                makers[equation.Output] = equation;
            uses = body.Uses();
            Find();
        }

        public List<Sum> Sums { get; } = [];

        private void Find()
        {
            var (inputs, outputs) = (Scan.Places(scan.Takes, Scan.Carry), Scan.Places(scan.Gives, Scan.Carry));
            var rows = new List<Sum>();
            for (var c = 0; c < inputs.Length; c++)
                if (Added(inputs[c], outputs[c]) is { } added)
                    switch (makers[added])
                    {
                        case { Operation: MatMul { TransposeX: true, TransposeY: false } } product when Pays(product):
                            Sums.Add(new(inputs[c], outputs[c], product.Inputs[0], product.Inputs[1]));
                            break;
                        case { Operation: SumTo } sum:
                            rows.Add(new(inputs[c], outputs[c], null, sum.Inputs[0]));
                            break;
                    }
            var factors = Sums.SelectMany(sum => new[] { sum.U, sum.V }).ToHashSet();
            Sums.AddRange(
                rows.Where(sum =>
                    factors.Contains(sum.V) && (long)body.Slots[sum.V].Shape.Size * scan.Length <= NearElements
                )
            );
        }

        /// <summary>What is added to a carry, if nothing else is done with it.</summary>
        private int? Added(int input, int output)
        {
            var sum = body.OutputSlots[output];
            if (
                uses[input] != 1
                || uses[sum] != 1
                || makers[sum] is not { Operation: Binary<Add> or Combine { A: 1, B: 1 } } maker
                || !maker.Inputs.Contains(input)
            )
                return null;
            var added = maker.Inputs[0] == input ? maker.Inputs[1] : maker.Inputs[0];
            return body.Slots[added].Equals(body.Slots[input]) ? added : null;
        }

        // Handing out a factor of b rows that is not there as a sequence writes it at each step; adding the product reads and writes m n.
        private bool Pays(Equation product)
        {
            var (u, v) = (body.Slots[product.Inputs[0]].Shape, body.Slots[product.Inputs[1]].Shape);
            var factors = product
                .Inputs.Where(slot => slot >= body.Given)
                .Sum(slot => (long)body.Slots[slot].Shape.Size);
            return u.Rank == 2
                && v.Rank == 2
                && product.Inputs.All(VariesInTime)
                && factors < 2L * u[1] * v[1]
                && scan.Length > 1
                && factors * scan.Length <= MostElements;
        }

        private bool VariesInTime(int slot) =>
            slot >= body.Given || slot < body.Inputs.Count && scan.Takes[slot] == Scan.Sequence;

        public void Rewrite(Pass pass, Equation equation)
        {
            var operands = pass.Operands(equation);
            var gone = Sums.Select(sum => sum.Input).ToHashSet();
            var summed = Sums.ToDictionary(sum => sum.Output);
            int[] inputs = [.. Enumerable.Range(0, operands.Length).Where(i => !gone.Contains(i))];
            int[] outputs = [.. Enumerable.Range(0, scan.Gives.Length).Where(o => !summed.ContainsKey(o))];
            int[] handed =
            [
                .. Sums.SelectMany(sum => sum.U is { } u ? new[] { u, sum.V } : [sum.V])
                    .Where(slot => slot >= body.Given)
                    .Distinct(),
            ];
            var plain = new Scan(
                body.Extract(inputs, [.. outputs.Select(o => body.OutputSlots[o]), .. handed]),
                string.Concat(inputs.Select(i => scan.Takes[i])),
                string.Concat(outputs.Select(o => scan.Gives[o])) + new string(Scan.Sequence, handed.Length),
                scan.Length,
                scan.FromEnd
            );
            var first = pass.Add(plain, Array.ConvertAll(inputs, i => operands[i]), plain.Infer([]));
            for (var o = 0; o < outputs.Length; o++)
                pass.Rename(equation.Output + outputs[o], first + o);
            foreach (var sum in Sums)
                pass.Rename(
                    equation.Output + sum.Output,
                    pass.Plus(operands[sum.Input], sum.U is { } u ? Product(Tall(u), Tall(sum.V)) : Rows(sum))
                );

            int OverTime(int slot) =>
                slot >= body.Given ? first + outputs.Length + Array.IndexOf(handed, slot) : operands[slot];

            // All steps, one under the other.
            int Tall(int slot)
            {
                var type = pass[OverTime(slot)];
                return pass.Add(new Reshape(Shape.Own([type.Shape[0] * type.Shape[1], type.Shape[2]])), OverTime(slot));
            }

            int Product(int u, int v) => pass.Add(new MatMul(true, false), u, v);

            int Rows(Sum sum) => pass.Add(new SumTo(body.Slots[sum.Input].Shape), OverTime(sum.V));
        }
    }
}
