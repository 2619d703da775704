namespace Functional.Testing

open Functional.Core

/// Rules of matrices.
module internal Algebra =

    open Term
    open Rule

    let private size (source: Source) = 1 + source.Next 3
    let private flag (b: bool) = if b then "true" else "false"

    let private matrix (source: Source) = let n = size source in [ [ n; n ] ]

    /// A number on the diagonal, another on each next one.
    let private diagonal (source: Source) n first step =
        constant (source.Of([ n; n ], fun k -> if k / n = k % n then first + step * float (k / n) else 0.0))

    /// A matrix far from a singular one.
    let private regular source n x = add (times 0.3 (tanh x)) (diagonal source n 2.0 0.0)

    let private symmetrized factor x =
        let half = times factor (tanh x)
        add half (after ".T" (fun (x: Tensor) -> x.T) half)

    /// A symmetric matrix whose eigenvalues are positive and apart.
    let private symmetric source n x = add (symmetrized 0.1 x) (diagonal source n 2.0 1.5)

    /// A symmetric matrix whose eigenvalues are close to 2.
    let private level (source: Source) n x = add (symmetrized 1e-3 x) (diagonal source n 2.0 0.0)

    /// A matrix of rank 1.
    let private deficient (_: Source) (_: int) x =
        let row = after ".Sum(0)" (fun (x: Tensor) -> x.Sum 0) (tanh x)
        call2 "Outer" "" (fun x y -> Tensor.Outer(x, y)) row row

    /// One of the results of a factorization.
    let private called name field (f: Tensor -> Tensor) x = {
        Text = $"Tensor.{name}({x.Text}){field}"
        Run = x.Run >> f
    }

    let private ofMatrix name prepare build =
        shaped name 1 matrix (fun source shapes xs -> build (prepare source shapes.Head.Head xs.Head))

    let private solving (source: Source) = let n = size source in [ [ n; n ]; [ n; size source ] ]

    let private product: Rule =
        shaped
            "MatMul"
            2
            (fun source ->
                let m, k, n = size source, size source, size source
                let x, y = source.Pick [ [ m; k ]; [ 2; m; k ] ], source.Pick [ [ k; n ]; [ 1; k; n ] ]
                [ x; y ])
            (fun _ _ xs -> call2 "MatMul" "" (fun x y -> Tensor.MatMul(x, y)) (tanh xs[0]) xs[1])

    let private turned: Rule = {
        Name = "MatMul"
        Arity = 2
        Build =
            fun source have xs ->
                let m, k, n = size source, size source, size source
                let turnX, turnY = source.Next 2 = 0, source.Next 2 = 0
                let shape turn a b = if turn then [ b; a ] else [ a; b ]
                let x, y = fit have[0] (shape turnX m k) (tanh xs[0]), fit have[1] (shape turnY k n) xs[1]
                Some(call2 "MatMul" $", {flag turnX}, {flag turnY}" (fun x y -> Tensor.MatMul(x, y, turnX, turnY)) x y)
    }

    /// Of a value as a matrix of its first axis by the others, a constant square matrix and a constant row: what passes of programs rewrite.
    let private joined (build: Term -> Term -> Term -> Term) : Rule =
        ranked "MatMul" 1 (fun source shape x ->
            let rows, width = shape.Head, List.fold (*) 1 shape.Tail
            build (reshape [ rows; width ] x) (source.Constant [ width; width ]) (source.Constant [ width ]))

    let private times' x y = call2 "MatMul" "" (fun x y -> Tensor.MatMul(x, y)) x y
    let private turn x = after ".T" (fun (x: Tensor) -> x.T) x
    let private less x y = operator "-" (-) x y

    let private layers = [
        joined (fun x w b -> add (times' x w) b)
        joined (fun x w b -> add b (times' (call1 "Sin" "" Tensor.Sin x) w))
        joined (fun x w _ -> add x (times' (tanh x) w))
        joined (fun x w _ -> less x (times' x w))
        joined (fun x w b -> less (times' x w) (multiply b b))
        joined (fun x w _ -> {
            Text = $"Tensor.Combine(1.0, {x.Text}, -0.3, {(times' x w).Text})"
            Run = fun env -> Tensor.Combine(1.0, x.Run env, -0.3, (times' x w).Run env)
        })
        joined (fun x w _ -> add (times' (turn (tanh x)) x) w)
        joined (fun x _ _ -> times' (tanh x) (turn x))
    ]

    let rules: Rule list = [
        yield! layers
        product
        turned
        shaped
            "MultiplyAdd"
            3
            (fun source ->
                let m, k, n = size source, size source, size source
                [ [ m; n ]; [ m; k ]; [ k; n ] ])
            (fun _ _ xs -> call3 "MultiplyAdd" "" (fun x u v -> Tensor.MultiplyAdd(x, u, v)) xs[0] (tanh xs[1]) xs[2])
        shaped "Dot" 2 (fun source -> let n = size source in [ [ 2; n ]; [ 2; n ] ]) (fun _ _ xs ->
            call2 "Dot" "" (fun x y -> Tensor.Dot(x, y)) (tanh xs[0]) xs[1])
        shaped "Outer" 2 (fun source -> [ [ size source ]; [ size source ] ]) (fun _ _ xs ->
            call2 "Outer" "" (fun x y -> Tensor.Outer(x, y)) (tanh xs[0]) xs[1])
        shaped "Einsum" 2 (fun source -> let k = size source in [ [ size source; k; 2 ]; [ k; 2 ] ]) (fun _ _ xs ->
            call2 "Einsum(\"ikb,kb->bi\", " "" (fun x y -> Tensor.Einsum("ikb,kb->bi", x, y)) (tanh xs[0]) xs[1])
        shaped "Trace" 1 matrix (fun _ _ xs -> call1 "Trace" "" Tensor.Trace xs.Head)
        ofMatrix "Det" regular (call1 "Det" "" Tensor.Det)
        ofMatrix "Slogdet" regular (called "Slogdet" ".LogAbs" (fun x -> Tensor.Slogdet(x).LogAbs))
        ofMatrix "Inverse" regular (call1 "Inverse" "" Tensor.Inverse)
        ofMatrix "Cholesky" symmetric (call1 "Cholesky" "" Tensor.Cholesky)
        ofMatrix "Qr" regular (called "Qr" ".R" (fun x -> Tensor.Qr(x).R))
        ofMatrix "Eigh" symmetric (called "Eigh" ".Values" (fun x -> Tensor.Eigh(x).Values))
        ofMatrix "Svd" symmetric (called "Svd" ".S" (fun x -> Tensor.Svd(x).S))
        shaped "Solve" 2 solving (fun source shapes xs ->
            call2 "Solve" "" (fun a b -> Tensor.Solve(a, b)) (regular source shapes[0].Head xs[0]) xs[1])
        shaped "TriangularSolve" 2 solving (fun source shapes xs ->
            let lower, transpose = source.Next 2 = 0, source.Next 2 = 0
            let solve a b = Tensor.TriangularSolve(a, b, lower, transpose)

            call2
                "TriangularSolve"
                $", {flag lower}, {flag transpose}"
                solve
                (regular source shapes[0].Head xs[0])
                xs[1])
        ofMatrix "Det" deficient (call1 "Det" "" Tensor.Det)
        shaped "Lstsq" 2 solving (fun source shapes xs ->
            call2 "Lstsq" "" (fun a b -> Tensor.Lstsq(a, b)) (regular source shapes[0].Head xs[0]) xs[1])
        ofMatrix "Pinv" regular (call1 "Pinv" "" (fun x -> Tensor.Pinv x))
        shaped "Pinv" 1 (fun source -> [ [ size source ] ]) (fun _ _ xs ->
            let apart = plus 1.0 (times 0.3 (tanh xs.Head))
            call2 "Pinv(Tensor.Outer(" ")" (fun x y -> Tensor.Pinv(Tensor.Outer(x, y))) apart apart)
        ofMatrix "MatrixExp" (fun _ _ x -> tanh x) (call1 "MatrixExp" "" Tensor.MatrixExp)
        shaped "MatrixPower" 1 matrix (fun source shapes xs ->
            let n = source.Next 6 - 2
            call1 "MatrixPower" $", {n}" (fun x -> Tensor.MatrixPower(x, n)) (regular source shapes.Head.Head xs.Head))
        for symmetric in [ symmetric; level ] do
            ofMatrix "SymmetricExp" symmetric (call1 "SymmetricExp" "" Tensor.SymmetricExp)
            ofMatrix "SymmetricLog" symmetric (call1 "SymmetricLog" "" Tensor.SymmetricLog)
            ofMatrix "SymmetricSqrt" symmetric (call1 "SymmetricSqrt" "" Tensor.SymmetricSqrt)

            ofMatrix
                "SymmetricFunction"
                symmetric
                (call1 "SymmetricFunction" ", fun x -> Tensor.Tanh x" (fun x ->
                    Tensor.SymmetricFunction(x, fun x -> Tensor.Tanh x)))
    ]
