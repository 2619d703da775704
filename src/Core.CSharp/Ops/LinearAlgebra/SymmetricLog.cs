using Functional.Core.Kernels;

namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The logarithm of a symmetric positive definite matrix, V diag(ln λ) Vᵀ for X = V diag(λ) Vᵀ: [… n, n] → [… n, n], the inverse of
    /// <see cref="SymmetricExp"/>. It is <see cref="SymmetricFunction(Tensor, Func{Tensor, Tensor})"/> of ln, with its derivatives:
    /// NaN for a negative eigenvalue, and infinite numbers or NaN for one of 0.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    public static Tensor SymmetricLog(Tensor x) => SymmetricFunction(x, Log, "ln", PowerSeries.Log);
}
