namespace Functional.Core;

/// <summary>
/// A sparse matrix as coordinates: the element at (Rows[k], Columns[k]) is Values[k], every other one is 0. Immutable. As a tree it has one leaf, the values,
/// so that every transform passes through it; the pattern is constant.
/// </summary>
public sealed class SparseMatrix : ITree
{
    private static readonly string[] names = [".Values"];

    /// <summary>The matrix with the given values at the places of a pattern, row by row.</summary>
    /// <exception cref="ShapeException">The values are not a vector of as many elements as there are places.</exception>
    public SparseMatrix(SparsityPattern pattern, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Rank != 1 || values.Count != pattern.Count)
            ShapeException.Throw("SparseMatrix", $"values [{pattern.Count}], one a place", $"{values.Shape}");
        (Pattern, Values) = (pattern, values);
    }

    private SparseMatrix(Tensor values, SparsityPattern pattern) => (Pattern, Values) = (pattern, values);

    /// <summary>Where the values stand.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>The values, row by row and ascending by column in each: [Pattern.Count].</summary>
    public Tensor Values { get; }

    /// <summary>The row of each value, whole numbers: [Pattern.Count].</summary>
    public Tensor Rows => Places.Tensor(Pattern.RowIndices());

    /// <summary>The column of each value, whole numbers: [Pattern.Count].</summary>
    public Tensor Columns => Places.Tensor(Pattern.ColumnIndices.ToArray());

    /// <summary>The sizes of the matrix, [m, n].</summary>
    public Shape Shape => new(Pattern.RowCount, Pattern.ColumnCount);

    IReadOnlyList<Tensor> ITree.Leaves => [Values];

    IReadOnlyList<string> ITree.Names => names;

    object? ITree.Definition => Pattern;

    // Not checked: over a batch the values have one more axis.
    ITree ITree.WithLeaves(IReadOnlyList<Tensor> leaves) => new SparseMatrix(leaves[0], Pattern);

    /// <summary>All m · n elements: [m, n].</summary>
    public Tensor ToDense()
    {
        var rows = Pattern.RowIndices();
        var places = new int[Pattern.Count];
        for (var i = 0; i < places.Length; i++)
            places[i] = rows[i] * Pattern.ColumnCount + Pattern.ColumnIndices[i];
        var zeros = Tensor.Zeros([Shape.Size], Values.DType);
        return zeros.ScatterAdd(places, Values).Reshape([.. Shape]);
    }

    /// <summary>The product with a vector, y = A x: [n] → [m]; linear in the values and in x.</summary>
    /// <exception cref="ShapeException">x is not a vector of n elements.</exception>
    public Tensor Multiply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 1 || x.Count != Pattern.ColumnCount)
            ShapeException.Throw("Multiply", $"a vector [{Pattern.ColumnCount}] for a matrix of {Shape}", $"{x.Shape}");
        return Tensor.Zeros([Pattern.RowCount], Values.DType).ScatterAdd(Rows, Values * x.Gather(Columns));
    }

    /// <summary>The transposed matrix.</summary>
    public SparseMatrix Transpose()
    {
        var pattern = Pattern.Transpose(out var places);
        return new(pattern, Values.Gather(places));
    }

    /// <summary>As in "SparseMatrix [5, 5] with 13 places".</summary>
    public override string ToString() => $"SparseMatrix {Pattern}";
}
