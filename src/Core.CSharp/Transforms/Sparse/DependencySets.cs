using System.Numerics;

namespace Functional.Core;

/// <summary>
/// The sets of input elements that elements of a traced function depend on: each is kept once, ascending, and goes by a number; 0 is the empty set.
/// Sets only accumulate, so a number stays good for the length of one trace.
/// </summary>
internal sealed class DependencySets
{
    // Unions met before, each in the one place that its operands have: a later pair drives an earlier one out.
    private readonly (int A, int B, int Union)[] unions;
    private readonly int[] seen;
    private int[] starts = new int[16];
    private int[] members;
    private int count;
    private int round;

    /// <summary>The sets over <paramref name="inputs"/> elements, of which set i + 1 is {i}.</summary>
    public DependencySets(int inputs)
    {
        seen = new int[inputs];
        unions = new (int, int, int)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, inputs))];
        members = new int[Math.Max(16, 4 * inputs)];
        Close(0);
        for (var i = 0; i < inputs; i++)
        {
            members[i] = i;
            Close(i + 1);
        }
    }

    /// <summary>The members of a set, ascending.</summary>
    public ReadOnlySpan<int> this[int set] => members.AsSpan(starts[set], starts[set + 1] - starts[set]);

    /// <summary>a ∪ b, in linear time, and at once where that is a known set.</summary>
    public int Union(int a, int b)
    {
        if (a == b || b == 0)
            return a;
        if (a == 0)
            return b;
        if (a > b)
            (a, b) = (b, a);
        // Pairs that follow one another, as along a band, have places that do so too.
        var place = (uint)a + (uint)(b - a) * 0x9E3779B1u;
        ref var met = ref unions[(int)(place & (uint)(unions.Length - 1))];
        if (met.A != a || met.B != b)
            met = (a, b, Merge(a, b));
        return met.Union;
    }

    private int Merge(int a, int b)
    {
        Reserve(this[a].Length + this[b].Length);
        var x = this[a];
        var y = this[b];
        var start = starts[count];
        var target = members.AsSpan(start);
        var (i, j, n) = (0, 0, 0);
        while (i < x.Length && j < y.Length)
        {
            var (p, q) = (x[i], y[j]);
            target[n++] = Math.Min(p, q);
            i += p <= q ? 1 : 0;
            j += q <= p ? 1 : 0;
        }
        n += Copy(x[i..], target[n..]);
        n += Copy(y[j..], target[n..]);
        return n == x.Length ? a
            : n == y.Length ? b
            : Close(start + n);
    }

    private static int Copy(ReadOnlySpan<int> from, Span<int> to)
    {
        from.CopyTo(to);
        return from.Length;
    }

    /// <summary>The union of many sets, in time linear in their sizes but for the sorting of the members.</summary>
    public int Union(ReadOnlySpan<int> sets)
    {
        var (first, second) = (0, 0);
        foreach (var set in sets)
        {
            if (set == 0 || set == first || set == second)
                continue;
            if (first != 0 && second != 0)
                return Gather(sets);
            (first, second) = first == 0 ? (set, 0) : (first, set);
        }
        return Union(first, second);
    }

    private int Gather(ReadOnlySpan<int> sets)
    {
        round++;
        var start = starts[count];
        var n = 0;
        var before = 0;
        foreach (var set in sets)
        {
            if (set == before)
                continue;
            before = set;
            Reserve(n + this[set].Length);
            foreach (var member in this[set])
                if (seen[member] != round)
                {
                    seen[member] = round;
                    members[start + n++] = member;
                }
        }
        foreach (var set in sets)
            if (this[set].Length == n)
                return set;
        var union = members.AsSpan(start, n);
        if (n < seen.Length / 16)
            union.Sort();
        else
            Sweep(union);
        return Close(start + n);
    }

    // A large set is read off the marks, already in order.
    private void Sweep(Span<int> union)
    {
        var n = 0;
        for (var i = 0; i < seen.Length; i++)
            if (seen[i] == round)
                union[n++] = i;
    }

    private int Close(int end)
    {
        if (count + 1 == starts.Length)
            Array.Resize(ref starts, 2 * starts.Length);
        starts[++count] = end;
        return count - 1;
    }

    private void Reserve(int more)
    {
        var wanted = (long)starts[count] + more;
        if (wanted > Array.MaxLength)
            ShapeException.Throw(
                "SparseJacobian",
                $"a pattern of at most {Array.MaxLength} dependencies",
                "one with more, which Jacobian, a given pattern or a product such as Pushforward serves better"
            );
        if (wanted > members.Length)
            Array.Resize(ref members, (int)Math.Min(Array.MaxLength, Math.Max(2L * members.Length, wanted)));
    }
}
