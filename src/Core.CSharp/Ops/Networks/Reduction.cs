namespace Functional.Core;

/// <summary>What becomes of the losses of several examples.</summary>
public enum Reduction
{
    /// <summary>Their mean over the batch, a scalar; NaN where there is no example.</summary>
    Mean,

    /// <summary>Their sum, a scalar.</summary>
    Sum,

    /// <summary>One loss per example.</summary>
    None,
}

/// <summary>The reduction of losses in tensor operations.</summary>
internal static class Reductions
{
    /// <summary>The shape of the reduced losses.</summary>
    public static Shape Of(this Reduction reduction, Shape losses) =>
        reduction == Reduction.None ? losses : Shape.Scalar;

    /// <summary>The losses, reduced.</summary>
    public static Tensor Reduce(this Reduction reduction, Tensor losses) =>
        reduction switch
        {
            Reduction.Mean => losses.Sum() / losses.Count,
            Reduction.Sum => losses.Sum(),
            _ => losses,
        };

    /// <summary>The cotangent of one loss, or of each, from that of the reduced losses.</summary>
    public static Tensor Seed(this Reduction reduction, Tensor bar, int count) =>
        reduction == Reduction.Mean ? bar / count : bar;
}
