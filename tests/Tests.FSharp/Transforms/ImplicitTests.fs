module Functional.Tests.Transforms.ImplicitTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Testing
open Functional.Tests.Transforms.Derivatives

let private exact = SolveOptions(Tolerance = 1e-14)

/// A layer that is fed its own answer, with all entries coupled.
let private layer (w: Tensor) (x: Tensor) (z: Tensor) = tanh (Tensor.MatMul(w, z.Reshape(-1, 1)).Reshape -1 + x)

/// Ridge regression with a quartic term, whose minimum has no closed form.
let private ridge (a: Tensor) (b: Tensor) (penalty: Tensor) (w: Tensor) =
    let rest = Tensor.MatMul(a, w.Reshape(-1, 1)).Reshape -1 - b
    (rest * rest).Sum() + exp penalty * (w * w).Sum() + 0.1 * (w * w * w * w).Sum()

let private w = Tensor.Create([| 0.3; -0.2; 0.1; 0.4; 0.1; -0.3; 0.0; 0.2; 0.25 |], 3, 3)
let private x = vector [ 0.5; -1.0; 0.2 ]
let private a = Tensor.Create([| 1.0; 0.5; -0.3; 2.0; 0.7; 0.1; -1.0; 0.4; 0.9; 0.2; 0.3; -0.6 |], 4, 3)
let private b = vector [ 1.0; -0.5; 0.3; 0.8 ]

/// The solvers, each beside the same iteration without the implicit function theorem, as functions of one vector.
let private solvers =
    let zeros = Tensor.zeros [ 3 ]

    [
        "FixedPoint",
        (fun x -> AD.Using.fixedPoint exact (layer w x) zeros),
        (fun x -> Seq.fold (fun z _ -> layer w x z) zeros (seq { 1..60 }))
        "Root",
        (fun x -> AD.Using.root exact (fun z -> z + z * z * z - layer w x z) zeros),
        (fun x ->
            let f z = z + z * z * z - layer w x z
            Seq.fold (fun z _ -> z - Tensor.Solve(AD.jacobian f z, f z)) zeros (seq { 1..8 }))
        "ArgMin",
        (fun p -> AD.Using.argMin exact (ridge a b (p.Sum())) zeros),
        (fun p ->
            let f = ridge a b (p.Sum())
            Seq.fold (fun w _ -> w - Tensor.Solve(AD.hessian f w, AD.grad f w)) zeros (seq { 1..8 }))
    ]

let private unrolled =
    testList "equal to differentiating the unrolled solver" [
        for name, implicitly, unrolled in solvers do
            let total (f: Tensor -> Tensor) (x: Tensor) = Tensor.sum (sin (f x))
            let u = vector [ 0.3; -0.4; 1.0 ]

            testCase $"{name}, its value" (fun () -> close 1e-12 (implicitly x) (unrolled x))

            testCase $"{name}, forward" (fun () ->
                let push f = let struct (_, tangent) = AD.pushforward f x u in tangent
                close 1e-10 (push implicitly) (push unrolled))

            testCase $"{name}, reverse" (fun () ->
                close 1e-10 (AD.grad (total implicitly) x) (AD.grad (total unrolled) x))

            testCase $"{name}, Hessians" (fun () ->
                close 1e-8 (AD.hessian (total implicitly) x) (AD.hessian (total unrolled) x))

            testCase $"{name}, reverse over reverse" (fun () ->
                let curve f = AD.grad (fun x -> (AD.grad (total f) x * u).Sum()) x
                close 1e-8 (curve implicitly) (curve unrolled))

            testCase $"{name}, Jacobians" (fun () -> close 1e-10 (AD.jacobian implicitly x) (AD.jacobian unrolled x))

            testCase $"{name}, over a batch" (fun () ->
                let xs = Tensor.Stack [ x; -0.5 * x ]
                close 1e-12 (AD.vectorize implicitly xs) (Tensor.Stack [ implicitly x; implicitly (-0.5 * x) ])
                let each = AD.vectorize (AD.grad (total implicitly)) xs
                close 1e-10 each (Tensor.Stack [ AD.grad (total unrolled) x; AD.grad (total unrolled) (-0.5 * x) ]))

            testCase $"{name}, under Taylor mode and the forward Laplacian" (fun () ->
                let jets f = AD.jet 3 f [ x; u ]
                List.iter2 (close 1e-8) (jets implicitly) (jets unrolled)
                close 1e-8 (AD.laplacian (total implicitly) x) (AD.laplacian (total unrolled) x))

            testCase $"{name}, within checkpoints and scans" (fun () ->
                close 1e-10 (AD.grad (AD.checkpoint (total implicitly)) x) (AD.grad (total unrolled) x)
                let step (carry: Tensor) (x: Tensor) = let next = implicitly (0.5 * carry + x) in struct (next, next)

                let scanned (x: Tensor) =
                    let struct (last, _) = Scan.unroll step x (Tensor.Stack [ x; x ]) in total id last

                let looped (x: Tensor) = total id (unrolled (0.5 * unrolled (0.5 * x + x) + x))
                close 1e-9 (AD.grad scanned x) (AD.grad looped x))
    ]

