/// What a selecting operation does not select contributes nothing, whatever slope stands before or behind it, in every mode and order.
module Functional.Tests.Semantics.SelectionTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Semantics.Modes

/// Functions of two numbers (h₀, h₁) of which h₁ alone has a part in the answer, if 0 < h₁ and h₀ is below it.
let private selectors: (string * (Tensor -> Tensor)) list =
    let first (h: Tensor) = h.Slice(0, 0, 1)
    let second (h: Tensor) = h.Slice(0, 1, 2)
    let mask (h: Tensor) = Tensor.Create([| 0.0; 1.0 |]).Cast h.DType
    let places (h: Tensor) = Tensor.Create([| 1.0 |]).Cast h.DType
    let table (h: Tensor) = Tensor.Stack([ h; h ], 1)

    [
        "Slice", second
        "Slice with a step", (fun h -> Tensor.Concat([ h; h ], 0).Slice(0, 1, 4, 2))
        "Where", (fun h -> Tensor.Where(mask h, h, Tensor.ZerosLike h))
        "Where, the other branch", (fun h -> Tensor.Where(1.0 - mask h, Tensor.ZerosLike h, h))
        "Where beside a constant", (fun h -> Tensor.Where(mask h, h, Tensor.Full([| 2 |], 3.0, h.DType)))
        "Where of two singular branches", (fun h -> second (Tensor.Where(mask h, h, 2.0 * h)))
        "Where of a broadcast number", (fun h -> Tensor.Where(mask h, first h, second h) |> first)
        "Gather", (fun h -> h.Gather(places h))
        "TakeAlongAxis", (fun h -> h.TakeAlongAxis(places h, 0))
        "TopK", (fun h -> h.TopK(1).Values)
        "Sort", (fun h -> second (h.Sort().Values))
        "Max along an axis", (fun h -> h.Max(0))
        "Max of two tensors", (fun h -> Tensor.Max(first h, second h))
        "Min of two tensors", (fun h -> -Tensor.Min(-(first h), -(second h)))
        "CumMax", (fun h -> second (h.CumMax 0))
        "MaxPool1d", (fun h -> Tensor.MaxPool1d(h.Reshape(1, 1, 2), 2))
        "Trace of a column", (fun h -> (table h).Slice(0, 1, 2).Slice(1, 0, 1))
        "Tril", (fun h -> (Tensor.Ones([| 2; 1 |], h.DType) * h).Triu(1))
        "Diagonal", (fun h -> Tensor.Stack([ second h; first h ], 0).Reshape(1, 2).Slice(1, 0, 1))
        "Split", (fun h -> h.Split(2, 0)[1])
        "ScatterSet", (fun h -> second (h.ScatterSet([| 0 |], Tensor.Zeros([| 1 |], h.DType))))
        "Cond", (fun h -> AD.cond (Tensor.Zeros([||], h.DType)) first second h)
        "Cond in a program", AD.compile (fun h -> AD.cond (Tensor.Less((second h).Sum(), -1e9)) first second h)
        "compiled", AD.compile second
        "checkpoint", AD.checkpoint second
        "twice",
        (fun h -> Tensor.Where(mask h, h, Tensor.ZerosLike h) + Tensor.Where(mask h, 2.0 * h, Tensor.ZerosLike h))
        "behind a product", (fun h -> second (h * (h + 1.0)))
        "behind a reduction", (fun h -> second (Tensor.Stack([ h; h ], 1).LogSumExp(1)))
        "behind a softmax", (fun h -> second ((Tensor.Softmax(table h, 1) * table h).Sum 1))
        "behind a norm", (fun h -> second ((table h).Norm 1))
    ]

/// Functions that are singular at 0 and plain at 4, the image of 0 being below that of 4.
let private singular: (string * (Tensor -> Tensor)) list = [
    "√x", Tensor.Sqrt
    "ln x", Tensor.Log
    "cbrt x", Tensor.Cbrt
    "x^0.25", (fun x -> Tensor.Pow(x, 0.25))
    "−1/x", (fun x -> -1.0 / Tensor.Abs x)
    "1 − 1/√x", (fun x -> 2.0 - Tensor.Rsqrt x)
    "√√x", (Tensor.Sqrt >> Tensor.Sqrt)
    "tanh ln x", (Tensor.Log >> fun y -> Tensor.Exp(0.25 * y))
]

let private at dtype = Tensor.Create([| 0.0; 4.0 |]).Cast dtype

let private close (dtype: DType) what (expected: float) (actual: float) =
    let tolerance = if dtype = DType.Float32 then 1e-4 else 1e-11

    if not (abs (actual - expected) <= tolerance * (1.0 + abs expected)) then
        failtest $"{what} in {dtype}: got {actual}, expected {expected}"

