/// Rules of one's own: when their function is called and on what, and that a rule whose transpose is taken is linear.
module Functional.Tests.Transforms.CustomRuleTests

open Expecto
open Functional.Core
open Functional.Models

let private vector (xs: float list) = Tensor.ofSeq xs
let private x = vector [ 0.5; -1.5; 2.0 ]

let private close expected actual what =
    Expect.isTrue (Tensor.AllClose(actual, expected, 1e-12, 1e-12)) $"{what}: {actual}"

let private fails (parts: string list) f =
    Expect.throwsC f (fun error ->
        Expect.equal (error.GetType()) typeof<TraceException> $"type of {error.Message}"

        for part in parts do
            Expect.stringContains error.Message part "message")

/// y = x², with a rule of its own, and what its function was called on.
let private watched pushes =
    let calls = ResizeArray<Tensor>()

    let square (x: Tensor) =
        calls.Add x
        x * x

    calls,
    if pushes then
        AD.customPushforward square (fun x _ xDot -> 2.0 * x * xDot)
    else
        AD.customPullback square (fun x _ yBar -> 2.0 * x * yBar)

let private sum f x = Tensor.sum (f x)

/// Ways to call a function of a vector once, with the answer that x ↦ x² has.
let private ways: (string * ((Tensor -> Tensor) -> Tensor) * Tensor) list = [
    "alone", (fun f -> f x), x * x
    "under grad", (fun f -> AD.grad (sum f) x), 2.0 * x
    "under pushforward", (fun f -> (let struct (_, dot) = AD.pushforward f x x in dot)), 2.0 * x * x
    "under linearize", (fun f -> Ad.Linearize(f, x).Pushforward.Invoke x), 2.0 * x * x
    "under hvp", (fun f -> AD.hvp (sum f) x x), 2.0 * x
    "under jacobian", (fun f -> (AD.jacobian f x).Diagonal()), 2.0 * x
    "under the laplacian", (fun f -> AD.laplacian (sum f) x), Tensor.Scalar 6.0
    "under jet", (fun f -> (AD.jet 2 f [ x; x ])[2]), x * x
    "under debug", (fun f -> AD.debug f x), x * x
    "under vectorize", (fun f -> AD.vectorize f x), x * x
    "under grad of vectorize", (fun f -> AD.grad (sum (AD.vectorize f)) x), 2.0 * x
    "under vectorize of grad", (fun f -> AD.vectorize (AD.grad f) x), 2.0 * x
    "under checkpoint", (fun f -> AD.grad (sum (AD.checkpoint f)) x), 2.0 * x
    "under compile", (fun f -> AD.compile f x), x * x
    "under compile of grad", (fun f -> AD.compile (AD.grad (sum f)) x), 2.0 * x
    "under grad of compile", (fun f -> AD.grad (sum (AD.compile f)) x), 2.0 * x
    "under vectorize of compile", (fun f -> AD.vectorize (AD.compile f) x), x * x
    "in a scan", (fun f -> (let struct (_, ys) = Scan.unroll (fun (c: Tensor) x -> struct (c, f x)) x x in ys)), x * x
    "in a branch", (fun f -> AD.compile (fun x -> AD.cond (Tensor.sum x) f id x) x), x * x
]

