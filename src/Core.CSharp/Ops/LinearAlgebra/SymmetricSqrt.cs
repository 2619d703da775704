using Functional.Core.Kernels;

namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The square root of a symmetric matrix without negative eigenvalues, V diag(√λ) Vᵀ for X = V diag(λ) Vᵀ: [… n, n] → [… n, n], Y Y = X. It is
    /// <see cref="SymmetricFunction(Tensor, Func{Tensor, Tensor})"/> of √, with its derivatives: NaN for a negative eigenvalue, and where one is 0
    /// a root without a derivative there.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    public static Tensor SymmetricSqrt(Tensor x) => SymmetricFunction(x, Sqrt, "√", PowerSeries.Sqrt);
}
