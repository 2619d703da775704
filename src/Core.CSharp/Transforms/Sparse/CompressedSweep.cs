namespace Functional.Core;

/// <summary>
/// How a sparse matrix is read off a few products with it: one for each colour, with the sum of the colour's unit vectors; all of them are one vectorized sweep,
/// or several where the products together would be large.
/// </summary>
internal sealed class CompressedSweep
{
    // Products of up to this many elements are made at once: 128 MB in Float64.
    private const int Elements = 1 << 24;

    private readonly SparsityPattern pattern;
    private readonly int[] colors;
    private readonly int outputs;
    private readonly int chunk;
    private readonly Tensor[] places;
    private readonly Tensor? order;

    /// <param name="pattern">The matrix.</param>
    /// <param name="coloring">The colours of the products' inputs.</param>
    /// <param name="outputs">The number of elements of one product.</param>
    /// <param name="read">For each place the colour and the element of the product that it is read from.</param>
    /// <param name="most">How many elements the products of one sweep may have together.</param>
    public CompressedSweep(
        SparsityPattern pattern,
        Coloring coloring,
        int outputs,
        (int Color, int Element)[] read,
        int most = Elements
    )
    {
        this.pattern = pattern;
        this.outputs = outputs;
        colors = coloring.Colors.ToArray();
        Count = coloring.Count;
        chunk = Math.Clamp(most / Math.Max(1, Math.Max(outputs, colors.Length)), 1, Math.Max(1, Count));
        var sweeps = new List<double>[(Count + chunk - 1) / chunk];
        for (var i = 0; i < sweeps.Length; i++)
            sweeps[i] = [];
        foreach (var (color, element) in read)
            sweeps[color / chunk].Add(color % chunk * (double)outputs + element);
        places = Array.ConvertAll(sweeps, sweep => Tensor.Create(sweep.ToArray()));
        if (sweeps.Length > 1)
            order = Order(read, sweeps);
    }

    /// <summary>The number of products.</summary>
    public int Count { get; }

    // Where each place's value stands among the values of all sweeps, one sweep after the other.
    private Tensor Order((int Color, int Element)[] read, List<double>[] sweeps)
    {
        var next = new int[sweeps.Length];
        for (var i = 1; i < next.Length; i++)
            next[i] = next[i - 1] + sweeps[i - 1].Count;
        return Places.Tensor(Array.ConvertAll(read, place => next[place.Color / chunk]++));
    }

    /// <summary>The matrix, given its product with a tensor of the type of <paramref name="like"/>.</summary>
    public SparseMatrix Run(Func<Tensor, Tensor> product, Tensor like)
    {
        if (pattern.Count == 0)
            return new(pattern, Tensor.Zeros([0], like.DType));
        var values = new Tensor[places.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var size = Math.Min(chunk, Count - i * chunk);
            var products = Ad.Vectorize(product)(Seeds(i * chunk, size, like));
            values[i] = products.Reshape(size * outputs).Gather(places[i]);
        }
        return new(pattern, order is null ? values[0] : Tensor.Concat(values).Gather(order));
    }

    /// <summary>The sums of the unit vectors of each colour, one after another along a new axis 0.</summary>
    private Tensor Seeds(int first, int size, Tensor like)
    {
        var seeds = DenseTensor.Uninitialized(Batching.Of(size, like.Shape), like.DType);
        if (like.DType == DType.Float32)
            Fill(first, seeds.Writable<float>(), 1);
        else
            Fill(first, seeds.Writable<double>(), 1);
        return seeds;
    }

    private void Fill<T>(int first, Span<T> seeds, T one)
    {
        seeds.Clear();
        for (var i = 0; i < colors.Length; i++)
        {
            var place = (long)(colors[i] - first) * colors.Length + i;
            if (place >= 0 && place < seeds.Length)
                seeds[(int)place] = one;
        }
    }
}
