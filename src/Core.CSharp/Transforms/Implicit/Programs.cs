namespace Functional.Core;

/// <summary>What equations that programs describe have in common.</summary>
internal static class Programs
{
    /// <summary>
    /// The program of a batch of independent equations, every unknown of which has the batch, and its operands.
    /// </summary>
    public static (Program Program, Tensor[] Operands) Together(
        Program program,
        int unknowns,
        BatchOperand[] x,
        int size
    )
    {
        if (size == 0)
            ShapeException.Throw("Vectorize", "one equation or more to solve", "none");
        var batched = new bool[x.Length];
        var operands = new Tensor[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            batched[i] = i < unknowns || x[i].Batched;
            operands[i] = batched[i] ? Batching.Full(x[i], size) : x[i].Value;
        }
        return (program.Batch(batched, size), operands);
    }
}