let private meaning =
    testList "what is captured and where one starts" [
        testCase "weights that the equation captures get their cotangents" (fun () ->
            let implicitly w = Tensor.square(AD.Using.fixedPoint exact (layer w x) (Tensor.zeros [ 3 ])).Sum()

            let unrolled w =
                Tensor.square(Seq.fold (fun z _ -> layer w x z) (Tensor.zeros [ 3 ]) (seq { 1..60 })).Sum()

            close 1e-10 (AD.grad implicitly w) (AD.grad unrolled w))
        testCase "the start has no derivative" (fun () ->
            let f (start: Tensor) = (AD.fixedPoint (layer w x) start).Sum()
            Expect.equal (numbers (AD.grad f (Tensor.ones [ 3 ]))) [ 0.0; 0.0; 0.0 ] "Zero, not what rounding left")
        testCase "unknowns are trees" (fun () ->
            // x + y = s, x − y = d.
            let solve (s: Tensor, d: Tensor) : Tensor * Tensor =
                AD.root (fun (x: Tensor, y: Tensor) -> x + y - s, x - y - d) (Tensor.scalar 0.0, Tensor.scalar 0.0)

            let p = Tensor.scalar 3.0, Tensor.scalar 1.0
            let x, y = solve p
            Expect.floatClose Accuracy.high (number x) 2.0 "x"
            Expect.floatClose Accuracy.high (number y) 1.0 "y"
            let s, d = AD.grad (fun p -> let x, y = solve p in x * y) p
            Expect.floatClose Accuracy.high (number s) 1.5 "(s² − d²) / 4 in s"
            Expect.floatClose Accuracy.high (number d) -0.5 "in d")
        testCase "a hypergradient: through training to the end" (fun () ->
            let train penalty = AD.argMin (ridge a b penalty) (Tensor.zeros [ 3 ])
            let validation penalty = (train penalty).Sum() ** 2.0
            Expect.equal (Check.grads 2 validation (scalar 0.5)) (Ok()) "differences")
        testCase "in Float32" (fun () ->
            let single (t: Tensor) = t.Cast DType.Float32
            let solve x = AD.fixedPoint (layer (single w) x) (single (Tensor.zeros [ 3 ]))
            Expect.equal (solve (single x)).DType DType.Float32 "The dtype follows the data"
            let gradient = AD.grad (fun x -> (solve x).Sum()) (single x)

            close
                1e-4
                (gradient.Cast DType.Float64)
                (AD.grad (fun x -> (AD.fixedPoint (layer w x) (Tensor.zeros [ 3 ])).Sum()) x))
        testCase "over a batch each instance stops by itself" (fun () ->
            // Contractions from fast to slow, and systems from easy to hard.
            let rates = vector [ 0.01; 0.5; 0.9; 0.0 ]
            let solve (rate: Tensor) = AD.fixedPoint (fun z -> rate * sin z + 1.0) (scalar 0.0)
            let each = Tensor.Stack [ for i in 0..3 -> solve rates[i] ]
            Expect.equal (numbers (AD.vectorize solve rates)) (numbers each) "To the bit"

            let matrices = (Random.key 3 |> Random.normal [ 4; 6; 6 ]) + 4.0 * Tensor.Eye 6
            let times (a: Tensor) (x: Tensor) = Tensor.MatMul(a, x.Reshape(6, 1)).Reshape 6
            let general a = AD.solveLinear (times a) (Tensor.arange 6)

            let symmetric (a: Tensor) =
                AD.solveSymmetric (fun x -> times (a.Permute(1, 0)) (times a x)) (Tensor.arange 6)

            for solve in [ general; symmetric ] do
                let each = Tensor.Stack [ for i in 0..3 -> solve matrices[i] ]
                close 1e-11 (AD.vectorize solve matrices) each
                let nested = AD.vectorize (AD.vectorize solve) (matrices.Reshape(2, 2, 6, 6))
                close 1e-11 (nested.Reshape(4, 6)) each)
        testCase "in a batch of batches too" (fun () ->
            let rates = Tensor.Create([| 0.01; 0.5; 0.9; 0.0 |], 2, 2)
            let solve (rate: Tensor) = AD.fixedPoint (fun z -> rate * sin z + 1.0) (scalar 0.0)
            let matrices = Random.key 3 |> Random.uniform 0.0 1.0 [ 2; 2; 3 ]
            let scaled (a: Tensor) = AD.solveLinear (fun x -> (a + 0.1) * x) (Tensor.ones [ 3 ])

            for solve, xs in [ solve, rates; scaled, matrices ] do
                let each = Tensor.Stack [ for i in 0..1 -> Tensor.Stack [ for j in 0..1 -> solve (xs[i][j]) ] ]
                Expect.equal (AD.vectorize (AD.vectorize solve) xs) each "To the bit")
        testCase "what all instances share is not repeated" (fun () ->
            let fixedPoint (p: Tensor) (q: Tensor) =
                AD.fixedPoint (fun z -> 0.5 * tanh (p * z) + q) (Tensor.zeros [ 3 ])

            let linear (p: Tensor) (q: Tensor) = AD.solveLinear (fun u -> p * u + q * Tensor.sum u) (Tensor.ones [ 3 ])

            let shared, each =
                vector [ 0.1; 0.2; 0.3 ], Tensor.Stack [ vector [ 1.0; 2.0; 3.0 ]; vector [ 4.0; 5.0; 6.0 ] ]

            for name, solve in [ "FixedPoint", fixedPoint; "SolveLinear", linear ] do
                for axes, p, q in [ [ None; Some 0 ], shared, each; [ Some 0; None ], each, shared ] do
                    let over (p, q) = AD.vectorizeWith axes [ 0 ] (fun (p, q) -> solve p q) (p, q)
                    let program = AD.explain over (p, q)
                    Expect.equal [ for o in program.Operations -> o.Name ] [ name ] "one operation"
                    let pick (i: int) (x: Tensor) = if x.Rank = 2 then x[i] else x
                    close 1e-9 (AD.compile over (p, q)) (Tensor.Stack [ for i in 0..1 -> solve (pick i p) (pick i q) ]))
        testCase "solved one after the other, all instances have what they share" (fun () ->
            let root (p: Tensor) (q: Tensor) = AD.root (fun z -> z + p * z * z * z - q) (scalar 0.0)
            let each = vector [ 1.0; 2.0; 3.0 ]
            let over = AD.compile (AD.vectorizeWith [ None; Some 0 ] [ 0 ] (fun (p, q) -> root p q))
            close 1e-12 (over (scalar 2.0, each)) (Tensor.Stack [ for i in 0..2 -> root (scalar 2.0) each[i] ]))
        testCase "a batch in which one fails fails" (fun () ->
            refuses<DomainException> "FixedPoint wants an iteration that contracts" (fun () ->
                let solve (rate: Tensor) = AD.fixedPoint (fun z -> rate * z + 1.0) (scalar 0.0)
                AD.vectorize solve (vector [ 0.5; 2.0 ]) |> ignore)

            refuses<DomainException> "SolveLinear wants a regular map" (fun () ->
                let solve (a: Tensor) = AD.solveLinear (fun x -> a * x) (scalar 1.0)
                AD.vectorize solve (vector [ 1.0; 0.0 ]) |> ignore))
        testCase "a large system needs no matrix" (fun () ->
            let n = 5_000

            let laplace (u: Tensor) =
                let padded = u.Pad([| 1 |], [| 1 |])
                3.0 * u - padded.Slice(0, 0, n) - padded.Slice(0, 2, n + 2)

            let b = Tensor.ones [ n ]

            for solve in [ AD.solveLinear; AD.solveSymmetric ] do
                close 1e-9 (laplace (solve laplace b)) b)
    ]