[<Tests>]
let calls =
    testList "The function of a custom rule" [
        for pushes in [ false; true ] do
            let kind = if pushes then "pushforward" else "pullback"

            for name, way, expected in ways do
                testCase $"with a {kind} is called once, on what it is given, {name}" (fun () ->
                    let calls, f = watched pushes
                    close expected (way f) "answer"
                    Expect.hasLength calls 1 "calls"

                    let given =
                        try
                            Some(calls[0].ToArray())
                        with :? TraceException ->
                            None

                    match given with
                    | Some numbers -> Expect.equal numbers (x.ToArray()) "its argument"
                    | None -> ())

        test "may want of its argument what zeros do not have" {
            let factor =
                AD.customPullback (fun (a: Tensor) -> Tensor.Cholesky a) (fun a _ yBar ->
                    Ad.Pullback((fun (a: Tensor) -> Tensor.Cholesky a), a).Pullback.Invoke yBar)

            let a = Tensor.Create([| 4.0; 2.0; 2.0; 3.0 |], 2, 2)
            let plain (a: Tensor) = Tensor.sum (Tensor.Exp(Tensor.Cholesky a))
            let custom (a: Tensor) = Tensor.sum (Tensor.Exp(factor a))
            close (plain a) (AD.compile custom a) "compiled"
            close (AD.grad plain a) (AD.compile (AD.grad custom) a) "gradient, compiled"
            let batch = Tensor.stack 0 [ a; 2.0 * a ]
            close (AD.vectorize (AD.grad plain) batch) (AD.vectorize (AD.grad custom) batch) "gradients of a batch"
        }

        test "may read what is a number while a program is traced" {
            let pick =
                AD.customPullback
                    (fun (struct (x: Tensor, place: Tensor)) -> x[int (place.ToScalar())])
                    (fun (struct (x, place)) _ yBar -> struct (yBar * Tensor.OnesLike x, Tensor.ZerosLike place))

            close x[2] (AD.compile (fun x -> pick (struct (x, Tensor.Scalar 2.0))) x) "the third element"
        }

        test "may not read numbers that are not there" {
            let f = AD.customPullback (fun (x: Tensor) -> x.ToArray() |> Tensor.ofArray) (fun _ _ yBar -> yBar)
            close x (f x) "alone"
            close (Tensor.OnesLike x) (AD.grad (sum f) x) "gradient"
            fails [ "CustomPullback"; "number" ] (fun () -> AD.compile f x |> ignore)
            fails [ "Vectorize"; "number" ] (fun () -> AD.vectorize f (x.ExpandDims 0) |> ignore)
        }

        test "may not capture what is traced" {
            let captures make =
                fails [ "captured a traced value"; "argument" ] (fun () ->
                    AD.grad (fun (y: Tensor) -> sum (make (fun (x: Tensor) -> x * y)) x) (Tensor.Scalar 2.0) |> ignore)

                fails [ "captured a traced value" ] (fun () ->
                    AD.compile (fun (y: Tensor) -> sum (make (fun (x: Tensor) -> x * y)) (2.0 * y)) (Tensor.Scalar 2.0)
                    |> ignore)

            captures (fun f -> AD.customPullback f (fun _ _ yBar -> yBar))
            captures (fun f -> AD.customPushforward f (fun _ _ xDot -> xDot))
        }
    ]

/// y = x², computed outside of tensors, and what was kept of its arguments.
let private outside pushes =
    let kept = ResizeArray<Tensor>()

    let square (x: Tensor) =
        kept.Add x
        Tensor.Create(Array.map (fun x -> x * x) (x.ToArray()), x.Shape.ToArray())

    kept,
    if pushes then
        AD.customPushforwardWith Tensor.ZerosLike square (fun x _ xDot -> 2.0 * x * xDot)
    else
        AD.customPullbackWith Tensor.ZerosLike square (fun x _ yBar -> 2.0 * x * yBar)

[<Tests>]
let declared =
    testList "A custom rule whose answer is declared" [
        for pushes in [ false; true ] do
            let kind = if pushes then "pushforward" else "pullback"

            for name, way, expected in ways do
                testCase $"reads numbers, with a {kind}, {name}" (fun () ->
                    let kept, f = outside pushes
                    close expected (way f) "answer"
                    let numbers = kept |> Seq.collect _.ToArray() |> List.ofSeq
                    // A program leaves out the function where the gradient does not need its answer.
                    if name <> "under compile of grad" then
                        Expect.isNonEmpty numbers "called"

                    for number in numbers do
                        Expect.contains (x.ToArray()) number "what it is given, and nothing else")

        test "may keep its argument, which does not change" {
            let kept, f = outside false
            let g = AD.compile (fun (x: Tensor) -> f (x + 1.0) * f (x + 2.0))

            for i in 1..3 do
                g (float i * x) |> ignore

            Expect.equal
                [ for x in kept -> x ]
                [
                    for i in 1..3 do
                        float i * x + 1.0
                        float i * x + 2.0
                ]
                "arguments"
        }

        test "is called once in a run of a program" {
            let kept, f = outside false
            let g = AD.compile f
            Expect.isEmpty kept "before"
            g x |> ignore
            Expect.hasLength kept 1 "first call"
            g (2.0 * x) |> ignore
            Expect.hasLength kept 2 "second call"
        }

        test "is an error where the answer is another than declared" {
            let wrong answer f =
                let g = AD.customPullbackWith answer f (fun (x: Tensor) _ (_: Tensor) -> x)
                (fun () -> g x |> ignore), (fun () -> AD.compile g x |> ignore)

            let eager, compiled = wrong Tensor.sum id
            Expect.throwsT<ShapeException> eager "shape"
            Expect.throwsT<ShapeException> compiled "shape, compiled"
            let eager, compiled = wrong (fun x -> x.Cast DType.Float32) id
            Expect.throwsT<DTypeException> eager "dtype"
            Expect.throwsT<DTypeException> compiled "dtype, compiled"
        }
    ]

