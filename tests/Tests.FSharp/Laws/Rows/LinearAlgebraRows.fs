/// Rows of linear algebra.
module Functional.Tests.Laws.LinearAlgebraRows

open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row
open Functional.Tests.Laws.NaiveMatrices

let private uniform shape = uniform -2.0 2.0 shape

let private matMul text x y transposeX transposeY =
    let turn flag x = if flag then transpose x else x

    binaryRow "MatMul" (uniform x) (uniform y) (fun x y -> Tensor.MatMul(x, y, transposeX, transposeY)) (fun x y ->
        each2 (fun x y -> multiply (turn transposeX x) (turn transposeY y)) x y)
    |> case text

let private matMulRows = [
    binaryRow "MatMul" (uniform [ 2; 3 ]) (uniform [ 3; 4 ]) (fun x y -> Tensor.MatMul(x, y)) (fun x y ->
        init [ 2; 4 ] (fun i -> List.sum [ for k in 0..2 -> at x [ i[0]; k ] * at y [ k; i[1] ] ]))
    matMul "left transposed" [ 3; 2 ] [ 3; 4 ] true false
    matMul "right transposed" [ 2; 3 ] [ 4; 3 ] false true
    matMul "both transposed" [ 3; 2 ] [ 4; 3 ] true true
    matMul "batch" [ 2; 2; 3 ] [ 2; 3; 4 ] false false
    matMul "batches that broadcast" [ 2; 1; 2; 3 ] [ 3; 3; 2 ] false false
    matMul "batches that broadcast, both transposed" [ 2; 1; 3; 2 ] [ 3; 2; 3 ] true true
    matMul "a batch against one" [ 3; 2; 4 ] [ 4; 2 ] false false
    matMul "a batch against one transposed" [ 3; 2; 4 ] [ 2; 4 ] false true
    matMul "a transposed batch against one" [ 3; 4; 2 ] [ 4; 2 ] true false
    matMul "a transposed batch against one transposed" [ 3; 4; 2 ] [ 2; 4 ] true true
    matMul "one against a batch" [ 2; 4 ] [ 3; 4; 2 ] false false
    matMul "one against a batch of size one" [ 2; 3; 4 ] [ 1; 4; 2 ] false false
    matMul "nothing to sum over" [ 2; 0 ] [ 0; 3 ] false false
    matMul "no rows" [ 2; 0; 3 ] [ 3; 2 ] false false
    binaryRow "MatMul" (uniform [ 3 ]) (uniform [ 3; 2 ]) (fun x y -> Tensor.MatMul(x, y)) (fun x y ->
        einsum [ "k"; "kn" ] "n" [ x; y ])
    |> case "vector and matrix"
    binaryRow "MatMul" (uniform [ 2; 2; 3 ]) (uniform [ 3 ]) (fun x y -> Tensor.MatMul(x, y)) (fun x y ->
        einsum [ "bmk"; "k" ] "bm" [ x; y ])
    |> case "batch and vector"
    binaryRow "MatMul" (uniform [ 3 ]) (uniform [ 3 ]) (fun x y -> Tensor.MatMul(x, y)) (fun x y ->
        einsum [ "k"; "k" ] "" [ x; y ])
    |> case "two vectors"
    // A tensor that is a transpose is read as it lies.
    binaryRow "MatMul" (uniform [ 3; 2 ]) (uniform [ 4; 3 ]) (fun x y -> Tensor.MatMul(x.T, y.T)) (fun x y ->
        multiply (transpose x) (transpose y))
    |> case "of transposes"
    binaryRow "MatMul" (uniform [ 2; 3; 2 ]) (uniform [ 4; 3 ]) (fun x y -> Tensor.MatMul(x.T, y.T)) (fun x y ->
        each2 (fun x y -> multiply (transpose x) (transpose y)) x y)
    |> case "of transposes in a batch"
]

let private einsumRow (text: string) (inputs: string list) (output: string) (shapes: int list list) =
    row "Einsum" (List.map uniform shapes) (fun xs -> Tensor.Einsum(text, List.toArray xs)) (fun xs ->
        einsum inputs output xs)
    |> case text

