namespace Functional.Models

open Functional.Core

/// `Tensor`: functions of matrices, [… m, n]. Members such as `Tensor.Det`, `Tensor.Solve`, `Tensor.Eigh` and `Tensor.Svd` stand beside these.
[<AutoOpen>]
module TensorMatrices =

    /// `Tensor`: functions of matrices, [… m, n]. Members such as `Tensor.Det`, `Tensor.Solve`, `Tensor.Eigh` and `Tensor.Svd` stand beside these.
    [<RequireQualifiedAccess>]
    module Tensor =

        /// The pseudoinverse, [… m, n] → [… n, m], of any rank.
        let pinv (x: Tensor) = Tensor.Pinv x

        /// The X of least norm among those with least ‖A X − B‖, for A [… m, n] of any rank and B [m] or [… m, k].
        let lstsq (a: Tensor) (b: Tensor) = Tensor.Lstsq(a, b)

        /// The exponential Σ Xʲ / j! of a square matrix.
        let matrixExp (x: Tensor) = Tensor.MatrixExp x

        /// The power Xⁿ of a square matrix; a negative one is of the inverse.
        let matrixPower (n: int) (x: Tensor) = Tensor.MatrixPower(x, n)

        /// V diag(f λ) Vᵀ for a symmetric X = V diag(λ) Vᵀ. f is elementwise and reads its argument alone; f′ is found by itself.
        let symmetricFunction (f: Tensor -> Tensor) (x: Tensor) = Tensor.SymmetricFunction(x, f)

        /// The exponential of a symmetric matrix.
        let symmetricExp (x: Tensor) = Tensor.SymmetricExp x

        /// The logarithm of a symmetric positive definite matrix.
        let symmetricLog (x: Tensor) = Tensor.SymmetricLog x

        /// The square root of a symmetric matrix without negative eigenvalues.
        let symmetricSqrt (x: Tensor) = Tensor.SymmetricSqrt x
