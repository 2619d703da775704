namespace Functional.Core;

/// <summary>
/// Elements that stay where they are, and ways that are gone twice: x reshaped, permuted, stretched, sliced or cast to what it is already is x;
/// two such steps are one; and what only adds or drops axes of size 1 is a reshape, which copies nothing.
/// </summary>
internal static class Movements
{
    public static Program Run(Program program) =>
        program.Equations.Any(equation => Moves(equation.Operation)) ? Pass.Rewrite(program, Rule) : program;

    private static bool Moves(Operation operation) =>
        operation is Reshape or BroadcastTo or SumTo or Permute or Slice or Cast or StopGradient;

    private static int? Rule(Pass pass, Operation operation, int[] operands)
    {
        if (!Moves(operation))
            return null;
        var x = operands[0];
        var from = pass[x].Shape;
        switch (operation)
        {
            case StopGradient:
                return x;
            case Reshape reshape:
                return Reshaped(pass, x, reshape.Shape);
            case BroadcastTo { Shape: var to } when to.Size == from.Size:
                return Reshaped(pass, x, to);
            case BroadcastTo when pass.Producer<BroadcastTo>(x) is { } inner:
                return pass.Add(operation, inner.Operands);
            case SumTo { Shape: var to } when to.Size == from.Size:
                return Reshaped(pass, x, to);
            case Permute permute:
                return Permuted(pass, permute, x);
            case Slice { Start: 0, Step: 1 } slice when slice.Size == from[slice.Axis]:
                return x;
            case Slice slice when pass.Producer<Slice>(x) is { } inner && inner.Operation.Axis == slice.Axis:
                return pass.Add(
                    slice with
                    {
                        Start = inner.Operation.Start + slice.Start * inner.Operation.Step,
                        Step = slice.Step * inner.Operation.Step,
                    },
                    inner.Operands
                );
            // Single precision has a place in double precision, not the other way round.
            case Cast { To: DType.Float32 }
                when pass.Producer<Cast>(x) is { Operation.To: DType.Float64 } inner
                    && pass[inner.Operands[0]].DType == DType.Float32:
                return inner.Operands[0];
            default:
                return null;
        }
    }

    private static int? Permuted(Pass pass, Permute permute, int x)
    {
        var (source, axes) = pass.Producer<Permute>(x) is { } inner
            ? (inner.Operands[0], After(inner.Operation.Axes, permute.Axes))
            : (x, permute.Axes);
        return KeepsOrder(axes, pass[source].Shape) ? Reshaped(pass, source, permute.Infer(pass[x]).Shape)
            : source != x ? pass.Add(new Permute(axes), source)
            : null;
    }

    private static int Reshaped(Pass pass, int x, Shape shape)
    {
        while (pass.Producer<Reshape>(x) is { } inner)
            x = inner.Operands[0];
        return pass[x].Shape.Equals(shape) ? x : pass.Add(new Reshape(shape), x);
    }

    /// <summary>Whether the axes longer than 1 stay in their order.</summary>
    private static bool KeepsOrder(Permutation axes, Shape from)
    {
        var last = -1;
        for (var i = 0; i < axes.Count; i++)
            if (from[axes[i]] != 1)
            {
                if (axes[i] < last)
                    return false;
                last = axes[i];
            }
        return true;
    }

    private static Permutation After(Permutation first, Permutation second) =>
        new([.. Enumerable.Range(0, second.Count).Select(i => first[second[i]])]);
}
