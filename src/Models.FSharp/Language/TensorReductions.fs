namespace Functional.Models

open Functional.Core

/// `Tensor`: reductions. Each comes for all elements; over axes that go (`Over`); and over axes that stay, with size 1 (`Keeping`).
[<AutoOpen>]
module TensorReductions =

    /// `Tensor`: reductions. Each comes for all elements; over axes that go (`Over`); and over axes that stay, with size 1 (`Keeping`).
    [<RequireQualifiedAccess>]
    module Tensor =

        /// The sum of all elements, of shape [].
        let sum (x: Tensor) = x.Sum()

        /// The sum over axes, which go.
        let sumOver (axes: int seq) (x: Tensor) = x.Sum(Seq.toArray axes)

        /// The sum over axes, which stay with size 1.
        let sumKeeping (axes: int seq) (x: Tensor) = x.Sum(Seq.toArray axes, keepDims = true)

        /// The mean of all elements, of shape [].
        let mean (x: Tensor) = x.Mean()

        /// The mean over axes, which go.
        let meanOver (axes: int seq) (x: Tensor) = x.Mean(Seq.toArray axes)

        /// The mean over axes, which stay with size 1.
        let meanKeeping (axes: int seq) (x: Tensor) = x.Mean(Seq.toArray axes, keepDims = true)

        /// The product of all elements, of shape [].
        let prod (x: Tensor) = x.Prod()

        /// The product over axes, which go.
        let prodOver (axes: int seq) (x: Tensor) = x.Prod(Seq.toArray axes)

        /// The product over axes, which stay with size 1.
        let prodKeeping (axes: int seq) (x: Tensor) = x.Prod(Seq.toArray axes, keepDims = true)

        /// The greatest (ties share the cotangent evenly) of all elements, of shape [].
        let max (x: Tensor) = x.Max()

        /// The greatest (ties share the cotangent evenly) over axes, which go.
        let maxOver (axes: int seq) (x: Tensor) = x.Max(Seq.toArray axes)

        /// The greatest (ties share the cotangent evenly) over axes, which stay with size 1.
        let maxKeeping (axes: int seq) (x: Tensor) = x.Max(Seq.toArray axes, keepDims = true)

        /// The least (ties share the cotangent evenly) of all elements, of shape [].
        let min (x: Tensor) = x.Min()

        /// The least (ties share the cotangent evenly) over axes, which go.
        let minOver (axes: int seq) (x: Tensor) = x.Min(Seq.toArray axes)

        /// The least (ties share the cotangent evenly) over axes, which stay with size 1.
        let minKeeping (axes: int seq) (x: Tensor) = x.Min(Seq.toArray axes, keepDims = true)

        /// The variance Σ(x − x̂)² / n of all elements, of shape [].
        let var (x: Tensor) = x.Var()

        /// The variance Σ(x − x̂)² / n over axes, which go.
        let varOver (axes: int seq) (x: Tensor) = x.Var(Seq.toArray axes)

        /// The variance Σ(x − x̂)² / n over axes, which stay with size 1.
        let varKeeping (axes: int seq) (x: Tensor) = x.Var(Seq.toArray axes, keepDims = true)

        /// The standard deviation √var, with derivative 0 where it is 0 of all elements, of shape [].
        let std (x: Tensor) = x.Std()

        /// The standard deviation √var, with derivative 0 where it is 0 over axes, which go.
        let stdOver (axes: int seq) (x: Tensor) = x.Std(Seq.toArray axes)

        /// The standard deviation √var, with derivative 0 where it is 0 over axes, which stay with size 1.
        let stdKeeping (axes: int seq) (x: Tensor) = x.Std(Seq.toArray axes, keepDims = true)

        /// The Euclidean norm, with derivative 0 where it is 0 of all elements, of shape [].
        let norm (x: Tensor) = x.Norm()

        /// The Euclidean norm, with derivative 0 where it is 0 over axes, which go.
        let normOver (axes: int seq) (x: Tensor) = x.Norm(Seq.toArray axes)

        /// The Euclidean norm, with derivative 0 where it is 0 over axes, which stay with size 1.
        let normKeeping (axes: int seq) (x: Tensor) = x.Norm(Seq.toArray axes, keepDims = true)

        /// ln Σ eˣ, without overflow, of all elements, of shape [].
        let logSumExp (x: Tensor) = x.LogSumExp()

        /// ln Σ eˣ, without overflow, over axes, which go.
        let logSumExpOver (axes: int seq) (x: Tensor) = x.LogSumExp(Seq.toArray axes)

        /// ln Σ eˣ, without overflow, over axes, which stay with size 1.
        let logSumExpKeeping (axes: int seq) (x: Tensor) = x.LogSumExp(Seq.toArray axes, keepDims = true)

        /// Where the greatest along an axis stands (of equal ones the first); the axis goes.
        let argMax (axis: int) (x: Tensor) = x.ArgMax axis

        /// Where the least along an axis stands (of equal ones the first); the axis goes.
        let argMin (axis: int) (x: Tensor) = x.ArgMin axis

        /// The sums so far along an axis.
        let cumSum (axis: int) (x: Tensor) = x.CumSum axis

        /// The products so far along an axis.
        let cumProd (axis: int) (x: Tensor) = x.CumProd axis

        /// The greatest so far along an axis.
        let cumMax (axis: int) (x: Tensor) = x.CumMax axis