let private grad (f: Tensor -> Tensor) (x: Tensor) : Tensor = AD.grad (fun x -> (f x).Sum()) x

let private push (f: Tensor -> Tensor) (x: Tensor) =
    let struct (_, dot) = AD.pushforward f x (Tensor.OnesLike x) in dot.Sum()

/// The derivatives of f alone at 4, through the selector.
let private expected select f dtype =
    // Where h₀ is finite and has no slope, the selector's own rules say what passes.
    let alone (x: Tensor) =
        let h: Tensor = f x
        select (Tensor.Concat([ Tensor.Zeros([| 1 |], h.DType) - 1.0; h ], 0))

    let four = Tensor.Create([| 4.0 |]).Cast dtype
    let slope = (grad alone four).ToArray()[0]
    let curvature = (push (grad alone) four).ToScalar()
    slope, curvature

let private holds (select: Tensor -> Tensor) (f: Tensor -> Tensor) dtype =
    let slope, curvature = expected select f dtype
    let composed = f >> select
    let x = at dtype

    let within: (string * ((Tensor -> Tensor) -> Tensor -> Tensor)) list = [
        "alone", id
        "compiled", AD.compile
        "under a checkpoint", AD.checkpoint
        "in a batch",
        (fun g x ->
            (Ad.Vectorize(fun (x: Tensor) -> g x).Invoke(Tensor.Stack [ x; x ]))
                .Slice(0, 0, 1)
                .Reshape((g x).Shape.ToArray()))
    ]

    for name, within in within do
        let gradient: Tensor = grad (within composed) x
        close dtype $"pullback {name}, dropped" 0.0 (gradient.ToArray()[0])
        close dtype $"pullback {name}" slope (gradient.ToArray()[1])
        let outside: Tensor = within (grad composed) x
        close dtype $"the gradient {name}, dropped" 0.0 (outside.ToArray()[0])
        close dtype $"the gradient {name}" slope (outside.ToArray()[1])
        close dtype $"pushforward {name}" slope ((push (within composed) x).ToScalar())
        let hessian: Tensor = AD.hessian (fun x -> (within composed x).Sum()) x
        let entries = hessian.ToArray()
        close dtype $"Hessian {name}" curvature entries[3]

        for i in 0..2 do
            close dtype $"Hessian {name}, dropped, entry {i}" 0.0 entries[i]

        let second: Tensor = grad (fun x -> (grad (within composed) x).Slice(0, 1, 2)) x
        close dtype $"reverse over reverse {name}" curvature (second.ToArray()[1])
        close dtype $"reverse over reverse {name}, dropped" 0.0 (second.ToArray()[0])

/// Ramps drop their operand below the kink, so that a steep operand has no part there.
let private ramps: (string * (Tensor -> Tensor)) list = [
    "Relu", Tensor.Relu
    "Relu6", Tensor.Relu6
    "Clamp", (fun x -> Tensor.Clamp(x, 0.0, 6.0))
    "Max with a number", (fun x -> Tensor.Max(x, 0.0))
    "Min with a number", (fun x -> -Tensor.Min(-x, 0.0))
    "LeakyRelu without a leak", (fun x -> Tensor.LeakyRelu(x, 0.0))
    "Elu without a scale", (fun x -> Tensor.Elu(x, 0.0))
    "Max with a tensor", (fun x -> Tensor.Max(x, Tensor.ZerosLike x))
]

/// √x − 1 and cbrt x − 2 at 0 are below the kink, with an infinite slope.
let private dropped ramp dtype =
    for name, steep in [ "√x − 1", (fun x -> Tensor.Sqrt x - 1.0); "cbrt x − 2", (fun x -> Tensor.Cbrt x - 2.0) ] do
        for mode, derivative in modes do
            agree dtype $"{mode} of the ramp of {name}" (single mode (derivative (steep >> ramp) (fill dtype 0.0))) 0.0

/// At the kink itself the operand is not dropped: a slope of 0 by policy meets an infinite one.
let private kinks ramp dtype =
    for mode, derivative in modes do
        let slope = single mode (derivative (Tensor.Sqrt >> ramp) (fill dtype 0.0))
        Expect.isFalse (Double.IsFinite slope) $"{mode} of the ramp of √x at 0 has no number"

/// A ramp under a function that is steep where the ramp is 0.
let private under ramp dtype =
    for mode, derivative in modes do
        agree dtype $"{mode} of √ of the ramp" (single mode (derivative (ramp >> Tensor.Sqrt) (fill dtype -1.0))) 0.0

