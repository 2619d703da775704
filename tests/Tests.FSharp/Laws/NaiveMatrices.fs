/// Linear algebra by the textbook, on small matrices: the references of LinearAlgebraRows and its inputs.
module Functional.Tests.Laws.NaiveMatrices

open System
open Functional.Tests.Laws.Nd

/// The matrix that an array with leading axes shows at an index of a batch that those are stretched to.
let private matrixAt x (index: int list) =
    let rank = x.Shape.Length
    let sizes = List.skip (rank - 2) x.Shape
    let own = List.skip (index.Length - (rank - 2)) index
    let start = List.map2 (fun size i -> if size = 1 then 0 else i) (List.take (rank - 2) x.Shape) own
    init sizes (fun inner -> at x (start @ inner))

let private batch x = List.take (x.Shape.Length - 2) x.Shape

/// Applies a function of matrices to each of a batch, with broadcasting.
let each (f: Nd list -> Nd) xs =
    let shape = xs |> List.map batch |> List.reduce broadcast
    let indices = [ for i in 0 .. size shape - 1 -> i ]

    let unravel position =
        List.foldBack (fun size (rest, index) -> rest / size, rest % size :: index) shape (position, [])
        |> snd

    let results =
        indices |> List.map (fun i -> let index = unravel i in f [ for x in xs -> matrixAt x index ])

    nd (shape @ results.Head.Shape) (Array.concat [ for result in results -> result.Data ])

let each1 f x = each (fun xs -> f xs[0]) [ x ]
let each2 f x y = each (fun xs -> f xs[0] xs[1]) [ x; y ]

let transpose x = init (List.rev x.Shape) (fun i -> at x (List.rev i))

let multiply x y =
    init [ x.Shape[0]; y.Shape[1] ] (fun i ->
        List.sum [ for k in 0 .. x.Shape[1] - 1 -> at x [ i[0]; k ] * at y [ k; i[1] ] ])

let symmetric x = map2 (fun a b -> (a + b) / 2.0) x (transpose x)
let diagonal (xs: float list) = init [ xs.Length; xs.Length ] (fun i -> if i[0] = i[1] then xs[i[0]] else 0.0)

/// Without a row and a column.
let private minor row column x =
    init [ x.Shape[0] - 1; x.Shape[1] - 1 ] (fun i ->
        at x [ (if i[0] < row then i[0] else i[0] + 1); (if i[1] < column then i[1] else i[1] + 1) ])

let private alternating i = if i % 2 = 0 then 1.0 else -1.0

/// Laplace's expansion.
let rec det x =
    if x.Shape[0] = 0 then
        1.0
    else
        List.sum [ for j in 0 .. x.Shape[1] - 1 -> alternating j * at x [ 0; j ] * det (minor 0 j x) ]

/// By cofactors.
let inverse x =
    init x.Shape (fun i -> alternating (i[0] + i[1]) * det (minor i[1] i[0] x) / det x)

let column x k = [ for i in 0 .. x.Shape[0] - 1 -> at x [ i; k ] ]

let private ofColumns (columns: float list list) =
    init [ columns.Head.Length; columns.Length ] (fun i -> columns[i[1]][i[0]])

let private inner xs ys = List.sum (List.map2 (*) xs ys)

/// Gram and Schmidt's, twice over for accuracy: orthonormal columns, hence a positive diagonal of QᵀX.
let orthonormal x =
    let against basis v =
        basis |> List.fold (fun v q -> let s = inner q v in List.map2 (fun v q -> v - s * q) v q) v

    ([], [ 0 .. x.Shape[1] - 1 ])
    ||> List.fold (fun basis k ->
        let v = column x k |> against basis |> against basis
        let length = sqrt (inner v v)
        basis @ [ List.map (fun v -> v / length) v ])
    |> ofColumns

let upper x = init x.Shape (fun i -> if i[1] >= i[0] then at x i else 0.0)
let lower x = transpose (upper (transpose x))

/// Cholesky and Crout's, element by element.
let cholesky x =
    let n = x.Shape[0]
    let l = Array2D.zeroCreate n n

    for j in 0 .. n - 1 do
        for i in j .. n - 1 do
            let rest = at x [ i; j ] - List.sum [ for k in 0 .. j - 1 -> l[i, k] * l[j, k] ]
            l[i, j] <- if i = j then sqrt rest else rest / l[j, j]

    init x.Shape (fun i -> l[i[0], i[1]])

/// The first element of largest absolute value in each column is made positive; the signs.
let signs x = [ for k in 0 .. x.Shape[1] - 1 -> float (sign (List.maxBy abs (column x k))) ]

let private scaleColumns (factors: float list) x = init x.Shape (fun i -> at x i * factors[i[1]])

/// Jacobi's rotations: eigenvalues, ascending, and eigenvectors.
let eigh x =
    let n = x.Shape[0]
    let mutable a, v = x, diagonal (List.replicate n 1.0)

    for _ in 1..12 do
        for p in 0 .. n - 2 do
            for q in p + 1 .. n - 1 do
                if at a [ p; q ] <> 0.0 then
                    let angle = 0.5 * atan2 (2.0 * at a [ p; q ]) (at a [ q; q ] - at a [ p; p ])

                    let rotation =
                        init [ n; n ] (fun i ->
                            match i[0], i[1] with
                            | i, j when i = j -> if i = p || i = q then cos angle else 1.0
                            | i, j when i = p && j = q -> sin angle
                            | i, j when i = q && j = p -> -sin angle
                            | _ -> 0.0)

                    a <- multiply (transpose rotation) (multiply a rotation)
                    v <- multiply v rotation

    let order = [ 0 .. n - 1 ] |> List.sortBy (fun i -> at a [ i; i ])
    let vectors = ofColumns [ for i in order -> column v i ]
    [ for i in order -> at a [ i; i ] ], scaleColumns (signs vectors) vectors

