using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>
/// Where a matrix may have elements other than 0: immutable, compared by value. Kept by rows, as is usual for sparse matrices:
/// the columns of row i, ascending, are <c>ColumnIndices[RowStarts[i] .. RowStarts[i + 1]]</c>.
/// </summary>
public sealed class SparsityPattern : IEquatable<SparsityPattern>
{
    private readonly int[] starts;
    private readonly int[] columns;

    internal SparsityPattern(int columnCount, int[] starts, int[] columns)
    {
        ColumnCount = columnCount;
        this.starts = starts;
        this.columns = columns;
    }

    /// <summary>The number of rows of the matrix, m.</summary>
    public int RowCount => starts.Length - 1;

    /// <summary>The number of columns of the matrix, n.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of places that may hold something other than 0.</summary>
    public int Count => columns.Length;

    /// <summary>Where each row starts among the places, and at the end their number: m + 1 numbers.</summary>
    public ReadOnlySpan<int> RowStarts => starts;

    /// <summary>The column of each place, row by row, ascending in each.</summary>
    public ReadOnlySpan<int> ColumnIndices => columns;

    /// <summary>The columns of a row, ascending.</summary>
    /// <exception cref="DomainException">There is no such row.</exception>
    public ReadOnlySpan<int> Row(int row)
    {
        if ((uint)row >= (uint)RowCount)
            DomainException.Throw("Row", $"a row from 0 to {RowCount - 1}", $"{row}");
        return columns.AsSpan(starts[row], starts[row + 1] - starts[row]);
    }

    /// <summary>The row of each place, in the order of <see cref="ColumnIndices"/>, as a fresh array.</summary>
    public int[] RowIndices()
    {
        var rows = new int[Count];
        for (var i = 0; i < RowCount; i++)
            rows.AsSpan(starts[i], starts[i + 1] - starts[i]).Fill(i);
        return rows;
    }

    /// <summary>The pattern with the given places, in any order; one that is named twice counts once.</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    /// <exception cref="DomainException">A place lies outside the matrix.</exception>
    public static SparsityPattern Create(int rowCount, int columnCount, IEnumerable<(int Row, int Column)> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        Check("SparsityPattern", rowCount, columnCount);
        var all = places.ToArray();
        foreach (var (row, column) in all)
            if ((uint)row >= (uint)rowCount || (uint)column >= (uint)columnCount)
                DomainException.Throw(
                    "SparsityPattern",
                    $"places of a matrix of {rowCount} rows and {columnCount} columns",
                    $"({row}, {column})"
                );
        Array.Sort(all);
        var starts = Allocation.Zeros<int>(rowCount + 1L, "SparsityPattern");
        var columns = new List<int>(all.Length);
        for (var i = 0; i < all.Length; i++)
            if (i == 0 || all[i] != all[i - 1])
            {
                columns.Add(all[i].Column);
                starts[all[i].Row + 1]++;
            }
        for (var i = 0; i < rowCount; i++)
            starts[i + 1] += starts[i];
        return new(columnCount, starts, [.. columns]);
    }

    /// <summary>The band of a matrix: the places (i, j) with i − lower ≤ j ≤ i + upper. <c>Banded(n, n, 1, 1)</c> is tridiagonal.</summary>
    /// <exception cref="ShapeException">A size is negative, or the band is empty, lower + upper &lt; 0.</exception>
    public static SparsityPattern Banded(int rowCount, int columnCount, int lower, int upper)
    {
        Check("Banded", rowCount, columnCount);
        if ((long)lower + upper < 0)
            ShapeException.Throw("Banded", "lower + upper of 0 or more", $"{lower} and {upper}");
        var starts = Allocation.Zeros<int>(rowCount + 1L, "Banded");
        for (var i = 0; i < rowCount; i++)
            starts[i + 1] = Shape.Checked(starts[i] + Math.Max(0, End(i) - First(i)), "Banded");
        var columns = Allocation.Zeros<int>(starts[rowCount], "Banded");
        for (int i = 0, at = 0; i < rowCount; i++)
        for (var j = First(i); j < End(i); j++)
            columns[at++] = (int)j;
        return new(columnCount, starts, columns);

        long First(int row) => Math.Max(0, (long)row - lower);
        long End(int row) => Math.Min(columnCount, (long)row + upper + 1);
    }

    private static void Check(string operation, int rowCount, int columnCount)
    {
        if (rowCount < 0 || columnCount < 0)
            ShapeException.Throw(operation, "sizes of 0 or more", $"{rowCount} rows and {columnCount} columns");
    }

    /// <summary>The pattern of the transposed matrix.</summary>
    public SparsityPattern Transpose() => Transpose(out _);

    /// <summary>The transposed pattern, and for each of its places the place in this one.</summary>
    internal SparsityPattern Transpose(out int[] places)
    {
        var next = Allocation.Zeros<int>(ColumnCount + 1L, "Transpose");
        foreach (var column in columns)
            next[column + 1]++;
        for (var i = 0; i < ColumnCount; i++)
            next[i + 1] += next[i];
        var transposed = (int[])next.Clone();
        var rows = new int[Count];
        places = new int[Count];
        for (var i = 0; i < RowCount; i++)
        for (var at = starts[i]; at < starts[i + 1]; at++)
        {
            var to = next[columns[at]]++;
            rows[to] = i;
            places[to] = at;
        }
        return new(RowCount, transposed, rows);
    }

    /// <summary>The places of this pattern or of another of the same size.</summary>
    /// <exception cref="ShapeException">The sizes differ.</exception>
    public SparsityPattern Union(SparsityPattern other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.RowCount != RowCount || other.ColumnCount != ColumnCount)
            ShapeException.Throw("Union", $"a pattern of {this}", $"{other}");
        if (Equals(other))
            return this;
        var union = new int[RowCount + 1];
        var all = new List<int>(Math.Max(Count, other.Count));
        for (var i = 0; i < RowCount; i++)
        {
            var x = Row(i);
            var y = other.Row(i);
            for (int j = 0, k = 0; j < x.Length || k < y.Length; )
            {
                var left = j < x.Length ? x[j] : int.MaxValue;
                var right = k < y.Length ? y[k] : int.MaxValue;
                all.Add(Math.Min(left, right));
                j += left <= right ? 1 : 0;
                k += right <= left ? 1 : 0;
            }
            union[i + 1] = all.Count;
        }
        return new(ColumnCount, union, [.. all]);
    }

    /// <summary>Whether a place belongs to the pattern.</summary>
    /// <exception cref="DomainException">There is no such row.</exception>
    public bool Contains(int row, int column) => Row(row).BinarySearch(column) >= 0;

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] SparsityPattern? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && other.ColumnCount == ColumnCount
            && starts.AsSpan().SequenceEqual(other.starts)
            && columns.AsSpan().SequenceEqual(other.columns)
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SparsityPattern);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(ColumnCount);
        foreach (var start in starts)
            hash.Add(start);
        foreach (var column in columns)
            hash.Add(column);
        return hash.ToHashCode();
    }

    /// <summary>As in "[5, 5] with 13 places".</summary>
    public override string ToString() => $"[{RowCount}, {ColumnCount}] with {Count} places";
}
