namespace Functional.Core;

/// <summary>
/// The columns (or rows) of a matrix in groups that may be computed together, because where one has something the others of its colour have nothing.
/// Curtis, Powell, Reid (1974); Gebremedhin, Manne, Pothen, "What color is your Jacobian?" (2005).
/// </summary>
public sealed class Coloring
{
    private readonly int[] colors;

    private Coloring(int[] colors)
    {
        this.colors = colors;
        Count = colors.Length == 0 ? 0 : colors.Max() + 1;
    }

    /// <summary>The number of colours, and so of products that yield the whole matrix.</summary>
    public int Count { get; }

    /// <summary>The colour of each column, from 0 to <see cref="Count"/> − 1.</summary>
    public ReadOnlySpan<int> Colors => colors;

    /// <summary>
    /// Colours of columns such that no row has places in two columns of one colour: each place can be read from the product of the matrix with the sum of its colour's
    /// unit vectors. Greedy, in natural order and by falling number of places, the better of the two; a band of width w takes w colours. Time: Σ (places of a row)².
    /// </summary>
    public static Coloring OfColumns(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var columns = pattern.Transpose();
        var natural = new Coloring(Columns(pattern, columns, null));
        if (natural.Count <= Widest(pattern))
            return natural;
        var other = new Coloring(Columns(pattern, columns, Falling(columns)));
        return other.Count < natural.Count ? other : natural;
    }

    /// <summary>Colours of rows such that no column has places in two rows of one colour: <see cref="OfColumns"/> of the transpose.</summary>
    public static Coloring OfRows(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return OfColumns(pattern.Transpose());
    }

    /// <summary>
    /// The colouring of columns, or else of rows, whichever has fewer colours; of equal ones that of columns. The one that must have more by its widest row is not tried:
    /// it would take the square of that to colour.
    /// </summary>
    internal static (bool ByColumns, Coloring Coloring) OfEither(SparsityPattern pattern)
    {
        var transposed = pattern.Transpose();
        var (fewestColumns, fewestRows) = (Widest(pattern), Widest(transposed));
        if (fewestColumns <= fewestRows)
        {
            var columns = OfColumns(pattern);
            var rows = columns.Count <= fewestRows ? null : OfColumns(transposed);
            return rows is null || columns.Count <= rows.Count ? (true, columns) : (false, rows);
        }
        else
        {
            var rows = OfColumns(transposed);
            var columns = rows.Count <= fewestColumns ? null : OfColumns(pattern);
            return columns is null || rows.Count < columns.Count ? (false, rows) : (true, columns);
        }
    }

    /// <summary>The most places of a row: no colouring of the columns has fewer colours.</summary>
    private static int Widest(SparsityPattern pattern)
    {
        var widest = 0;
        for (var i = 0; i < pattern.RowCount; i++)
            widest = Math.Max(widest, pattern.Row(i).Length);
        return widest;
    }

    private static int[] Columns(SparsityPattern rows, SparsityPattern columns, int[]? order)
    {
        var colors = Uncolored(columns.RowCount);
        var taken = Uncolored(columns.RowCount);
        for (var i = 0; i < colors.Length; i++)
        {
            var column = order is null ? i : order[i];
            foreach (var row in columns.Row(column))
            foreach (var other in rows.Row(row))
                if (colors[other] >= 0)
                    taken[colors[other]] = column;
            colors[column] = FirstFree(taken, column);
        }
        return colors;
    }

    /// <summary>
    /// Colours of the columns of a symmetric pattern such that of any two places (i, j) and (j, i) one can be read from its product: neighbours differ, and no path of four
    /// has two colours only (star colouring). Often far fewer than <see cref="OfColumns"/> needs: two for an arrow, whatever its size.
    /// Gebremedhin, Tarafdar, Manne, Pothen (2007), algorithm 4.1.
    /// </summary>
    /// <exception cref="ShapeException">The pattern is not that of a symmetric matrix.</exception>
    public static Coloring OfSymmetric(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var transposed = pattern.Transpose(out var mirror);
        if (!transposed.Equals(pattern))
            ShapeException.Throw("OfSymmetric", "a symmetric pattern", $"{pattern} that is not");
        return new(new StarColors(pattern, mirror).Colors);
    }

    /// <summary>Colours of the columns of a square pattern such that (i, i) is alone in its row and colour: what the diagonal needs.</summary>
    /// <exception cref="ShapeException">The matrix is not square.</exception>
    internal static Coloring OfDiagonal(SparsityPattern pattern)
    {
        var both = pattern.Union(pattern.Transpose());
        var colors = Uncolored(both.RowCount);
        var taken = Uncolored(both.RowCount);
        for (var i = 0; i < colors.Length; i++)
        {
            foreach (var other in both.Row(i))
                if (colors[other] >= 0)
                    taken[colors[other]] = i;
            colors[i] = FirstFree(taken, i);
        }
        return new(colors);
    }

    internal static int[] Uncolored(int count)
    {
        var colors = new int[count];
        Array.Fill(colors, -1);
        return colors;
    }

    internal static int FirstFree(int[] taken, int by)
    {
        var color = 0;
        while (taken[color] == by)
            color++;
        return color;
    }

    private static int[] Falling(SparsityPattern columns)
    {
        var order = Enumerable.Range(0, columns.RowCount).ToArray();
        var places = Array.ConvertAll(order, column => -columns.Row(column).Length);
        Array.Sort(places, order);
        return order;
    }
}
