namespace Functional.Core;

/// <summary>
/// A loop computes what is asked of it: answers of a scan that nobody reads, carries that no such answer depends on, and operands that no step reads are left out.
/// A carry that every step hands on as it is, is shared by all.
/// </summary>
internal static class UnusedCarries
{
    public static Program Run(Program program)
    {
        if (!program.Has<Scan>())
            return program;
        var trimmed = Trimmed(program);
        return Pass.Each<Scan>(
            program,
            (pass, equation, scan) =>
            {
                if (trimmed[equation] is not { IsLess: true } part)
                    return false;
                part.Rewrite(pass, equation, scan);
                return true;
            }
        );
    }

    /// <summary>What is left of each scan that is needed, from the last one to the first.</summary>
    private static Dictionary<Equation, Part> Trimmed(Program program)
    {
        var trimmed = new Dictionary<Equation, Part>(ReferenceEqualityComparer.Instance);
        var used = new bool[program.Slots.Length];
        foreach (var slot in program.OutputSlots)
            used[slot] = true;
        foreach (var equation in program.Equations.Reverse())
        {
            var answers = used.AsSpan(equation.Output, equation.Outputs);
            var part = equation.Operation is Scan scan ? new Part(scan, answers.ToArray()) : null;
            if (part is not null)
                trimmed[equation] = part;
            if (answers.Contains(true))
                for (var i = 0; i < equation.Inputs.Length; i++)
                    used[equation.Inputs[i]] |= part is null || part.Reads[i];
        }
        return trimmed;
    }

    private sealed class Part
    {
        // The inputs and outputs of the body that stay, and the carries that never change.
        private readonly bool[] gives;
        private readonly bool[] constant;

        public Part(Scan scan, bool[] used)
        {
            int[] carries = Scan.Places(scan.Takes, Scan.Carry),
                carried = Scan.Places(scan.Gives, Scan.Carry);
            var outputs = scan.Body.OutputSlots.ToArray();
            constant = new bool[scan.Takes.Length];
            for (var c = 0; c < carries.Length; c++)
                constant[carries[c]] = outputs[carried[c]] == carries[c];
            gives = [.. used];
            for (var c = 0; c < carries.Length; c++)
                gives[carried[c]] &= !constant[carries[c]];
            while (true)
            {
                Reads = scan.Body.Needed([.. outputs.Where((_, o) => gives[o])], _ => false).Used[..scan.Takes.Length];
                var grown = false;
                for (var c = 0; c < carries.Length; c++)
                    if (Reads[carries[c]] && !gives[carried[c]] && !constant[carries[c]])
                        grown = gives[carried[c]] = true;
                if (!grown)
                    break;
            }
            // A carry that is an answer begins somewhere, whether or not a step reads it.
            for (var c = 0; c < carries.Length; c++)
                Reads[carries[c]] |= gives[carried[c]] || constant[carries[c]] && used[carried[c]];
            IsLess = Reads.Contains(false) || gives.Contains(false);
        }

        /// <summary>The inputs that are read.</summary>
        public bool[] Reads { get; }

        /// <summary>Whether anything is left out.</summary>
        public bool IsLess { get; }

        public void Rewrite(Pass pass, Equation equation, Scan scan)
        {
            var operands = pass.Operands(equation);
            int[] inputs = [.. Enumerable.Range(0, operands.Length).Where(i => Reads[i])];
            int[] outputs = [.. Enumerable.Range(0, scan.Gives.Length).Where(o => gives[o])];
            var carries = new Queue<int>(Scan.Places(scan.Takes, Scan.Carry));
            for (var o = 0; o < scan.Gives.Length; o++)
                if (scan.Gives[o] == Scan.Carry && carries.Dequeue() is var carry && constant[carry])
                    pass.Rename(equation.Output + o, operands[carry]);
            if (outputs.Length == 0)
            {
                pass.Leave();
                return;
            }
            var rest = new Scan(
                scan.Body.Extract(inputs, [.. outputs.Select(o => scan.Body.OutputSlots[o])]),
                string.Concat(inputs.Select(i => constant[i] ? Scan.Shared : scan.Takes[i])),
                Scan.Of(scan.Gives, gives),
                scan.Length,
                scan.FromEnd
            );
            var first = pass.Add(rest, Array.ConvertAll(inputs, i => operands[i]), rest.Infer([]));
            for (var i = 0; i < outputs.Length; i++)
                pass.Rename(equation.Output + outputs[i], first + i);
        }
    }
}
