namespace Functional.Core;

/// <summary>A sum of parts that were put in their places among zeros, and that fill the axis without overlapping, is the parts one after the other.</summary>
internal static class JoinedSlices
{
    public static Program Run(Program program)
    {
        if (!program.Has<Unslice>())
            return program;
        var placed = new Dictionary<int, Placed>();
        return Pass.Run(
            program,
            (pass, equation) =>
            {
                var slot = Joined(pass, equation);
                pass.Rename(equation, slot);
            }
        );

        int Joined(Pass pass, Equation equation)
        {
            var operands = pass.Operands(equation);
            if (equation.Operation is Unslice { Step: 1 } unslice)
            {
                var kept = pass.Keep(equation);
                var start = unslice.Start;
                var part = new Stretch(start, start + pass[operands[0]].Shape[unslice.Axis], operands[0]);
                placed[kept] = new(unslice.Axis, unslice.Size, [part]);
                return kept;
            }
            if (
                equation.Operation is not (Binary<Add> or Combine { A: 1, B: 1 })
                || !placed.TryGetValue(operands[0], out var left)
                || !placed.TryGetValue(operands[1], out var right)
                || left.Axis != right.Axis
                || left.Size != right.Size
                || !pass[operands[0]].Equals(pass[operands[1]])
            )
                return pass.Keep(equation);
            var parts = left.Parts.Concat(right.Parts).OrderBy(part => part.Start).ToArray();
            if (parts.Zip(parts.Skip(1)).Any(pair => pair.First.End > pair.Second.Start))
                return pass.Keep(equation);
            if (parts.Sum(part => part.End - part.Start) == left.Size)
                return pass.Add(new Concat(left.Axis), [.. parts.Select(part => part.Slot)]);
            var sum = pass.Keep(equation);
            placed[sum] = new(left.Axis, left.Size, parts);
            return sum;
        }
    }

    private readonly record struct Stretch(int Start, int End, int Slot);

    private sealed record Placed(int Axis, int Size, Stretch[] Parts);
}