/// Equations of any unit: the factor on the equation, and that on the unknown.
let private units =
    testList "units do not matter" [
        for factor in [ 1e-100; 1e-30; 1e-12; 1.0; 1e12; 1e100 ] do
            for unit in [ 1e-50; 1e-12; 1.0; 1e12; 1e50 ] do
                let near what (expected: float) (actual: Tensor) =
                    if not (abs (number actual - expected) <= 1e-9 * abs expected) then
                        failtest $"{what} is {number actual}, not {expected}"

                testCase $"{factor} of an equation in {unit}" (fun () ->
                    for start in [ 0.0; unit; 10.0 * unit ] do
                        let start = scalar start
                        near "the root of a line" (3.0 * unit) (AD.root (fun x -> factor * (x / unit - 3.0)) start)
                        let bent (x: Tensor) = let z = x / unit in factor * (z * z * z + z - 10.0)
                        near "the root of a cubic" (2.0 * unit) (AD.root bent start)
                        let bowl (x: Tensor) = let z = x / unit in factor * (Tensor.Square(z - 3.0) + 1.0)
                        near "the minimum" (3.0 * unit) (AD.argMin bowl start)
                        near "the fixed point" (3.0 * unit) (AD.fixedPoint (fun x -> 0.5 * (x + 3.0 * unit)) start)

                    near "the solution" (unit / factor) (AD.solveLinear (fun x -> factor * x) (scalar unit))

                    near
                        "by conjugate gradients"
                        (unit / factor)
                        (AD.solveSymmetric (fun x -> factor * x) (scalar unit))
                    // The derivative in the equation's constant.
                    let root (c: Tensor) = AD.root (fun x -> factor * (x / unit - c)) (scalar 0.0)
                    near "the slope of a root" unit (AD.grad root (scalar 3.0)))
        testCase "linear systems are solved at the ends of the numbers" (fun () ->
            for size in [ 1e-300; 1e-170; 1e170; 1e300 ] do
                for solve in [ AD.solveLinear; AD.solveSymmetric ] do
                    let expected = Tensor.Create([| 0.5 * size; 0.25 * size |])
                    let x: Tensor = solve (fun (x: Tensor) -> x * vector [ 2.0; 4.0 ]) (vector [ size; size ])
                    close 1e-12 (x / size) (expected / size))
        testCase "a small equation without a root has none" (fun () ->
            for factor in [ 1e-30; 1e-12; 1.0 ] do
                refuses<DomainException> "Root wants a root near its first guess" (fun () ->
                    AD.root (fun x -> factor * (x * x + 1.0)) (scalar 1.0) |> ignore))
        testCase "solutions of 0 are reached" (fun () ->
            let near0 (x: Tensor) = Expect.isLessThan (abs (number x)) 1e-10 "0"
            near0 (AD.root (fun x -> x + x * x) (scalar 0.5))
            near0 (AD.root (fun x -> x * x) (scalar 1.0))
            near0 (AD.root sin (scalar 0.5))
            near0 (AD.fixedPoint (fun x -> 0.5 * x) (scalar 1.0))
            near0 (AD.fixedPoint (fun x -> 0.97 * x) (scalar 1.0))
            near0 (AD.argMin Tensor.Square (scalar 1.0))
            near0 (AD.argMin (fun x -> 1.0 - cos x) (scalar 1.0)))
    ]

