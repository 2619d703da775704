namespace Functional.Core;

/// <summary>The product of a seed (a tangent or cotangent) and a derivative, in tensor operations.</summary>
internal static class Slopes
{
    /// <summary>seed · derivative, where a seed of exactly 0 gives 0.</summary>
    public static Tensor Times(Tensor seed, Tensor derivative) =>
        Tensor.Apply(StrongMultiply.Instance, seed, derivative);
}