let private productRows = [
    binaryRow "Dot" (uniform [ 4 ]) (uniform [ 4 ]) (fun x y -> Tensor.Dot(x, y)) (fun x y ->
        einsum [ "k"; "k" ] "" [ x; y ])
    binaryRow "Dot" (uniform [ 2; 3; 4 ]) (uniform [ 3; 4 ]) (fun x y -> Tensor.Dot(x, y)) (fun x y ->
        einsum [ "abk"; "bk" ] "ab" [ x; y ])
    |> case "batches that broadcast"
    binaryRow "Outer" (uniform [ 3 ]) (uniform [ 4 ]) (fun x y -> Tensor.Outer(x, y)) (fun x y ->
        einsum [ "m"; "n" ] "mn" [ x; y ])
    binaryRow "Outer" (uniform [ 2; 3 ]) (uniform [ 2 ]) (fun x y -> Tensor.Outer(x, y)) (fun x y ->
        einsum [ "bm"; "n" ] "bmn" [ x; y ])
    |> case "batch and vector"
    einsumRow "ij,jk->ik" [ "ij"; "jk" ] "ik" [ [ 2; 3 ]; [ 3; 4 ] ]
    einsumRow "ij, jk" [ "ij"; "jk" ] "ik" [ [ 2; 3 ]; [ 3; 4 ] ]
    einsumRow "ji,kj->ki" [ "ji"; "kj" ] "ki" [ [ 3; 2 ]; [ 4; 3 ] ]
    einsumRow "btk,kn->btn" [ "btk"; "kn" ] "btn" [ [ 2; 3; 2 ]; [ 2; 3 ] ]
    einsumRow "bhqd,bhkd->bhqk" [ "bhqd"; "bhkd" ] "bhqk" [ [ 2; 2; 3; 2 ]; [ 2; 2; 2; 2 ] ]
    einsumRow "bqhd,bkhd->bhqk" [ "bqhd"; "bkhd" ] "bhqk" [ [ 2; 3; 2; 2 ]; [ 2; 2; 2; 2 ] ]
    einsumRow "abc,cbd->da" [ "abc"; "cbd" ] "da" [ [ 2; 3; 2 ]; [ 2; 3; 2 ] ]
    einsumRow "ij,ij->ij" [ "ij"; "ij" ] "ij" [ [ 2; 3 ]; [ 2; 3 ] ]
    einsumRow "ij,ji->j" [ "ij"; "ji" ] "j" [ [ 2; 3 ]; [ 3; 2 ] ]
    einsumRow "i,j->ji" [ "i"; "j" ] "ji" [ [ 2 ]; [ 3 ] ]
    einsumRow "ij,k->" [ "ij"; "k" ] "" [ [ 2; 3 ]; [ 2 ] ]
    einsumRow "ij,jk,kl->il" [ "ij"; "jk"; "kl" ] "il" [ [ 2; 3 ]; [ 3; 2 ]; [ 2; 3 ] ]
    einsumRow "a,ab,abc,c->b" [ "a"; "ab"; "abc"; "c" ] "b" [ [ 2 ]; [ 2; 3 ]; [ 2; 3; 2 ]; [ 2 ] ]
    einsumRow "ii->" [ "ii" ] "" [ [ 3; 3 ] ]
    einsumRow "ii" [ "ii" ] "" [ [ 3; 3 ] ]
    einsumRow "ibi->bi" [ "ibi" ] "bi" [ [ 3; 2; 3 ] ]
    einsumRow "iiji->ij" [ "iiji" ] "ij" [ [ 2; 2; 3; 2 ] ]
    einsumRow "ii,ij->j" [ "ii"; "ij" ] "j" [ [ 3; 3 ]; [ 3; 2 ] ]
    einsumRow "ba" [ "ba" ] "ab" [ [ 2; 3 ] ]
    einsumRow "ijk->ki" [ "ijk" ] "ki" [ [ 2; 3; 2 ] ]
    einsumRow "ik,kj->ij" [ "ik"; "kj" ] "ij" [ [ 2; 0 ]; [ 0; 3 ] ] |> case "nothing to sum over"
    einsumRow "...ij,...jk->...ik" [ "abij"; "bjk" ] "abik" [ [ 2; 3; 2; 2 ]; [ 3; 2; 2 ] ]
    einsumRow "i...,...i" [ "iab"; "bi" ] "ab" [ [ 2; 3; 2 ]; [ 2; 2 ] ]
    row
        "Einsum"
        [ uniform [ 2; 1; 2; 3 ]; uniform [ 4; 3; 2 ] ]
        (fun xs -> Tensor.Einsum("...ij,...jk", xs[0], xs[1]))
        (fun xs -> each2 multiply xs[0] xs[1])
    |> case "an ellipsis that broadcasts"
    einsumRow "...i->i" [ "abi" ] "i" [ [ 2; 3; 2 ] ]
    einsumRow "...ij,...jk->ik" [ "abij"; "bjk" ] "ik" [ [ 2; 3; 2; 2 ]; [ 3; 2; 2 ] ]
    row
        "Einsum"
        [ uniform [ 2; 1; 3 ]; uniform [ 4; 3 ] ]
        (fun xs -> Tensor.Einsum("...i,...i->i", xs[0], xs[1]))
        (fun xs -> einsum [ "ai"; "bi" ] "i" [ { xs[0] with Shape = [ 2; 3 ] }; xs[1] ])
    |> case "an ellipsis that broadcasts and is summed over"
    unaryRow "Trace" (uniform [ 3; 3 ]) Tensor.Trace (fun x -> einsum [ "ii" ] "" [ x ])
    unaryRow "Trace" (uniform [ 2; 2; 3 ]) Tensor.Trace (each1 (fun x -> nd [] [| at x [ 0; 0 ] + at x [ 1; 1 ] |]))
    |> case "batch of wide matrices"
]

