module Functional.Tests.Transforms.TaylorTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Transforms.Derivatives

/// The coefficients of f(x + t) for a scalar function.
let private taylor order (f: Tensor -> Tensor) (x: float) = AD.jet order f [ scalar x; scalar 1.0 ] |> List.map number

let private factorial n = Seq.fold (*) 1.0 (seq { 1.0 .. float n })

let private series =
    let known name f x expected =
        testCase name (fun () ->
            let order = 12

            List.iteri2
                (fun j got wanted ->
                    Expect.isTrue (abs (got - wanted) < 1e-11 * max 1.0 (abs wanted)) $"order {j}: {got} is {wanted}")
                (taylor order f x)
                (List.init (order + 1) expected))

    testList "known series" [
        known "exp t" exp 0.0 (fun j -> 1.0 / factorial j)
        known "sin t" sin 0.0 (fun j -> if j % 2 = 0 then 0.0 else float (2 - j % 4) / factorial j)
        known "1 / (1 − t)" (fun t -> 1.0 / (1.0 - t)) 0.0 (fun _ -> 1.0)
        known "log (1 + t)" log 1.0 (fun j -> if j = 0 then 0.0 else float (2 * (j % 2) - 1) / float j)
        known "t³ at 2" (fun t -> t ** 3.0) 2.0 (fun j ->
            [ 8.0; 12.0; 6.0; 1.0 ] |> List.tryItem j |> Option.defaultValue 0.0)
        known "√(1 + t)" sqrt 1.0 (fun j ->
            Seq.fold (fun c k -> c * (0.5 - float (k - 1)) / float k) 1.0 (seq { 1..j }))
        known "sin² + cos²" (fun t -> sin t * sin t + cos t * cos t) 0.7 (fun j -> if j = 0 then 1.0 else 0.0)
        known "a tangent against the quotient" (fun t -> tan t - sin t / cos t) 0.4 (fun _ -> 0.0)
        known "exp ∘ log" (fun t -> exp (log t)) 3.0 (fun j ->
            [ 3.0; 1.0 ] |> List.tryItem j |> Option.defaultValue 0.0)
        known "tanh by its equation" (fun t -> AD.grad tanh t - (1.0 - tanh t * tanh t)) 0.3 (fun _ -> 0.0)
        known "a constant" (fun _ -> scalar 2.0) 0.3 (fun j -> if j = 0 then 2.0 else 0.0)
        known "what is piecewise constant" (fun t -> Tensor.Floor t + Tensor.Greater(t, 0.0)) 0.5 (fun j ->
            if j = 0 then 1.0 else 0.0)

        testCase "the inverse of I − t A is the sum of the powers" (fun () ->
            let a = Tensor.Create([| 0.1; 0.5; -0.3; 0.2 |], 2, 2)
            let coefficients = AD.jet 5 Tensor.Inverse [ Tensor.Eye 2; -a ]

            (Tensor.Eye 2, coefficients)
            ||> List.fold (fun power c ->
                close 1e-13 c power
                Tensor.MatMul(power, a))
            |> ignore)

        testCase "higher coefficients of the argument take part" (fun () ->
            // exp (t + t²) has the derivatives 1, 1, 3, 7 at 0.
            let y =
                AD.jet 3 exp [ scalar 0.0; scalar 1.0; scalar 1.0 ] |> List.mapi (fun j c -> factorial j * number c)

            close 1e-14 (vector y) (vector [ 1.0; 1.0; 3.0; 7.0 ]))

        testCase "time is polynomial in the order" (fun () ->
            // Nested derivatives would take 2⁴⁰.
            let y = taylor 40 (fun t -> exp (sin t) / (2.0 + cos t) + tanh t ** 2.0) 0.8
            Expect.all y Double.IsFinite "All forty")

        testCase "a long chain needs no stack" (fun () ->
            let f x = Seq.fold (fun (y: Tensor) _ -> y * 1.00001) x (seq { 1..100_000 })
            let y = taylor 2 (f >> sin) 0.1
            Expect.all y Double.IsFinite "No overflow")
    ]

let private trees =
    testList "arguments" [
        testCase "are trees" (fun () ->
            let f (x: Tensor, y: Tensor) = x * y, x + y
            let result = AD.jet 2 f [ (scalar 2.0, scalar 3.0); (scalar 1.0, scalar 1.0) ]
            Expect.equal (result |> List.map (fst >> number)) [ 6.0; 5.0; 1.0 ] "The product"
            Expect.equal (result |> List.map (snd >> number)) [ 5.0; 2.0; 0.0 ] "The sum")

        testCase "errors" (fun () ->
            refuses<DomainException> "Jet wants an order of 0 or more, but got -1" (fun () ->
                AD.jet -1 sin [ scalar 1.0 ] |> ignore)

            refuses<DomainException> "at least the coefficient x₀" (fun () -> AD.jet 1 sin ([]: Tensor list) |> ignore)
            refuses<ShapeException> "Jet wants []" (fun () -> AD.jet 1 sin [ scalar 1.0; vector [ 1.0 ] ] |> ignore))

        testCase "kept from inside are dead" (fun () ->
            let mutable kept = scalar 0.0

            taylor
                2
                (fun t ->
                    kept <- t
                    t * t)
                1.0
            |> ignore

            refuses<TraceException> "Jet wants its values to be used while it runs" (fun () -> kept + 1.0 |> ignore))
    ]