let private errors =
    let zeros = Tensor.zeros [ 3 ]

    testList "errors" [
        testCase "an iteration that does not contract" (fun () ->
            refuses<DomainException> "FixedPoint wants an iteration that contracts" (fun () ->
                AD.fixedPoint (fun x -> 2.0 * x + 1.0) zeros |> ignore))
        testCase "an equation without a root" (fun () ->
            refuses<DomainException> "Root wants a root near its first guess" (fun () ->
                AD.root (fun x -> x * x + 1.0) (Tensor.ones [ 3 ]) |> ignore))
        testCase "an objective without a minimum" (fun () ->
            refuses<DomainException> "ArgMin wants a minimum near its first guess" (fun () ->
                AD.Using.argMin (SolveOptions(MaxSteps = 20)) (fun (x: Tensor) -> (-x).Sum()) zeros |> ignore))
        testCase "an objective that is not a scalar" (fun () ->
            refuses<ShapeException> "ArgMin wants a function with a scalar answer" (fun () ->
                AD.argMin sin zeros |> ignore))
        testCase "an answer of another shape" (fun () ->
            refuses<ShapeException> "Root wants [3]" (fun () -> AD.root (fun (x: Tensor) -> x.Sum()) zeros |> ignore)

            refuses<ShapeException> "FixedPoint wants [3]" (fun () ->
                AD.fixedPoint (fun (x: Tensor) -> x.Sum()) zeros |> ignore))
        testCase "a map that is not regular" (fun () ->
            refuses<DomainException> "SolveLinear wants a regular map" (fun () ->
                AD.solveLinear (fun x -> x * vector [ 1.0; 0.0; 1.0 ]) (Tensor.ones [ 3 ]) |> ignore)

            refuses<DomainException> "symmetric positive definite map" (fun () ->
                AD.solveSymmetric (fun x -> -x) (Tensor.ones [ 3 ]) |> ignore))
        testCase "a number read inside" (fun () ->
            refuses<TraceException> "FixedPoint traces its function once" (fun () ->
                AD.fixedPoint (fun x -> if number x > 0.0 then x else -x) (scalar 1.0) |> ignore))
    ]

[<Tests>]
let tests = testList "Implicit" [ unrolled; meaning; units; errors ]