let private w = Tensor.Create([| 1.0; 2.0; 0.0; -1.0; 3.0; 1.0; 0.5; 0.0; 2.0 |], 3, 3)

/// Maps of a vector that are not linear, the operation at fault, and whether something is added to a linear one.
let private bent: (string * (Tensor -> Tensor)) list = [
    "Square", Tensor.Square
    "Multiply", (fun u -> u * u)
    "Clamp", (fun u -> Tensor.Clamp(u, -1.0, 1.0))
    "Relu", Tensor.Relu
    "Abs", Tensor.Abs
    "Sin", Tensor.Sin
    "Round", Tensor.Round
    "Floor", Tensor.Floor
    "Sign", Tensor.Sign
    "Greater", (fun u -> Tensor.Greater(u, 0.0))
    "Greater", (fun u -> Tensor.Where(Tensor.Greater(u, 0.0), x, Tensor.ZerosLike x))
    "Greater", (fun u -> u + Tensor.Greater(u, 0.0) * x)
    "StopGradient", AD.stopGradient
    "StopGradient", (fun u -> u + AD.stopGradient u)
    "Divide", (fun u -> x / u)
    "Where", (fun u -> Tensor.Where(u, x, x))
    "Max", (fun u -> Tensor.Max(u, x))
    "ArgSort", (fun u -> u.ArgSort())
    "Softmax", (fun u -> Tensor.Softmax u)
    "Norm", (fun u -> u / u.Norm())
    "", (fun u -> Scan.iterate 2 (fun (u: Tensor) -> u * u) u)
    "", (fun u -> Ad.While((fun (v: Tensor) -> Tensor.Less(v.Sum(), 10.0)), (fun v -> v + u), u, 5))
    "Cond", (fun u -> AD.cond (u.Sum()) id (fun u -> 2.0 * u) u)
    "Greater", (fun u -> AD.cond (Tensor.Greater(u.Sum(), 0.0)) id (fun u -> 2.0 * u) u)
]

let private shifted: (string * (Tensor -> Tensor)) list = [
    "Add", (fun u -> u + 1.0)
    "Add", (fun u -> 2.0 * u + x)
    "Subtract", (fun u -> x - u)
    "Add", (fun u -> Tensor.MatMul(w, u) + x)
    "Concat", (fun u -> Tensor.concat 0 [ u[0..1]; x[..0] ])
    "Where", (fun u -> Tensor.Where(Tensor.Greater(x, 0.0), u, x))
    "Add", (fun u -> Scan.fold (fun (c: Tensor) (v: Tensor) -> c + v) (Tensor.Scalar 1.0) u * x)
    "constant", (fun _ -> x)
]

let private linear: (string * (Tensor -> Tensor)) list = [
    "the identity", id
    "0", (fun u -> Tensor.ZerosLike u)
    "a multiple", (fun u -> 3.0 * u - u / 2.0)
    "a quotient", (fun u -> u / x)
    "a matrix", (fun u -> Tensor.MatMul(w, u))
    "an einsum", (fun u -> Tensor.Einsum("ij,j->i", w, u))
    "moved elements", (fun u -> Tensor.concat 0 [ u[1..]; u[..0] ] + u.Flip 0)
    "sums", (fun u -> u.CumSum 0 + u.Mean() * x)
    "a mask", (fun u -> Tensor.Where(Tensor.Greater(x, 0.0), u, 2.0 * u))
    "a mask with 0", (fun u -> Tensor.Where(Tensor.Greater(x, 0.0), u, Tensor.ZerosLike u))
    "gathered", (fun u -> u.Gather(vector [ 2; 0; 0 ]))
    "scattered", (fun u -> (Tensor.ZerosLike u).ScatterAdd(vector [ 2; 0; 0 ], u))
    "solved", (fun u -> Tensor.Solve(w, u))
    "a triangular solve", (fun u -> Tensor.TriangularSolve(w + 4.0 * Tensor.Eye 3, u.ExpandDims 1).Flatten())
    "added zeros", (fun u -> u + Tensor.Zeros [| 3 |])
    "a fold from 0", (fun u -> Scan.fold (fun (c: Tensor) (v: Tensor) -> c + v) (Tensor.Scalar 0.0) u * x)
    "repeated", (fun u -> Scan.iterate 3 (fun (u: Tensor) -> u + Tensor.MatMul(w, u)) u)
    "a choice", (fun u -> AD.cond (Tensor.sum x) id (fun u -> 2.0 * u) u)
    "compiled", AD.compile (fun u -> x * u)
    "checkpointed", AD.checkpoint (fun u -> x * u)
    "a derivative", (fun u -> (let struct (_, dot) = AD.pushforward (fun x -> Tensor.Sin x * x) x u in dot))
    "a solution", (fun u -> AD.solveLinear (fun v -> Tensor.MatMul(w, v)) u)
    "of instances", (fun u -> AD.vectorize (fun (v: Tensor) -> 2.0 * v) u)
]