/// From the eigenvectors of XᵀX, for m ≥ n and positive singular values: U, s and V.
let svdTall x =
    let values, vectors = eigh (multiply (transpose x) x)
    let n = values.Length
    let v = ofColumns [ for i in n - 1 .. -1 .. 0 -> column vectors i ]
    let s = values |> List.rev |> List.map sqrt
    let u = multiply x v |> scaleColumns [ for s in s -> 1.0 / s ]
    scaleColumns (signs u) u, s, scaleColumns (signs u) v

/// U, s and Vᵀ.
let svd x =
    if x.Shape[0] >= x.Shape[1] then
        let u, s, v = svdTall x
        u, s, transpose v
    else
        let v, s, u = svdTall (transpose x)
        u, s, transpose v

let private power x n =
    List.fold (fun y _ -> multiply y x) (diagonal (List.replicate x.Shape[0] 1.0)) [ 1..n ]

/// A whole power, by as many products.
let matrixPower n x = if n < 0 then power (inverse x) -n else power x n

/// The series, for matrices whose elements are about 1.
let matrixExp x =
    let add (term, sum) j =
        let next = multiply term (map (fun a -> a / float j) x)
        next, map2 (+) sum next

    let one = power x 0
    List.fold add (one, one) [ 1..60 ] |> snd

/// Of full rank, by the normal equations.
let pinv x =
    let t = transpose x

    if x.Shape[0] >= x.Shape[1] then
        multiply (inverse (multiply t x)) t
    else
        multiply t (inverse (multiply x t))

/// A function of the eigenvalues of the symmetric part.
let symmetricMap f x =
    let values, v = eigh (symmetric x)
    multiply v (multiply (diagonal (List.map f values)) (transpose v))

/// Einstein's sum, over every assignment of the letters. No ellipsis.
let einsum (inputs: string list) (output: string) (xs: Nd list) =
    let sizes =
        Map.ofList [
            for labels, x in List.zip inputs xs do
                yield! Seq.zip labels x.Shape
        ]

    let summed = sizes.Keys |> Seq.filter (fun c -> not (output.Contains c)) |> List.ofSeq

    let rec total (index: Map<char, int>) letters =
        match letters with
        | [] -> List.fold2 (fun p (labels: string) x -> p * at x [ for c in labels -> index[c] ]) 1.0 inputs xs
        | c :: rest -> List.sum [ for i in 0 .. sizes[c] - 1 -> total (index.Add(c, i)) rest ]

    init [ for c in output -> sizes[c] ] (fun i -> total (Map.ofSeq (Seq.zip output i)) summed)

// ---- Draws.

let private perMatrix (shape: int list) (draw: int -> int -> Random -> Nd) (random: Random) =
    let leading = List.take (shape.Length - 2) shape
    let m, n = shape[shape.Length - 2], List.last shape
    nd shape (Array.concat [ for _ in 1 .. size leading -> (draw m n random).Data ])

/// A product of factors of the given rank, with elements of about 1.
let ofRank rank shape =
    perMatrix shape (fun m n random ->
        multiply (uniform -1.0 1.0 [ m; rank ] random) (uniform -1.0 1.0 [ rank; n ] random))

/// Diagonally dominant up to the order of its rows: well conditioned, but not without pivoting.
let invertible shape =
    perMatrix shape (fun n _ random ->
        let rows = [| 0 .. n - 1 |]
        random.Shuffle rows
        let noise = uniform -0.5 0.5 [ n; n ] random
        init [ n; n ] (fun i -> at noise i + if rows[i[0]] = i[1] then 2.0 else 0.0))

/// A random rotation; the largest element of each column is larger than the others by a margin, so that no sign flips under a small step.
let rec private rotation m n random =
    let q = orthonormal (uniform -1.0 1.0 [ m; n ] random)

    let clear k =
        match column q k |> List.map abs |> List.sortDescending with
        | first :: second :: _ -> first - second > 0.1
        | _ -> true

    if List.forall clear [ 0 .. n - 1 ] then q else rotation m n random

/// A symmetric matrix with eigenvalues at least 2 apart, of both signs or all positive, plus a skew part that is to be ignored.
let private spectral first shape =
    perMatrix shape (fun n _ random ->
        let v = rotation n n random
        let values = [ for i in 0 .. n - 1 -> first + 3.0 * float i + random.NextDouble() ]
        let noise = uniform -0.3 0.3 [ n; n ] random
        let skew = map2 (-) noise (transpose noise)
        map2 (+) skew (multiply v (multiply (diagonal values) (transpose v))))

let positiveDefinite shape = spectral 1.0 shape
let distinctEigenvalues shape = spectral -4.0 shape

/// Singular values at least 2 apart, and from 0.
let distinctSingularValues shape =
    perMatrix shape (fun m n random ->
        let k = min m n
        let values = [ for i in k - 1 .. -1 .. 0 -> 2.0 + 3.0 * float i + random.NextDouble() ]
        let tall, square = rotation (max m n) k random, rotation k k random
        let x = multiply tall (multiply (diagonal values) (transpose square))
        if m >= n then x else transpose x)

/// Numbers away from 0 on the diagonal.
let triangular shape =
    perMatrix shape (fun n _ random ->
        let noise = uniform -0.5 0.5 [ n; n ] random
        init [ n; n ] (fun i -> at noise i + if i[0] = i[1] then 1.5 else 0.0))
