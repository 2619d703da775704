namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The rows of a table that whole numbers name: y[i…] = table[indices[i…]], hence the cotangents of a row that is named twice are added,
    /// and a row that is not named gets 0. Shapes: table [v, d] with indices [i…] → [i…, d].
    /// It is <see cref="Gather(Tensor, int)"/> along the first axis, and has its derivatives.
    /// </summary>
    /// <exception cref="ShapeException">The table does not have two axes.</exception>
    /// <exception cref="DomainException">An index is negative, too large, or no whole number.</exception>
    public static Tensor Embedding(Tensor table, Tensor indices)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Rank != 2)
            ShapeException.Throw("Embedding", "a table [entries, size]", $"{table.Shape}");
        return table.Gather(indices, 0);
    }
}
