namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// Einstein's sum: each letter names an axis, letters that are not in the answer are summed over. <c>Einsum("ij,jk->ik", x, y)</c> is the
    /// matrix product, <c>"bij,bj->bi"</c> one for each b, <c>"ii->"</c> the trace, <c>"ii->i"</c> the diagonal, <c>"ij->ji"</c> the transpose.
    /// A letter twice in one operand takes the diagonal. An ellipsis stands for leading axes, which broadcast; one that is not in the answer
    /// is summed over, as letters are. Without an arrow the answer has the ellipsis and then, in alphabetical order, the letters that stand once.
    /// Spaces are ignored.
    /// It is carried out as sums, permutations and matrix products, two operands at a time, those first whose product grows least;
    /// its derivative is theirs.
    /// </summary>
    /// <exception cref="ShapeException">The subscripts are malformed or do not fit the operands.</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor Einsum(string subscripts, params Tensor[] operands)
    {
        var (inputs, output) = Subscripts.Parse(subscripts, operands);
        var terms = inputs.ConvertAll(input => input.Diagonal());
        for (var i = 0; i < terms.Count; i++)
        {
            var others = terms.Where((_, j) => j != i).SelectMany(term => term.Labels).Concat(output).ToHashSet();
            terms[i] = terms[i].Keep(others.Contains);
        }
        while (terms.Count > 1)
        {
            var (first, second, needed) = Cheapest(terms, output);
            var product = Labelled.Contract(terms[first], terms[second], needed);
            terms.RemoveAt(second);
            terms.RemoveAt(first);
            terms.Add(product);
        }
        return terms[0].Ordered(output).Tensor;
    }

    private static (int First, int Second, Func<int, bool> Needed) Cheapest(List<Labelled> terms, int[] output)
    {
        var best = (First: 0, Second: 1, Needed: Needed(0, 1));
        var least = double.PositiveInfinity;
        for (var i = 0; i < terms.Count; i++)
        for (var j = i + 1; j < terms.Count; j++)
        {
            var needed = Needed(i, j);
            var growth = Labelled.Growth(terms[i], terms[j], needed);
            if (growth >= least)
                continue;
            least = growth;
            best = (i, j, needed);
        }
        return best;

        Func<int, bool> Needed(int i, int j) =>
            terms.Where((_, k) => k != i && k != j).SelectMany(term => term.Labels).Concat(output).ToHashSet().Contains;
    }
}
