using Functional.Core.Kernels;
using static System.FormattableString;

namespace Functional.Core;

public readonly partial record struct Key
{
    /// <summary>
    /// Numbers evenly spread from low to high: low + (high − low)·u, where u is the middle of one of 2⁵² equal parts of (0, 1)
    /// (2³² parts in Float32), hence never 0 or 1. A result that rounding brings to high becomes the number before it, so all lie in [low, high).
    /// </summary>
    /// <exception cref="DomainException">Not low &lt; high, or one of them or their difference is not finite.</exception>
    /// <exception cref="ShapeException">The shape is not one.</exception>
    public Tensor Uniform(int[] shape, double low = 0, double high = 1, DType dtype = DType.Float64)
    {
        var last = dtype == DType.Float64 ? Math.BitDecrement(high) : MathF.BitDecrement((float)high);
        var width = high - low;
        if (!(width > 0 && double.IsFinite(width) && low <= last))
            DomainException.Throw(
                "Uniform",
                "finite bounds with low < high",
                Invariant($"low {low} and high {high} in {dtype}")
            );
        return Draw(
            "Uniform",
            Invariant($"Low = {low:R}, High = {high:R}"),
            shape,
            dtype,
            u =>
            {
                for (var i = 0; i < u.Length; i++)
                    u[i] = Math.Min(low + width * u[i], last);
            }
        );
    }

    /// <summary>
    /// Standard normal numbers (mean 0, variance 1): Φ⁻¹(u) of the uniform numbers u of <see cref="Uniform"/>, one for each.
    /// The largest that can be drawn is 8.2 in Float64 and 6.3 in Float32.
    /// </summary>
    /// <exception cref="ShapeException">The shape is not one.</exception>
    public Tensor Normal(int[] shape, DType dtype = DType.Float64) =>
        Draw("Normal", "", shape, dtype, NormalDistribution.Quantile);

    /// <summary>
    /// Standard normal numbers on condition that they lie between low and high: Φ⁻¹(Φ(low) + (Φ(high) − Φ(low))·u).
    /// With the default bounds their standard deviation is 0.8796; divide by it where the variance matters.
    /// </summary>
    /// <param name="shape">The shape of the answer.</param>
    /// <param name="low">The lower bound; −∞ is allowed.</param>
    /// <param name="high">The upper bound; +∞ is allowed.</param>
    /// <param name="dtype">The dtype of the answer.</param>
    /// <exception cref="DomainException">Not low &lt; high, or the normal distribution has no weight between them that Float64 can hold.</exception>
    /// <exception cref="ShapeException">The shape is not one.</exception>
    public Tensor TruncatedNormal(int[] shape, double low = -2, double high = 2, DType dtype = DType.Float64)
    {
        // Drawn on the side where Φ is small, for there Float64 still tells the probabilities of the tail apart.
        var mirrored = low + high > 0;
        var (from, to) = mirrored ? (-high, -low) : (low, high);
        var start = NormalDistribution.Cumulative(from);
        var width = NormalDistribution.Cumulative(to) - start;
        if (!(low < high && width > 0))
            DomainException.Throw(
                "TruncatedNormal",
                "low < high with weight between them",
                Invariant($"low {low} and high {high}")
            );
        return Draw(
            "TruncatedNormal",
            Invariant($"Low = {low:R}, High = {high:R}"),
            shape,
            dtype,
            u =>
            {
                for (var i = 0; i < u.Length; i++)
                    u[i] = start + width * u[i];
                NormalDistribution.Quantile(u);
                for (var i = 0; i < u.Length; i++)
                    u[i] = Math.Clamp(mirrored ? -u[i] : u[i], low, high);
            }
        );
    }

    /// <summary>Standard Gumbel numbers, −ln(−ln u) of the uniform numbers u of <see cref="Uniform"/>: the noise whose argmax with logits is categorical.</summary>
    /// <exception cref="ShapeException">The shape is not one.</exception>
    public Tensor Gumbel(int[] shape, DType dtype = DType.Float64) =>
        Draw("Gumbel", "", shape, dtype, NormalDistribution.GumbelQuantile);
}
