namespace Functional.Core;

/// <summary>First derivatives of a program at some values, whatever traces them.</summary>
internal static class Programs
{
    /// <summary>The tangents of the outputs; null is zero.</summary>
    public static Tensor?[] Tangents(Program program, Tensor[] x, Tensor?[] xDot, ZeroRule zeros)
    {
        var trace = new PushforwardTrace(zeros);
        var moved = new Tensor[x.Length];
        for (var i = 0; i < x.Length; i++)
            moved[i] = trace.Join(x[i], xDot[i]);
        var outputs = Array.ConvertAll(program.Run(moved), output => trace.Split(output).Tangent);
        trace.End();
        return outputs;
    }

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
        var all = new bool[program.Outputs.Count];
        Array.Fill(all, true);
        return (program.Batch(batched, all, size), operands);
    }

    /// <summary>The cotangents of the wanted inputs; null is zero, and what is not wanted.</summary>
    public static Tensor?[] Cotangents(Program program, Tensor[] x, bool[] wanted, Tensor[] yBar, ZeroRule zeros)
    {
        var tape = new Tape(zeros);
        var watched = new Tensor[x.Length];
        for (var i = 0; i < x.Length; i++)
            watched[i] = wanted[i] ? tape.Watch(x[i]) : x[i];
        var slots = Array.ConvertAll(program.Run(watched), output => tape.Split(output).Slot);
        tape.End();
        var bars = tape.PullBack(wanted.Count(w => w), slots, yBar);
        var next = 0;
        return Array.ConvertAll(wanted, w => w ? bars[next++] : null);
    }
}
