namespace Functional.Core;

/// <summary>The normalised value and the statistics of the batch that it was normalised with.</summary>
/// <param name="Value">Of the shape of x.</param>
/// <param name="Mean">The mean of each channel, [c].</param>
/// <param name="Variance">The variance of each channel, [c], over n and not n − 1.</param>
public readonly record struct BatchNormalized(Tensor Value, Tensor Mean, Tensor Variance);

/// <summary>The statistics that batch normalisation runs with once training is over: mean and variance of each channel, [c].</summary>
public sealed record RunningStatistics(Tensor Mean, Tensor Variance)
{
    /// <summary>Where to start from: mean 0 and variance 1.</summary>
    public static RunningStatistics Initial(int channels, DType dtype = DType.Float64) =>
        new(Tensor.Zeros([channels], dtype), Tensor.Ones([channels], dtype));

    /// <summary>
    /// New statistics, m·running + (1 − m)·batch, for a momentum m: these are unchanged. What is traced in the batch is taken as a constant,
    /// so that no derivative reaches the next step. A batch without elements has no statistics and leaves these as they are.
    /// </summary>
    /// <exception cref="DomainException">The momentum is not in [0, 1].</exception>
    /// <exception cref="ShapeException">The numbers of channels differ.</exception>
    public RunningStatistics Update(BatchNormalized batch, double momentum = 0.9)
    {
        if (!(momentum >= 0 && momentum <= 1))
            DomainException.Throw("Update", "a momentum in [0, 1]", $"{momentum}");
        // The struct may be its default, which has no tensors.
        ArgumentNullException.ThrowIfNull(batch.Value, nameof(batch));
        ArgumentNullException.ThrowIfNull(batch.Mean, nameof(batch));
        ArgumentNullException.ThrowIfNull(batch.Variance, nameof(batch));
        return batch.Value.Count == 0 ? this : new(Blend(Mean, batch.Mean), Blend(Variance, batch.Variance));

        Tensor Blend(Tensor running, Tensor fresh) =>
            Tensor.Combine(momentum, running, 1 - momentum, Ad.StopGradient(fresh));
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// Batch normalisation in training: y = γ (x − μ) / √(σ² + ε) + β, with the mean μ and variance σ² of each channel over all other axes.
    /// Shapes: x [n, c] or [n, c, …], γ and β [c] → y of the shape of x, and μ, σ² [c]. The derivative goes through μ and σ² too.
    /// ε may be any number; where σ² + ε is negative the answer is NaN.
    /// A composition of sums and elementwise operations, whose derivatives it has.
    /// Source: S. Ioffe and C. Szegedy, ICML 2015, algorithm 1.
    /// </summary>
    /// <exception cref="ShapeException">x has fewer than two axes, or γ or β is not [c].</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static BatchNormalized BatchNorm(Tensor x, Tensor scale, Tensor shift, double epsilon = 1e-5)
    {
        ChannelsFit("BatchNorm", x, scale, shift);
        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(axis => axis != 1)];
        var (value, mean, variance) = Standardize(x, axes, epsilon);
        return new(
            value * PerChannel(x, scale) + PerChannel(x, shift),
            mean.Reshape(x.Shape[1]),
            variance.Reshape(x.Shape[1])
        );
    }

    /// <summary>
    /// Batch normalisation once training is over: y = γ (x − μ) / √(σ² + ε) + β with given statistics.
    /// Shapes: x [n, c] or [n, c, …], all others [c] → y of the shape of x.
    /// ε may be any number; where σ² + ε is negative the answer is NaN.
    /// </summary>
    /// <exception cref="ShapeException">x has fewer than two axes, or another operand is not [c].</exception>
    /// <exception cref="DTypeException">The dtypes differ.</exception>
    public static Tensor BatchNormInference(
        Tensor x,
        Tensor scale,
        Tensor shift,
        RunningStatistics statistics,
        double epsilon = 1e-5
    )
    {
        ArgumentNullException.ThrowIfNull(statistics);
        ChannelsFit("BatchNormInference", x, scale, shift, statistics.Mean, statistics.Variance);
        // Two passes over x, whatever the statistics: y = a x + b.
        var factor = scale / Sqrt(statistics.Variance + epsilon);
        return x * PerChannel(x, factor) + PerChannel(x, shift - factor * statistics.Mean);
    }

    private static (Tensor Value, Tensor Mean, Tensor Variance) Standardize(Tensor x, int[] axes, double epsilon)
    {
        var count = axes.Aggregate(1, (product, axis) => product * x.Shape[axis]);
        var mean = x.Sum(axes, keepDims: true) / count;
        var centred = x - mean;
        var variance = Square(centred).Sum(axes, keepDims: true) / count;
        return (centred * (1 / Sqrt(variance + epsilon)), mean, variance);
    }

    private static void ChannelsFit(string operation, Tensor x, params Tensor[] perChannel)
    {
        ArgumentNullException.ThrowIfNull(x);
        foreach (var operand in perChannel)
            ArgumentNullException.ThrowIfNull(operand, nameof(perChannel));
        if (x.Rank < 2)
            ShapeException.Throw(operation, "an input [n, channels, …]", $"{x.Shape}");
        foreach (var operand in perChannel)
            if (operand.Rank != 1 || operand.Count != x.Shape[1])
                ShapeException.Throw(
                    operation,
                    $"scale, shift and statistics of shape [{x.Shape[1]}], the channels of {x.Shape}",
                    $"{operand.Shape}"
                );
    }

    private static Tensor PerChannel(Tensor x, Tensor values) =>
        x.Rank == 2 ? values : values.Reshape([x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
}
