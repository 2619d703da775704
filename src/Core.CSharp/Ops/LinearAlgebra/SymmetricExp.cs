using Functional.Core.Kernels;

namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The exponential of a symmetric matrix, V diag(exp λ) Vᵀ for X = V diag(λ) Vᵀ: [… n, n] → [… n, n], positive definite. It is
    /// <see cref="SymmetricFunction(Tensor, Func{Tensor, Tensor})"/> of exp, with its derivatives; <see cref="MatrixExp"/> is that of any square matrix.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices.</exception>
    public static Tensor SymmetricExp(Tensor x) => SymmetricFunction(x, Exp, "exp", PowerSeries.Exp);
}
