namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// Which elements of f(x) may depend on which elements of x, for the x given: place (i, j) stands for ∂yᵢ/∂xⱼ, elements numbered row-major. f is called once, on values
    /// that carry the sets of inputs that they depend on. The pattern never misses a derivative that is not 0: it holds for every number that f computes with,
    /// both sides of <c>Where</c> and <c>Max</c> included, but of C# branches and of indices computed from x only what x chose is seen. Operations without
    /// a finer rule (linear algebra, custom rules) are taken to mix all that they read. Time and memory: the sum of the set sizes over all intermediate elements.
    /// </summary>
    /// <exception cref="ShapeException">The pattern is too large to be kept.</exception>
    public static SparsityPattern JacobianPattern(Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var trace = new PatternTrace(x.Count);
        try
        {
            var (y, sets) = trace.Split(Trace.Leaf(f(trace.Watch(Trace.Leaf(x)))));
            var starts = new int[y.Count + 1];
            for (var i = 0; i < y.Count; i++)
                starts[i + 1] = starts[i] + (sets is null ? 0 : trace[sets[i]].Length);
            var columns = new int[starts[^1]];
            for (var i = 0; sets is not null && i < sets.Length; i++)
                trace[sets[i]].CopyTo(columns.AsSpan(starts[i]));
            return new(x.Count, starts, columns);
        }
        finally
        {
            trace.End();
        }
    }

    /// <summary>
    /// The sparse Jacobian x ↦ J, J[i, j] = ∂yᵢ/∂xⱼ with the elements of x and y numbered row-major: [y.Count, x.Count]. Columns (forward mode) or rows (reverse mode) that meet nowhere are computed
    /// together, whichever takes fewer products, all in one vectorized sweep: a tridiagonal Jacobian of any size costs three pushforwards.
    /// The pattern is detected anew at each call; give one, or use <see cref="SparseJacobian(Func{Tensor, Tensor}, Tensor, AdOptions)"/>, to have that done once.
    /// Curtis, Powell, Reid (1974).
    /// </summary>
    public static Func<Tensor, SparseMatrix> SparseJacobian(Func<Tensor, Tensor> f, AdOptions? options = null) =>
        x => SparseJacobian(f, JacobianPattern(f, x), options)(x);

    /// <summary>As <see cref="SparseJacobian(Func{Tensor, Tensor}, AdOptions)"/>, with the pattern at x kept and coloured now for all calls.</summary>
    /// <exception cref="ShapeException">x or y has another number of elements (thrown when the Jacobian is called).</exception>
    public static Func<Tensor, SparseMatrix> SparseJacobian(
        Func<Tensor, Tensor> f,
        Tensor x,
        AdOptions? options = null
    ) => SparseJacobian(f, JacobianPattern(f, x), options);

    /// <summary>
    /// As <see cref="SparseJacobian(Func{Tensor, Tensor}, AdOptions)"/>, with a given pattern, which is coloured now. Where J has something outside the pattern, the answer is wrong.
    /// </summary>
    /// <exception cref="ShapeException">x or y has another number of elements than the pattern has columns or rows (thrown when the Jacobian is called).</exception>
    public static Func<Tensor, SparseMatrix> SparseJacobian(
        Func<Tensor, Tensor> f,
        SparsityPattern pattern,
        AdOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(pattern);
        var (byColumns, coloring) = Coloring.OfEither(pattern);
        return byColumns ? ByColumns(f, pattern, coloring, options) : ByRows(f, pattern, coloring, options);
    }

    private static Func<Tensor, SparseMatrix> ByColumns(
        Func<Tensor, Tensor> f,
        SparsityPattern pattern,
        Coloring coloring,
        AdOptions? options
    )
    {
        var read = Places(pattern, (i, j) => (coloring.Colors[j], i));
        var sweep = new CompressedSweep(pattern, coloring, pattern.RowCount, read);
        return x =>
        {
            Match("SparseJacobian", "x", pattern.ColumnCount, x);
            return sweep.Run(v => Match("SparseJacobian", "f(x)", pattern.RowCount, Pushforward(f, x, v).Tangent), x);
        };
    }

    private static Func<Tensor, SparseMatrix> ByRows(
        Func<Tensor, Tensor> f,
        SparsityPattern pattern,
        Coloring coloring,
        AdOptions? options
    )
    {
        var read = Places(pattern, (i, j) => (coloring.Colors[i], j));
        var sweep = new CompressedSweep(pattern, coloring, pattern.ColumnCount, read);
        return x =>
        {
            Match("SparseJacobian", "x", pattern.ColumnCount, x);
            var recording = new Recording<Tensor, Tensor>(f, x, options);
            return sweep.Run(recording.Pullback, Match("SparseJacobian", "f(x)", pattern.RowCount, recording.Value));
        };
    }

    private static (int Color, int Element)[] Places(
        SparsityPattern pattern,
        Func<int, int, (int Color, int Element)> read
    )
    {
        var result = new (int, int)[pattern.Count];
        for (var i = 0; i < pattern.RowCount; i++)
        for (var at = pattern.RowStarts[i]; at < pattern.RowStarts[i + 1]; at++)
            result[at] = read(i, pattern.ColumnIndices[at]);
        return result;
    }

    private static Tensor Match(string operation, string what, int count, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Count != count)
            ShapeException.Throw(operation, $"{what} of {count} elements for its pattern", $"{value.Shape}");
        return value;
    }
}
