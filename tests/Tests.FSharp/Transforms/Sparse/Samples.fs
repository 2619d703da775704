/// What the tests of sparse derivatives share.
module Functional.Tests.Transforms.Sparse.Samples

open Expecto
open Functional.Core
open Functional.Testing

let pattern (f: Tensor -> Tensor) x = Ad.JacobianPattern((fun x -> f x), x)
let sparse (f: Tensor -> Tensor) x = Ad.SparseJacobian(fun x -> f x).Invoke x
let dense (f: Tensor -> Tensor) x = Ad.Jacobian(fun x -> f x).Invoke x
let vectorize (f: Tensor -> Tensor) (xs: Tensor) = Ad.Vectorize(fun x -> f x).Invoke xs

let places (pattern: SparsityPattern) = [
    for i in 0 .. pattern.RowCount - 1 do
        for j in 0 .. pattern.ColumnCount - 1 do
            if pattern.Contains(i, j) then
                i, j
]

let close (actual: Tensor) (expected: Tensor) = Compare.close 1e-12 "numbers" expected actual

/// −u″ + u³ on a line, whose Jacobian is tridiagonal.
let diffusion (u: Tensor) =
    let n = u.Count
    let padded = u.Pad([| 1 |], [| 1 |])
    2.0 * u - padded.Slice(0, 0, n) - padded.Slice(0, 2, n + 2) + u * u * u

/// Rosenbrock's chain, whose Hessian is tridiagonal.
let chain (x: Tensor) =
    let now, next = x.Slice(0, 0, x.Count - 1), x.Slice(0, 1, x.Count)
    (100.0 * Tensor.Square(next - now * now) + Tensor.Square(1.0 - now)).Sum()

let line n = Tensor.Arange(n) / float n + 0.5
