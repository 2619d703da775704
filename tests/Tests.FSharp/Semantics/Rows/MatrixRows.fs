/// Functions of matrices at singular ones and at equal eigenvalues.
module Functional.Tests.Semantics.MatrixRows

open Functional.Core
open Functional.Tests.Semantics.ArrayRow

let private nan = nan
let private corner = [ 1.0; 0.0; 0.0; 0.0 ]
let private one = matrix [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ]
let private zero = matrix [ [ 0.0; 0.0 ]; [ 0.0; 0.0 ] ]
let private singular = matrix [ [ 1.0; 2.0 ]; [ 2.0; 4.0 ] ]
let private first = matrix [ [ 1.0; 0.0 ]; [ 0.0; 0.0 ] ]
let private equal name f = row name f "equal eigenvalues are no exception"

let rows = [
    row "Det" Tensor.Det "a singular matrix has its cofactors" singular (scalar 0.0) [ 4.0; -2.0; -2.0; 1.0 ]
    |> curved [ corner, [ 0.0; 0.0; 0.0; 1.0 ]; [ 0.0; 1.0; 0.0; 0.0 ], [ 0.0; 0.0; -1.0; 0.0 ] ]
    row
        "Det"
        Tensor.Det
        "of rank n − 2 all cofactors are 0, and the second derivative is not"
        (matrix [ [ 2.0; 0.0; 0.0 ]; [ 0.0; 0.0; 0.0 ]; [ 0.0; 0.0; 0.0 ] ])
        (scalar 0.0)
        (List.replicate 9 0.0)
    |> curved [ [ 0.0; 0.0; 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 0.0 ], [ 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 2.0 ] ]
    row
        "Slogdet, logarithm"
        (fun x -> Tensor.Slogdet(x).LogAbs)
        "of a singular matrix it is −∞, without a derivative"
        singular
        (scalar -infinity)
        [ nan; nan; nan; nan ]
    row "Qr, R" (fun x -> Tensor.Qr(x).R) "dependent columns have factors, but no derivative of them" first first [
        nan
        nan
        nan
        nan
    ]
    row "Pinv" (fun x -> Tensor.Pinv x) "equal singular values are no exception" one one [ -1.0; -1.0; -1.0; -1.0 ]
    |> curved [ corner, [ 2.0; 1.0; 1.0; 0.0 ] ]
    row "Pinv" (fun x -> Tensor.Pinv x) "0 alone has rank 0" zero zero [ 0.0; 0.0; 0.0; 0.0 ]
    row "Pinv" (fun x -> Tensor.Pinv x) "the derivative is that along matrices of the same rank" first first [
        -1.0
        1.0
        1.0
        0.0
    ]
    row "MatrixPower 2" (fun x -> Tensor.MatrixPower(x, 2)) "0 is no exception" zero zero [ 0.0; 0.0; 0.0; 0.0 ]
    |> curved [ corner, [ 2.0; 1.0; 1.0; 0.0 ] ]
    equal "MatrixExp" Tensor.MatrixExp zero one [ 1.0; 1.0; 1.0; 1.0 ]
    |> curved [ corner, [ 1.0; 0.5; 0.5; 0.0 ] ]
    row
        "MatrixExp"
        Tensor.MatrixExp
        "a defective matrix is no exception"
        (matrix [ [ 0.0; 1.0 ]; [ 0.0; 0.0 ] ])
        (matrix [ [ 1.0; 1.0 ]; [ 0.0; 1.0 ] ])
        [ 1.5; 1.0; 13.0 / 6.0; 1.5 ]
    equal "SymmetricExp" Tensor.SymmetricExp zero one [ 1.0; 1.0; 1.0; 1.0 ]
    |> curved [ corner, [ 1.0; 0.5; 0.5; 0.0 ] ]
    equal "SymmetricLog" Tensor.SymmetricLog one zero [ 1.0; 1.0; 1.0; 1.0 ]
    |> curved [ corner, [ -1.0; -0.5; -0.5; 0.0 ] ]
    equal "SymmetricSqrt" Tensor.SymmetricSqrt one one [ 0.5; 0.5; 0.5; 0.5 ]
    |> curved [ corner, [ -0.25; -0.125; -0.125; 0.0 ] ]
]
