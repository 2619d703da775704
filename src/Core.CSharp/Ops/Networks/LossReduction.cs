namespace Functional.Core;

/// <summary>What becomes of the losses of several examples.</summary>
public enum LossReduction
{
    /// <summary>Their mean over the batch, a scalar; NaN where there is no example.</summary>
    Mean,

    /// <summary>Their sum, a scalar.</summary>
    Sum,

    /// <summary>One loss per example.</summary>
    None,
}

/// <summary>The reduction of losses in tensor operations.</summary>
internal static class LossReductions
{
    /// <summary>Checks that there is such a reduction.</summary>
    /// <exception cref="DomainException">There is none.</exception>
    public static void Check(LossReduction reduction, string operation)
    {
        if (reduction is not (LossReduction.Mean or LossReduction.Sum or LossReduction.None))
            DomainException.Throw(operation, "the reduction Mean, Sum or None", $"{(int)reduction}");
    }

    /// <summary>The shape of the reduced losses.</summary>
    public static Shape Of(this LossReduction reduction, Shape losses) =>
        reduction == LossReduction.None ? losses : Shape.Scalar;

    /// <summary>The losses, reduced.</summary>
    public static Tensor Reduce(this LossReduction reduction, Tensor losses) =>
        reduction switch
        {
            LossReduction.Mean => losses.Sum() / losses.Count,
            LossReduction.Sum => losses.Sum(),
            _ => losses,
        };

    /// <summary>The losses of each instance of a batch along axis 0, reduced.</summary>
    public static Tensor ReduceInstances(this LossReduction reduction, Tensor losses)
    {
        if (reduction == LossReduction.None)
            return losses;
        int[] inside = [.. Enumerable.Range(1, losses.Rank - 1)];
        return reduction == LossReduction.Mean ? losses.Mean(inside) : losses.Sum(inside);
    }

    /// <summary>The cotangent of one loss, or of each, from that of the reduced losses.</summary>
    public static Tensor Seed(this LossReduction reduction, Tensor bar, int count) =>
        reduction == LossReduction.Mean ? bar / count : bar;
}