/// Where a map has to be linear: as the argument of a transform, or as a rule of which a transform takes the transpose.
let private demands: (string * ((Tensor -> Tensor) -> Tensor)) list =
    let pulls rule = AD.customPullback id (fun _ _ yBar -> rule yBar)
    let pushes rule = AD.customPushforward id (fun _ _ xDot -> rule xDot)

    [
        "LinearTranspose", (fun f -> AD.linearTranspose f x x)
        "CustomPullback", (fun rule -> (let struct (_, dot) = AD.pushforward (pulls rule) x x in dot))
        "CustomPullback", (fun rule -> Ad.Linearize(pulls rule, x).Pushforward.Invoke x)
        "CustomPullback", (fun rule -> (AD.jet 1 (pulls rule) [ x; x ])[1])
        "CustomPullback",
        (fun rule -> AD.compile (fun x -> (let struct (_, dot) = AD.pushforward (pulls rule) x x in dot)) x)
        "CustomPushforward", (fun rule -> Ad.Pullback(pushes rule, x).Pullback.Invoke x)
        "CustomPushforward", (fun rule -> AD.compile (fun x -> Ad.Pullback(pushes rule, x).Pullback.Invoke x) x)
    ]

[<Tests>]
let linearity =
    testList "A map that has to be linear" [
        for place, (transform, demand) in List.indexed demands do
            for i, (operation, f) in List.indexed (bent @ shifted) do
                testCase $"and is not, by {operation} ({i}), is refused by {transform} ({place})" (fun () ->
                    fails [ $"{transform} wants"; "linear"; operation ] (fun () -> demand f |> ignore))

            for what, f in linear do
                testCase $"is transposed by {transform} ({place}): {what}" (fun () ->
                    // The matrix of the map, column by column.
                    let matrix = Tensor.stack 0 [ for i in 0..2 -> f (Tensor.Eye(3)[i]) ]
                    close (Tensor.MatMul(matrix, x)) (demand f) "transpose")

        test "says what was added" {
            Expect.throwsC (fun () -> AD.linearTranspose (fun (u: Tensor) -> 2.0 * u + 1.0) x |> ignore) (fun error ->
                Expect.equal
                    error.Message
                    "LinearTranspose wants a linear function, but got one that adds a constant, by Add."
                    "message")
        }

        test "is refused, too, where what it adds is traced" {
            let affine (b: Tensor) = AD.linearTranspose (fun (u: Tensor) -> 2.0 * u + b) x x
            fails [ "adds a constant" ] (fun () -> affine x |> ignore)
            fails [ "adds a constant" ] (fun () -> AD.compile affine x |> ignore)
            fails [ "adds a constant" ] (fun () -> AD.grad (sum affine) x |> ignore)
            fails [ "adds a constant" ] (fun () -> AD.vectorize affine (x.ExpandDims 0) |> ignore)
        }

        test "is asked of the map of a linear system" {
            fails [ "SolveLinear"; "Square" ] (fun () -> AD.solveLinear Tensor.Square x |> ignore)
            fails [ "SolveLinear"; "adds a constant" ] (fun () -> AD.solveLinear (fun u -> 2.0 * u + 1.0) x |> ignore)
            close (x / 2.0) (AD.solveLinear (fun u -> 2.0 * u) x) "2 u = x"
        }

        test "may be another pullback in reverse mode, such as one that clips" {
            let clipped = AD.customPullback id (fun (_: Tensor) _ yBar -> Tensor.Clamp(yBar, -1.0, 1.0))
            close (vector [ 1; 1; 1 ]) (AD.grad (fun x -> 5.0 * sum clipped x) x) "clipped"
            fails [ "Clamp"; "linear" ] (fun () -> AD.hvp (fun x -> sum clipped (x * x)) x x |> ignore)
        }
    ]
