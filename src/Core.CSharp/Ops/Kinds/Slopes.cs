namespace Functional.Core;

/// <summary>The product of a seed (a tangent or cotangent) and a derivative, in tensor operations.</summary>
internal static class Slopes
{
    /// <summary>seed · derivative; where the derivative is unbounded, a seed of exactly 0 gives 0 under the strong rule.</summary>
    public static Tensor Times(Tensor seed, Tensor derivative, bool unbounded) =>
        unbounded ? Tensor.Apply(StrongMultiply.Instance, seed, derivative) : seed * derivative;
}
