using System.Numerics;

namespace Functional.Core;

/// <summary>How an elementwise equation reads an operand, seen from its answer.</summary>
internal enum Reach
{
    /// <summary>Element for element.</summary>
    Same,

    /// <summary>One number for all.</summary>
    Number,

    /// <summary>One row for all rows.</summary>
    Row,

    /// <summary>One number for each row.</summary>
    Column,

    /// <summary>In a way that no loop over rows has.</summary>
    Otherwise,
}

/// <summary>How an operand is read, and the length of the rows that this takes; 0 where any do.</summary>
internal readonly record struct Access(Reach Reach, int Columns)
{
    // Rows shorter than a vector are not worth a loop of their own.
    private static readonly int least = Vector<float>.Count;

    public static Access Of(Shape operand, Shape answer)
    {
        if (operand.Size == answer.Size)
            return new(Reach.Same, 0);
        if (operand.Size == 1)
            return new(Reach.Number, 0);
        // Axes along which the operand really varies, and those along which it is stretched.
        var added = answer.Rank - operand.Rank;
        var (first, last) = (answer.Rank, -1);
        for (var axis = added; axis < answer.Rank; axis++)
            if (operand[axis - added] != 1)
                (first, last) = (Math.Min(first, axis), axis);
        for (var axis = first; axis <= last; axis++)
            if (answer[axis] != 1 && operand[axis - added] == 1)
                return new(Reach.Otherwise, 0);
        var after = answer.CountOf(last + 1, answer.Rank);
        return after == 1 ? ByRows(Reach.Row, operand.Size)
            : answer.CountOf(0, first) == 1 ? ByRows(Reach.Column, after)
            : new(Reach.Otherwise, 0);
    }

    /// <summary>The rows of a slice that lie apart in its operand: their length, or 0 if they are too short.</summary>
    public static int RowsOf(Shape part, int axis)
    {
        var columns = part.CountOf(axis, part.Rank);
        return columns >= least ? columns : 0;
    }

    private static Access ByRows(Reach reach, int columns) =>
        columns >= least ? new(reach, columns) : new(Reach.Otherwise, 0);
}