/// Gradients through operations that keep something for their pullbacks.
let private keeping = [
    "a scan",
    AD.grad (fun (x: Tensor) ->
        Scan.fold (fun s w -> Tensor.sum (sin (s + w * x))) Tensor.Zero (vector [ 0.4; -0.7; 1.2 ]))
    "a scan over the argument", AD.grad (Scan.fold (fun s x -> exp (0.3 * x) * cos (s + x)) (scalar 0.2))
    "a compiled function", AD.grad (AD.compile (fun (x: Tensor) -> (exp (0.3 * x) * sin x).Sum() * x.Prod()))
    "a checkpoint", AD.grad (AD.checkpoint (fun (x: Tensor) -> (exp (0.3 * x) * sin x).Sum() * x.Prod()))
    "a branch", AD.grad (AD.cond (scalar 1.0) (fun (x: Tensor) -> (sin x).Sum() * x.Prod()) _.Sum())
]

let private composition =
    let f x = exp (sin x) * x
    let third x = 6.0 * (AD.jet 3 f [ x; Tensor.OnesLike x ])[3]
    let nested x = AD.grad (AD.grad (AD.grad f)) x
    let x = scalar 0.6

    testList "composes" [
        testCase "with derivatives within and without" (fun () ->
            close 1e-11 (third x) (nested x)

            for name, mode in modes do
                close 1e-10 (mode third x) (AD.grad nested x)

            let within x = (AD.jet 2 (AD.grad f) [ x; scalar 1.0 ])[2]
            close 1e-11 (2.0 * within x) (nested x))
        testCase "with Vectorize over it and in it" (fun () ->
            let xs = vector [ 0.1; 0.6; 1.4 ]
            let each = Tensor.Stack [ for i in 0..2 -> third xs[i] ]
            close 1e-11 (AD.vectorize third xs) each
            let within = AD.jet 3 (AD.vectorize f) [ xs; Tensor.OnesLike xs ]
            close 1e-11 (6.0 * within[3]) each)
        testCase "with itself" (fun () ->
            let second x = 2.0 * (AD.jet 2 f [ x; scalar 1.0 ])[2]
            let fourth = 2.0 * (AD.jet 2 second [ x; scalar 1.0 ])[2]
            close 1e-10 fourth (AD.grad nested x))
        for name, gradient in keeping do
            testCase $"with reverse mode within, through {name}" (fun () ->
                let x, v = vector [ 0.3; -0.2; 0.5 ], vector [ 0.7; 0.4; -0.6 ]
                let within x = (gradient x * v).Sum()
                let push f x = let struct (_, dot) = AD.pushforward f x v in dot
                let series = AD.jet 2 within [ x; v ]
                close 1e-12 series[1] (push within x)
                close 1e-12 (2.0 * series[2]) (push (push within) x))
        testCase "with rules of one's own" (fun () ->
            let cube = AD.customPushforward (fun (x: Tensor) -> x * x * x) (fun x _ xDot -> 3.0 * x * x * xDot)
            let square = AD.customPullback (fun (x: Tensor) -> x * x) (fun x _ yBar -> 2.0 * x * yBar)
            close 1e-14 (vector (taylor 3 cube 2.0)) (vector [ 8.0; 12.0; 6.0; 1.0 ])
            close 1e-14 (vector (taylor 3 square 2.0)) (vector [ 4.0; 4.0; 1.0; 0.0 ]))
    ]