let private scalar x = nd [] [| x |]
let private vector (xs: float list) = nd [ xs.Length ] (List.toArray xs)
let private asColumn x = { x with Shape = x.Shape @ [ 1 ] }
let private dropLast x = { x with Shape = List.take (x.Shape.Length - 1) x.Shape }

let private solveRows = [
    unaryRow "Det" (invertible [ 3; 3 ]) Tensor.Det (each1 (det >> scalar))
    unaryRow "Det" (invertible [ 2; 2; 2 ]) Tensor.Det (each1 (det >> scalar)) |> case "batch"

    for n, rank in [ 2, 1; 3, 1; 3, 2; 4, 2; 5, 3; 3, 0 ] do
        unaryRow "Det" (ofRank rank [ n; n ]) Tensor.Det (each1 (det >> scalar))
        |> case $"{n} × {n} of rank {rank}"
    unaryRow "Det" (ofRank 1 [ 2; 3; 3 ]) Tensor.Det (each1 (det >> scalar)) |> case "batch of rank 1"
    unaryRow
        "Slogdet"
        (invertible [ 2; 3; 3 ])
        (fun x -> Tensor.Slogdet(x).Sign)
        (each1 (det >> sign >> float >> scalar))
    |> case "sign"
    |> notDifferentiable
    unaryRow
        "Slogdet"
        (invertible [ 2; 3; 3 ])
        (fun x -> Tensor.Slogdet(x).LogAbs)
        (each1 (det >> abs >> log >> scalar))
    |> case "logarithm"
    unaryRow
        "Slogdet"
        (invertible [ 3; 3 ])
        (fun x -> let r = Tensor.Slogdet x in r.Sign * Tensor.Exp r.LogAbs)
        (each1 (det >> scalar))
    |> case "both"
    unaryRow "Inverse" (invertible [ 3; 3 ]) Tensor.Inverse (each1 inverse)
    unaryRow "Inverse" (invertible [ 2; 1; 2; 2 ]) Tensor.Inverse (each1 inverse) |> case "batch"
    binaryRow "Solve" (invertible [ 3; 3 ]) (uniform [ 3; 2 ]) (fun a b -> Tensor.Solve(a, b)) (fun a b ->
        multiply (inverse a) b)
    binaryRow "Solve" (invertible [ 2; 3; 3 ]) (uniform [ 3 ]) (fun a b -> Tensor.Solve(a, b)) (fun a b ->
        each2 (fun a b -> multiply (inverse a) b) a (asColumn b) |> dropLast)
    |> case "vector"
    binaryRow
        "Solve"
        (invertible [ 2; 1; 2; 2 ])
        (uniform [ 3; 2; 2 ])
        (fun a b -> Tensor.Solve(a, b))
        (each2 (fun a b -> multiply (inverse a) b))
    |> case "batches that broadcast"

    for isLower in [ true; false ] do
        for isTransposed in [ true; false ] do
            for isUnit in [ true; false ] do
                let matrix a =
                    let unit x = init x.Shape (fun i -> if isUnit && i[0] = i[1] then 1.0 else at x i)
                    let read = unit (if isLower then lower a else upper a)
                    if isTransposed then transpose read else read

                let side = if isLower then "lower" else "upper"
                let turned = if isTransposed then ", transposed" else ""
                let ones = if isUnit then ", unit diagonal" else ""

                binaryRow
                    "TriangularSolve"
                    (triangular [ 2; 3; 3 ])
                    (uniform [ 3; 2 ])
                    (fun a b -> Tensor.TriangularSolve(a, b, isLower, isTransposed, isUnit))
                    (each2 (fun a b -> multiply (inverse (matrix a)) b))
                |> case $"{side}{turned}{ones}"

    binaryRow
        "TriangularSolve"
        (triangular [ 3; 3 ])
        (uniform [ 3 ])
        (fun a b -> Tensor.TriangularSolve(a, b))
        (fun a b -> each2 (fun a b -> multiply (inverse (lower a)) b) a (asColumn b) |> dropLast)
    |> case "vector"
    binaryRow
        "TriangularSolve"
        (triangular [ 3; 3 ])
        (uniform [ 2; 3; 9 ])
        (fun a b -> Tensor.TriangularSolve(a, b))
        (each2 (fun a b -> multiply (inverse (lower a)) b))
    |> case "many right-hand sides"
]

