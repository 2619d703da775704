namespace Functional.Core;

/// <summary>Equations that do the same again and again, as the steps of a loop that was written out do.</summary>
/// <param name="Start">The first equation.</param>
/// <param name="Length">The equations of one step.</param>
/// <param name="Times">The steps.</param>
internal readonly record struct Repeat(int Start, int Length, int Times)
{
    private const int LeastLength = 4,
        LeastTimes = 3;

    // Longer programs are not looked through.
    private const int MostEquations = 10_000;

    /// <summary>The repeats of a program, in order; none overlaps another. Steps are alike if their operations have the same names and types.</summary>
    public static List<Repeat> In(Program program)
    {
        var found = new List<Repeat>();
        if (program.Equations.Count > MostEquations)
            return found;
        var kinds = new Dictionary<(string, TensorType), int>();
        var keys = new int[program.Equations.Count];
        for (var e = 0; e < keys.Length; e++)
        {
            var key = (program.Equations[e].Operation.Name, program.Slots[program.Equations[e].Output]);
            if (!kinds.TryGetValue(key, out keys[e]))
                kinds.Add(key, keys[e] = kinds.Count);
        }
        var open = new Stack<(int From, int To)>([(0, keys.Length)]);
        while (open.TryPop(out var part))
            if (Longest(keys, part.From, part.To) is { } repeat)
            {
                found.Add(repeat);
                open.Push((part.From, repeat.Start));
                open.Push((repeat.Start + repeat.Length * repeat.Times, part.To));
            }
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    /// <summary>The repeat that takes in most equations of a part, the one of the shortest steps among equals.</summary>
    private static Repeat? Longest(int[] keys, int from, int to)
    {
        Repeat? best = null;
        for (var length = LeastLength; length * LeastTimes <= to - from; length++)
        {
            var alike = 0;
            for (var e = to - 1 - length; e >= from; e--)
            {
                alike = keys[e] == keys[e + length] ? alike + 1 : 0;
                var times = alike / length + 1;
                if (times >= LeastTimes && times * length > (best?.Length * best?.Times ?? 0))
                    best = new(e, length, times);
            }
        }
        return best;
    }
}
