namespace Functional.Core;

/// <summary>The numbers of sets as tensors, so that operations can move them, and back.</summary>
internal static class Names
{
    /// <summary>1, 2, …, n: zero is left to name nothing.</summary>
    public static int[] Count(int n)
    {
        var result = new int[n];
        for (var i = 0; i < n; i++)
            result[i] = i + 1;
        return result;
    }

    /// <summary>The numbers as a tensor, zeros for null.</summary>
    public static Tensor Of(int[]? sets, Shape shape)
    {
        var result = new double[shape.Size];
        for (var i = 0; sets is not null && i < result.Length; i++)
            result[i] = sets[i];
        return new DenseTensor(shape, DType.Float64, result);
    }

    /// <summary>The numbers that a tensor holds.</summary>
    public static int[] Read(Tensor x)
    {
        var values = x.Dense.Span<double>();
        var result = new int[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (int)values[i];
        return result;
    }

    /// <summary>The numbers of a tensor broadcast to a shape.</summary>
    public static int[] Stretch(int[] sets, Shape from, Shape to) =>
        from.Equals(to) ? sets : Read(Broadcasting.To(Of(sets, from), to)!);

    /// <summary>The union along each line of an axis, which is left with size 1.</summary>
    public static int[] Lines(DependencySets known, int[] sets, Shape shape, int axis)
    {
        var (outer, n, inner) = Along.Sizes(shape, axis);
        var line = new int[n];
        var result = new int[outer * inner];
        for (var i = 0; i < outer; i++)
        for (var j = 0; j < inner; j++)
        {
            for (var k = 0; k < n; k++)
                line[k] = sets[(i * n + k) * inner + j];
            result[i * inner + j] = known.Union(line);
        }
        return result;
    }

    /// <summary>For each element of the answer the union of the sets that are sent to it; a place of 0 is none.</summary>
    public static int[] Unite(DependencySets known, int[] sets, int[] places, Shape answer)
    {
        var starts = new int[answer.Size + 1];
        foreach (var place in places)
            if (place > 0)
                starts[place]++;
        for (var i = 0; i < answer.Size; i++)
            starts[i + 1] += starts[i];
        var next = starts[..^1];
        var sent = new int[starts[^1]];
        for (var i = 0; i < places.Length; i++)
            if (places[i] > 0)
                sent[next[places[i] - 1]++] = sets[i];
        var result = new int[answer.Size];
        for (var i = 0; i < result.Length; i++)
            result[i] = known.Union(sent.AsSpan(starts[i], starts[i + 1] - starts[i]));
        return result;
    }
}