let private composed r =
    r |> slack 10.0 "values and derivatives pass through a factorization and products of its factors"

let private turned x y = multiply (transpose x) y
let private q x = orthonormal x
let private r x = turned (orthonormal x) x |> upper

let private firstColumns n x = init [ x.Shape[0]; n ] (at x)

let private factorRows =
    [
        unaryRow "Cholesky" (positiveDefinite [ 3; 3 ]) Tensor.Cholesky (each1 (symmetric >> cholesky))
        unaryRow "Cholesky" (positiveDefinite [ 2; 2; 2 ]) Tensor.Cholesky (each1 (symmetric >> cholesky))
        |> case "batch"
        unaryRow "Qr" (distinctSingularValues [ 4; 3 ]) (fun x -> Tensor.Qr(x).Q) (each1 q) |> case "Q"
        unaryRow "Qr" (distinctSingularValues [ 4; 3 ]) (fun x -> Tensor.Qr(x).R) (each1 r) |> case "R"
        unaryRow "Qr" (distinctSingularValues [ 2; 3; 3 ]) (fun x -> Tensor.Qr(x).Q) (each1 q)
        |> case "Q of a batch"
        unaryRow
            "Qr"
            (distinctSingularValues [ 2; 3; 2 ])
            (fun x -> let f = Tensor.Qr x in Tensor.MatMul(f.Q, Tensor.Sin f.R))
            (each1 (fun x -> multiply (q x) (map sin (r x))))
        |> case "both"
        unaryRow
            "Qr"
            (triangular [ 2; 2; 2 ])
            (fun x -> Tensor.Qr(Tensor.Concat([| x; Tensor.Cos x |], -1)).R)
            (each1 (fun x ->
                let wide = init [ 2; 4 ] (fun i -> if i[1] < 2 then at x i else cos (at x [ i[0]; i[1] - 2 ]))
                let q = orthonormal (firstColumns 2 wide)
                let r = turned q wide
                init r.Shape (fun i -> if i[1] < i[0] then 0.0 else at r i)))
        |> case "R of wide matrices"
        unaryRow
            "Eigh"
            (distinctEigenvalues [ 3; 3 ])
            (fun x -> Tensor.Eigh(x).Values)
            (each1 (symmetric >> eigh >> fst >> vector))
        |> case "values"
        unaryRow
            "Eigh"
            (distinctEigenvalues [ 3; 3 ])
            (fun x -> Tensor.Eigh(x).Vectors)
            (each1 (symmetric >> eigh >> snd))
        |> case "vectors"
        unaryRow
            "Eigh"
            (distinctEigenvalues [ 2; 2; 2 ])
            (fun x -> Tensor.Eigh(x).Vectors)
            (each1 (symmetric >> eigh >> snd))
        |> case "vectors of a batch"
        unaryRow
            "Eigh"
            (distinctEigenvalues [ 2; 3; 3 ])
            (fun x ->
                let f = Tensor.Eigh x
                Tensor.Einsum("...ik,...k,...jk->...ij", f.Vectors, f.Values * f.Values * f.Values, f.Vectors))
            (each1 (symmetric >> fun x -> multiply x (multiply x x)))
        |> case "a function of a matrix, whatever the signs"
        unaryRow "Svd" (distinctSingularValues [ 3; 2 ]) (fun x -> Tensor.Svd(x).U) (each1 (svd >> fun (u, _, _) -> u))
        |> case "U, tall"
        unaryRow
            "Svd"
            (distinctSingularValues [ 4; 2 ])
            (fun x -> Tensor.Svd(x).S)
            (each1 (svd >> fun (_, s, _) -> vector s))
        |> case "S, tall"
        unaryRow
            "Svd"
            (distinctSingularValues [ 4; 2 ])
            (fun x -> Tensor.Svd(x).Vt)
            (each1 (svd >> fun (_, _, vt) -> vt))
        |> case "Vt, tall"
        unaryRow
            "Svd"
            (distinctSingularValues [ 2; 3; 3 ])
            (fun x -> Tensor.Svd(x).U)
            (each1 (svd >> fun (u, _, _) -> u))
        |> case "U, square batch"
        unaryRow
            "Svd"
            (distinctSingularValues [ 3; 3 ])
            (fun x -> Tensor.Svd(x).Vt)
            (each1 (svd >> fun (_, _, vt) -> vt))
        |> case "Vt, square"
        unaryRow
            "Svd"
            (distinctSingularValues [ 2; 2; 3 ])
            (fun x -> Tensor.Svd(x).U)
            (each1 (svd >> fun (u, _, _) -> u))
        |> case "U, wide batch"
        unaryRow
            "Svd"
            (distinctSingularValues [ 2; 3 ])
            (fun x -> Tensor.Svd(x).S)
            (each1 (svd >> fun (_, s, _) -> vector s))
        |> case "S, wide"
        unaryRow
            "Svd"
            (distinctSingularValues [ 2; 3 ])
            (fun x -> Tensor.Svd(x).Vt)
            (each1 (svd >> fun (_, _, vt) -> vt))
        |> case "Vt, wide"
        unaryRow
            "Svd"
            (distinctSingularValues [ 2; 4; 2 ])
            (fun x ->
                let f = Tensor.Svd x
                Tensor.Einsum("...ik,...k,...kj->...ij", f.U, f.S * f.S * f.S, f.Vt))
            (each1 (fun x -> multiply x (turned x x)))
        |> case "an odd function of a matrix, whatever the signs"
    ]
    |> List.map composed