let private laplacian =
    let f (x: Tensor) = exp (-(x * x).Sum()) + (x[0] * x[1])
    let x = vector [ 0.3; -0.2; 0.5 ]
    // Δ exp(−r²) = (4 r² − 2 n) exp(−r²), and x₀x₁ is harmonic.
    let known (x: Tensor) = let r2 = (x * x).Sum() in (4.0 * r2 - 6.0) * exp (-r2)
    let trace f (x: Tensor) = (AD.hessian f x).Diagonal().Sum()

    testList "the Laplacian" [
        testCase "has its value in closed form" (fun () ->
            let struct (value, laplacian) = AD.valueAndLaplacian f x
            close 1e-14 value (f x)
            close 1e-14 laplacian (known x))
        testCase "of a map is that of each element" (fun () ->
            let g x = Tensor.Stack [ f x; f (2.0 * x) ]
            close 1e-13 (AD.laplacian g x) (Tensor.Stack [ known x; 4.0 * known (2.0 * x) ]))
        testCase "of a linear function is zero" (fun () ->
            close 0.0 (AD.laplacian (fun x -> 2.0 * x + 1.0) x) (vector [ 0.0; 0.0; 0.0 ])
            close 0.0 (AD.laplacian (fun _ -> scalar 1.0) x) (scalar 0.0))
        testCase "composes with derivatives and Vectorize" (fun () ->
            close 1e-12 (AD.grad (AD.laplacian f) x) (AD.grad known x)
            let struct (_, tangent) = AD.pushforward (AD.laplacian f) x x
            close 1e-12 tangent ((AD.grad known x * x).Sum())
            let xs = Tensor.Stack [ x; 2.0 * x ]
            close 1e-12 (AD.vectorize (AD.laplacian f) xs) (Tensor.Stack [ known x; known (2.0 * x) ])
            let within x = (AD.grad f x * x).Sum()
            close 1e-11 (AD.laplacian within x) (trace within x)
            close 1e-10 (AD.laplacian (AD.laplacian f) x) (trace known x))
        for name, gradient in keeping do
            testCase $"has reverse mode within, through {name}" (fun () ->
                let within x = (gradient x * cos x).Sum()
                close 1e-11 (AD.laplacian within x) (trace within x))
    ]

let private diagonals =
    let x = vector [ 0.3; -0.2; 0.5; 1.1 ]
    let neighbours (x: Tensor) = x * x.Roll 1 + sin x

    testList "diagonals and products" [
        testCase "of Jacobians" (fun () ->
            for f in [ sin; neighbours; (fun x -> x * x.Sum()); (fun x -> x.Reshape(2, 2).Permute(1, 0).Reshape 4) ] do
                close 1e-14 (AD.diagonal f x) ((AD.jacobian f x).Diagonal()))
        testCase "of Hessians" (fun () ->
            for f in
                [
                    (fun (x: Tensor) -> exp(x).Sum())
                    (fun x -> (neighbours x * x).Sum())
                    (fun (x: Tensor) -> x.LogSumExp())
                ] do
                close 1e-14 (AD.hessianDiagonal f x) ((AD.hessian f x).Diagonal()))
        testCase "of an elementwise function take one pushforward, of a ring two" (fun () ->
            let colors f = Coloring.OfDiagonal(AD.jacobianPattern f x).Count
            Expect.equal (colors (fun x -> exp x * x)) 1 "Elementwise"
            Expect.equal (colors neighbours) 2 "Each and one neighbour")
        testCase "want an answer like the argument" (fun () ->
            refuses<ShapeException> "Diagonal wants an answer of shape [4]" (fun () -> AD.diagonal _.Sum() x |> ignore))
        testCase "compose" (fun () ->
            let total x = Tensor.Square(AD.diagonal neighbours x).Sum()
            let dense x = Tensor.Square((AD.jacobian neighbours x).Diagonal()).Sum()
            close 1e-13 (AD.grad total x) (AD.grad dense x)
            let xs = Tensor.Stack [ x; 2.0 * x ]

            close
                1e-13
                (AD.vectorize (AD.diagonal neighbours) xs)
                (Tensor.Stack [ AD.diagonal neighbours x; AD.diagonal neighbours (2.0 * x) ]))
        testCase "the Gauss–Newton product is JᵀHJv" (fun () ->
            let model (p: Tensor) = sin p * p.Sum()
            let loss (y: Tensor) = y.LogSumExp()
            let v = vector [ 1.0; 2.0; -1.0; 0.5 ]
            let j, h = AD.jacobian model x, AD.hessian loss (model x)
            let column = v.Reshape(4, 1)
            let wanted = Tensor.MatMul(j.Permute(1, 0), Tensor.MatMul(h, Tensor.MatMul(j, column))).Reshape 4
            close 1e-13 (AD.gaussNewton model loss x v) wanted)
        testCase "and on trees" (fun () ->
            let model (w: Tensor, b: Tensor) = w * 2.0 + b
            let loss (y: Tensor) = 0.5 * (y * y).Sum()
            let w, b = AD.gaussNewton model loss (x, scalar 1.0) (Tensor.OnesLike x, scalar 1.0)
            close 1e-14 w (6.0 * Tensor.OnesLike x)
            close 1e-14 b (scalar 12.0))
        testCase "the Jacobian in a tree has a block for each leaf" (fun () ->
            let p = (vector [ 1.0; 2.0; 3.0 ], scalar 0.5)

            for f in
                [
                    (fun (x: Tensor, s: Tensor) -> (x * s).Sum())
                    (fun (x, s) -> Tensor.Concat [ x * s; x; s * x * x ])
                ] do
                let byVector, byScalar = AD.jacobian f p
                close 1e-14 byVector (AD.jacobian (fun x -> f (x, snd p)) (fst p))
                close 1e-14 byScalar (AD.jacobian (fun s -> f (fst p, s)) (snd p)))
    ]

[<Tests>]
let tests = testList "Taylor" [ series; trees; composition; laplacian; diagonals ]
