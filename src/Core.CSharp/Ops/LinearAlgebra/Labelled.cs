namespace Functional.Core;

/// <summary>An operand on its way through <see cref="Tensor.Einsum"/>: a tensor and the label of each of its axes.</summary>
internal sealed record Labelled(Tensor Tensor, int[] Labels)
{
    /// <summary>Takes the diagonal for every label that stands twice, which then stands once, last.</summary>
    public Labelled Diagonal()
    {
        for (var i = 0; i < Labels.Length; i++)
        {
            var other = Array.LastIndexOf(Labels, Labels[i]);
            if (other == i)
                continue;
            var label = Labels[i];
            int[] rest = [.. Enumerable.Range(0, Labels.Length).Where(axis => axis != i && axis != other)];
            var diagonal = Matrices.Diagonal(Permuted(Tensor, [.. rest, i, other]));
            return new Labelled(diagonal, [.. rest.Select(axis => Labels[axis]), label]).Diagonal();
        }
        return this;
    }

    /// <summary>Sums over the axes whose labels nobody needs.</summary>
    public Labelled Keep(Func<int, bool> needed)
    {
        int[] axes = [.. Enumerable.Range(0, Labels.Length).Where(axis => !needed(Labels[axis]))];
        return axes.Length == 0 ? this : new(Tensor.Sum(axes), [.. Labels.Where(needed)]);
    }

    /// <summary>The axes in the order of the given labels.</summary>
    public Labelled Ordered(int[] labels) =>
        new(Permuted(Tensor, Array.ConvertAll(labels, label => Array.IndexOf(Labels, label))), labels);

    private static Tensor Permuted(Tensor x, int[] axes)
    {
        for (var i = 0; i < axes.Length; i++)
            if (axes[i] != i)
                return Tensor.Apply(new Permute(new(axes)), x);
        return x;
    }

    private int SizeOf(int label) => Tensor.Shape[Array.IndexOf(Labels, label)];

    private int Size(int[] labels) => labels.Aggregate(1, (size, label) => size * SizeOf(label));

    /// <summary>How many elements a contraction adds to memory: what the greedy order keeps small.</summary>
    public static double Growth(Labelled x, Labelled y, Func<int, bool> needed)
    {
        double size = 1;
        foreach (var label in x.Labels.Union(y.Labels).Where(needed))
            size *= x.Labels.Contains(label) ? x.SizeOf(label) : y.SizeOf(label);
        return size - x.Tensor.Count - y.Tensor.Count;
    }

    /// <summary>The product of two operands, summed over the shared labels that nobody else needs.</summary>
    public static Labelled Contract(Labelled x, Labelled y, Func<int, bool> needed)
    {
        int[] left = [.. x.Labels.Except(y.Labels)];
        int[] right = [.. y.Labels.Except(x.Labels)];
        if (!x.Labels.Any(label => y.Labels.Contains(label) && !needed(label)))
            return Multiply(x, y, right);
        // The shared labels may stand in the order of either operand: the one that copies fewer elements is taken.
        Labelled[] orders = [x, y];
        var best = orders
            .Select(order =>
            {
                int[] shared = [.. order.Labels.Where(label => x.Labels.Contains(label) && y.Labels.Contains(label))];
                int[] batch = [.. shared.Where(needed)];
                int[] summed = [.. shared.Where(label => !needed(label))];
                var copied =
                    (x.IsMatrices(batch, left, summed) ? 0L : x.Tensor.Count)
                    + (y.IsMatrices(batch, summed, right) ? 0L : y.Tensor.Count);
                return (batch, summed, copied);
            })
            .MinBy(order => order.copied);
        var (a, transposeA) = x.Folded(best.batch, left, best.summed);
        var (b, transposeB) = y.Folded(best.batch, best.summed, right);
        int[] labels = [.. best.batch, .. left, .. right];
        var product = Matrices.Product(a, b, transposeA, transposeB);
        int[] sizes = Array.ConvertAll(labels, label => x.Labels.Contains(label) ? x.SizeOf(label) : y.SizeOf(label));
        return new(product.Reshape(sizes), labels);
    }

    /// <summary>The product without a sum: the axes of x, then those that only y has.</summary>
    private static Labelled Multiply(Labelled x, Labelled y, int[] right)
    {
        int[] labels = [.. x.Labels, .. right];
        var a = x.Tensor.Reshape([.. x.Tensor.Shape, .. right.Select(_ => 1)]);
        var b = y.Ordered([.. labels.Where(y.Labels.Contains)]);
        int[] sizes = Array.ConvertAll(labels, label => y.Labels.Contains(label) ? y.SizeOf(label) : 1);
        return new(a * b.Tensor.Reshape(sizes), labels);
    }

    private bool IsMatrices(int[] batch, int[] rows, int[] columns) =>
        Labels.SequenceEqual([.. batch, .. rows, .. columns]) || Labels.SequenceEqual([.. batch, .. columns, .. rows]);

    /// <summary>A batch of matrices, transposed where that spares a copy; a single one is of rank 2.</summary>
    private (Tensor X, bool Transposed) Folded(int[] batch, int[] rows, int[] columns)
    {
        int[] transposed = [.. batch, .. columns, .. rows];
        var flip = Labels.SequenceEqual(transposed) && columns.Length > 0 && rows.Length > 0;
        var x = flip ? this : Ordered([.. batch, .. rows, .. columns]);
        int[] sizes = flip ? [Size(columns), Size(rows)] : [Size(rows), Size(columns)];
        return (x.Tensor.Reshape(batch.Length == 0 ? sizes : [Size(batch), .. sizes]), flip);
    }
}