let private near shape center (random: System.Random) =
    map2 (fun x e -> x + 1e-7 * e) (diagonal center) (uniform shape random)

let private outer x y = init [ size x.Shape; size y.Shape ] (fun i -> x.Data[i[0]] * y.Data[i[1]])

let private pinvRows = [
    for name, input in
        [
            "tall", distinctSingularValues [ 4; 2 ]
            "wide", distinctSingularValues [ 2; 4 ]
            "square batch", distinctSingularValues [ 2; 3; 3 ]
            "equal singular values", fun _ -> diagonal [ 2.0; 2.0; 2.0 ]
            "nearly equal singular values", near [ 3; 3 ] [ 1.0; 1.0; 1.0 ]
        ] do
        unaryRow "Pinv" input (fun x -> Tensor.Pinv x) (each1 pinv) |> case name
    binaryRow
        "Pinv"
        (awayFrom [ 0.0 ] 0.5 -2.0 2.0 [ 4 ])
        (awayFrom [ 0.0 ] 0.5 -2.0 2.0 [ 3 ])
        (fun x y -> Tensor.Pinv(Tensor.Outer(x, y)))
        (fun x y ->
            let square = List.sum [ for a in x.Data -> a * a ] * List.sum [ for b in y.Data -> b * b ]
            outer y x |> map (fun a -> a / square))
    |> case "rank 1"
    unaryRow "Pinv" (uniform [ 2; 2 ]) (fun x -> Tensor.Pinv(0.0 * x)) (map (fun _ -> 0.0))
    |> case "rank 0"
    |> notDifferentiable
    binaryRow "Lstsq" (distinctSingularValues [ 4; 2 ]) (uniform [ 4; 3 ]) (fun a b -> Tensor.Lstsq(a, b)) (fun a b ->
        multiply (pinv a) b)
    binaryRow "Lstsq" (distinctSingularValues [ 2; 2; 3 ]) (uniform [ 2 ]) (fun a b -> Tensor.Lstsq(a, b)) (fun a b ->
        each2 (fun a b -> multiply (pinv a) b) a (asColumn b) |> dropLast)
    |> case "vector, wide batch"
    binaryRow
        "Lstsq"
        (distinctSingularValues [ 2; 1; 3; 3 ])
        (uniform [ 2; 3; 1 ])
        (fun a b -> Tensor.Lstsq(a, b))
        (each2 (fun a b -> multiply (pinv a) b))
    |> case "batches that broadcast"
]