/// Scans whose steps drop the root of 0.
let private scans: (string * (Tensor -> Tensor)) list =
    let trap (x: Tensor) = Tensor.Where(Tensor.Greater(x, 0.0), Tensor.Sqrt x, Tensor.ZerosLike x)
    let times (x: Tensor) = (Tensor.Create [| 1.0; 2.0 |]).Cast x.DType
    let zero (x: Tensor) = Tensor.ZerosLike x

    [
        "of what is captured", (fun x -> Scan.fold (fun c step -> c + trap (step * x)) (zero x) (times x))
        "of the carry", (fun x -> Scan.fold (fun c step -> trap c + step) x (times x))
        "of the sequence", (fun x -> Scan.fold (fun c step -> c + trap step) (zero x) (Tensor.Stack [ x; x ]))
        "of a loop", Scan.whileWithin 2 (fun c -> Tensor.Less(c, 10.0)) (fun c -> trap c + 1.0)
        "of what a scan gives",
        (fun x ->
            let step (c: Tensor) (s: Tensor) = struct (c + s, Tensor.Sqrt(s * x))
            let struct (last, roots) = Scan.unroll step (zero x) (times x)
            last + Tensor.Where(Tensor.Greater(roots, 0.0), roots, Tensor.ZerosLike roots).Sum())
        "around a scan",
        (fun x ->
            let y = Scan.fold (fun c step -> c + Tensor.Sqrt step) (zero x) (Tensor.Stack [ x; x ])
            Tensor.Where(Tensor.Greater(x, 0.0), y, Tensor.ZerosLike x))
    ]

/// At 0 all is dropped, so that both derivatives are 0 in every order of the modes.
let private trapped (f: Tensor -> Tensor) dtype =
    let x = Tensor.Scalar(0.0, dtype)
    let grad (f: Tensor -> Tensor) : Tensor -> Tensor = AD.grad f

    let push (f: Tensor -> Tensor) (x: Tensor) =
        let struct (_, dot: Tensor) = AD.pushforward f x (Tensor.OnesLike x) in dot

    for name, d in
        [
            "reverse", grad f
            "forward", push f
            "reverse over reverse", grad (grad f)
            "forward over reverse", push (grad f)
            "reverse over forward", grad (push f)
            "forward over forward", push (push f)
        ] do
        close dtype name 0.0 ((d x).ToScalar())
        let compiled: Tensor = AD.compile d x
        close dtype $"{name}, compiled" 0.0 (compiled.ToScalar())

[<Tests>]
let tests =
    testList "Selection" [
        testList "drops what has no part in the answer" [
            for select, by in selectors ->
                testList select [ for name, f in singular -> forDTypes $"of {name}" (holds by f) ]
        ]
        testList "drops what a ramp cuts off" [ for name, ramp in ramps -> forDTypes name (dropped ramp) ]
        testList "keeps the kink of a ramp" [ for name, ramp in ramps -> forDTypes name (kinks ramp) ]
        testList "comes before a steep function" [ for name, ramp in List.take 4 ramps -> forDTypes name (under ramp) ]
        forDTypes "of nothing of an operation contributes nothing" (fun dtype ->
            let singularMatrix (x: Tensor) = Tensor.Stack([ Tensor.Stack([ x; x ], 0); Tensor.Stack([ x; x ], 0) ], 0)

            for name, f in
                [
                    "Inverse", (fun (m: Tensor) -> Tensor.Det(m) |> Tensor.Log)
                    "scan",
                    (fun m -> Scan.fold (fun c (_: Tensor) -> Tensor.Log(c - c)) m (Tensor.Zeros([| 2 |], m.DType)))
                ] do
                let choose (x: Tensor) =
                    let y: Tensor = (f (singularMatrix x)).Sum()
                    Tensor.Where(Tensor.Zeros([||], x.DType), y, x * x)

                let two = Tensor.Scalar(2.0, dtype)
                close dtype name 4.0 ((AD.grad choose two: Tensor).ToScalar())
                let compiled: Tensor = AD.compile (AD.grad choose) two
                close dtype $"{name}, compiled" 4.0 (compiled.ToScalar()))
        testList "holds within a scan, in both modes and orders" [ for name, f in scans -> forDTypes name (trapped f) ]
        forDTypes "of a program's whole output is that of its parts" (fun dtype ->
            let composed (f: (Tensor -> Tensor) -> Tensor -> Tensor) (x: Tensor) =
                let h = f Tensor.Sqrt x
                Tensor.Where(Tensor.Create([| 0.0; 1.0 |]).Cast dtype, h, Tensor.ZerosLike h).Sum()

            for name, within in [ "compiled", AD.compile; "checkpoint", AD.checkpoint ] do
                let gradient: Tensor = AD.grad (composed within) (at dtype)
                close dtype $"{name}, dropped" 0.0 (gradient.ToArray()[0])
                close dtype name 0.25 (gradient.ToArray()[1]))
    ]