let private functionRows = [
    unaryRow "MatrixExp" (uniform [ 3; 3 ]) Tensor.MatrixExp (each1 matrixExp)
    unaryRow "MatrixExp" (uniform [ 2; 2; 2 ]) Tensor.MatrixExp (each1 matrixExp) |> case "batch"
    unaryRow "MatrixExp" (ofRank 0 [ 3; 3 ]) Tensor.MatrixExp matrixExp |> case "0"
    unaryRow "MatrixExp" (fixedTo [ 3; 3 ] [| 2.0; 1.0; 0.0; 0.0; 2.0; 1.0; 0.0; 0.0; 2.0 |]) Tensor.MatrixExp matrixExp
    |> case "a defective matrix"
    for n in [ 1; 2; 5; 6 ] do
        unaryRow "MatrixPower" (uniform [ 3; 3 ]) (fun x -> Tensor.MatrixPower(x, n)) (each1 (matrixPower n))
        |> case $"{n}"
        // Sums of products of both signs.
        |> slack 10.0 "a power of n takes log₂ n rounded products"
    unaryRow "MatrixPower" (ofRank 1 [ 2; 3; 3 ]) (fun x -> Tensor.MatrixPower(x, 3)) (each1 (matrixPower 3))
    |> case "3, singular batch"
    unaryRow "MatrixPower" (invertible [ 3; 3 ]) (fun x -> Tensor.MatrixPower(x, -2)) (each1 (matrixPower -2))
    |> case "-2"
    unaryRow "MatrixPower" (uniform [ 2; 3; 3 ]) (fun x -> Tensor.MatrixPower(x, 0)) (each1 (matrixPower 0))
    |> case "0"
    |> notDifferentiable
    for name, apply, f in
        [
            "SymmetricExp", Tensor.SymmetricExp, exp
            "SymmetricLog", Tensor.SymmetricLog, log
            "SymmetricSqrt", Tensor.SymmetricSqrt, sqrt
            "SymmetricFunction", (fun x -> Tensor.SymmetricFunction(x, fun x -> Tensor.Tanh x)), tanh
        ] do
        let case' text input = unaryRow name input apply (each1 (symmetricMap f)) |> case text |> composed
        case' "" (positiveDefinite [ 3; 3 ])
        case' "batch" (positiveDefinite [ 2; 2; 2 ])
        case' "equal eigenvalues" (fun _ -> diagonal [ 1.5; 1.5; 1.5 ])
        case' "two equal eigenvalues" (fun _ -> diagonal [ 1.5; 3.0; 1.5 ])
        case' "nearly equal eigenvalues" (near [ 3; 3 ] [ 1.5; 1.5; 1.5 ])
    unaryRow
        "SymmetricFunction"
        (distinctEigenvalues [ 3; 3 ])
        (fun x -> Tensor.SymmetricFunction(x, fun x -> x * x * x))
        (each1 (symmetric >> matrixPower 3))
    |> case "a polynomial of both signs"
    |> composed
]

let private multiplyAddRows = [
    for transposeU, transposeV in [ false, false; true, false; false, true ] do
        let turn flag shape = if flag then List.rev shape else shape

        row
            "MultiplyAdd"
            [ uniform [ 2; 4 ]; uniform (turn transposeU [ 2; 3 ]); uniform (turn transposeV [ 3; 4 ]) ]
            (fun xs -> Tensor.MultiplyAdd(xs[0], xs[1], xs[2], transposeU, transposeV))
            (fun xs ->
                let side flag x = if flag then transpose x else x
                map2 (+) xs[0] (multiply (side transposeU xs[1]) (side transposeV xs[2])))
        |> case (
            if transposeU then "uᵀ v"
            elif transposeV then "u vᵀ"
            else ""
        )
    row
        "MultiplyAdd"
        [ uniform [ 4 ]; uniform [ 2; 3 ]; uniform [ 3; 4 ] ]
        (fun xs -> Tensor.MultiplyAdd(xs[0], xs[1], xs[2]))
        (fun xs -> map2 (+) xs[0] (multiply xs[1] xs[2]))
    |> case "x a row"
]

let rows: Row list =
    List.concat [ matMulRows; multiplyAddRows; productRows; solveRows; factorRows; pinvRows; functionRows ]
