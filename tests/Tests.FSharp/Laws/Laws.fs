/// What must hold of every operation, in both dtypes.
module Functional.Tests.Laws.Laws

open System
open Expecto
open Functional.Core
open Functional.Tests.Laws.Nd
open Functional.Tests.Laws.Row

let private dot (xs: Tensor list) (ys: Tensor list) =
    List.map2 (fun (x: Tensor) (y: Tensor) -> (x * y).Sum()) xs ys |> List.sum

/// A row at one point: the differentiable inputs, and the function of them alone.
type private Point = {
    /// All inputs, with those that are not differentiable.
    Inputs: Tensor list
    Xs: Tensor list
    F: Tensor list -> Tensor
    /// A direction and a second one in the inputs, a direction in the answer.
    U: Tensor list
    V: Tensor list
    W: Tensor
}

/// The differentiable inputs, and the row's function of them alone.
let free (row: Row) (inputs: Tensor list) =
    let xs = inputs |> List.indexed |> List.filter (fst >> row.Constants.Contains >> not) |> List.map snd

    let f (xs: Tensor list) =
        (([], xs), List.indexed inputs)
        ||> List.fold (fun (merged, rest) (i, input) ->
            if row.Constants.Contains i then
                input :: merged, rest
            else
                List.head rest :: merged, List.tail rest)
        |> fst
        |> List.rev
        |> row.Apply

    xs, f

/// A row's function and, if it has one, the gradient of its elements weighted each by its own.
let valueAndGradient (row: Row) (f: Tensor list -> Tensor) (xs: Tensor list) : Tensor list =
    let weighted (xs: Tensor list) =
        let y = f xs
        (y * Tensor.Cos(Tensor.Arange(y.Count).Cast(y.DType).Reshape(Seq.toArray y.Shape))).Sum()

    f xs :: (if row.Order > 0 then Ad.Grad(Func<_, _> weighted).Invoke xs else [])

let private draw dtype (row: Row) (seed: int) =
    let random = Random seed
    let inputs = row.Inputs |> List.map (fun input -> input random)
    let direction shape = toTensor dtype (uniform -1.0 1.0 shape random)
    let tensors = inputs |> List.map (toTensor dtype)
    let xs, f = free row tensors
    let shapes = xs |> List.map (fun x -> List.ofSeq x.Shape)
    let u, v = List.map direction shapes, List.map direction shapes
    let answer = row.Apply tensors

    inputs, { Inputs = tensors; Xs = xs; F = f; U = u; V = v; W = direction (List.ofSeq answer.Shape) }

let private push (f: Tensor list -> Tensor) xs dots = Ad.Pushforward((fun xs -> f xs), xs, dots).Tangent

let private pull (f: Tensor list -> Tensor) xs bar = Ad.Pullback((fun xs -> f xs), xs).Pullback.Invoke bar

let private gradient (f: Tensor list -> Tensor) xs = Ad.Grad(fun (xs: Tensor list) -> f xs).Invoke xs

/// Relative to the largest number that takes part, and absolutely below 1.
let private close tolerance message (actual: Tensor) (expected: Tensor) =
    Expect.sequenceEqual actual.Shape expected.Shape $"{message}: shape"
    let a, e = actual.ToArray(), expected.ToArray()
    let scale = Array.fold (fun m x -> if Double.IsFinite x then max m (abs x) else m) 1.0 e

    Array.iteri2
        (fun i x y ->
            let same = (Double.IsNaN x && Double.IsNaN y) || x = y || abs (x - y) <= tolerance * scale

            if not same then
                failtest $"{message}: got {x}, expected {y} at element {i} (tolerance {tolerance * scale:g3})")
        a
        e

let private closeAll tolerance message actual expected = List.iter2 (close tolerance message) actual expected

/// The derivative along a line by central differences of two widths, extrapolated: the error falls with the fourth power of the step.
let private richardson (f: Tensor list -> Tensor list) xs dots =
    let along (h: float) =
        let moved (sign: float) = f (List.map2 (fun (x: Tensor) (d: Tensor) -> x + sign * h * d) xs dots)
        List.map2 (fun (a: Tensor) (b: Tensor) -> (a - b) / (2.0 * h)) (moved 1.0) (moved -1.0)

    let h = 2e-3
    List.map2 (fun (half: Tensor) (full: Tensor) -> (4.0 * half - full) / 3.0) (along (h / 2.0)) (along h)

/// Agreement of differences with derivatives: fourth-order truncation and rounding together stay below this.
let private differences = 2e-8

let private rounding dtype = if dtype = DType.Float32 then 3e-5 else 1e-11

let private values dtype (row: Row) seed =
    let inputs, _ = draw dtype row seed
    // The reference sees the numbers that the tensors hold, after rounding to the dtype.
    let tensors = inputs |> List.map (toTensor dtype)
    let expected = row.Reference(tensors |> List.map ofTensor)
    let actual = row.Apply tensors
    Expect.equal actual.DType dtype "The dtype follows the data"
    Expect.sequenceEqual actual.Shape expected.Shape "The shape is the reference's"

    close
        (fst row.Slack * (if dtype = DType.Float32 then 1e-5 else 1e-12))
        "values"
        actual
        (toTensor DType.Float64 expected)

let private pushforward (row: Row) seed =
    let _, p = draw DType.Float64 row seed
    let expected = richardson (fun xs -> [ p.F xs ]) p.Xs p.U
    close (fst row.Slack * differences) "pushforward" (push p.F p.Xs p.U) expected.Head

let private transpose dtype (row: Row) seed =
    let _, p = draw dtype row seed
    let forward = (push p.F p.Xs p.U * p.W)
    let bars = pull p.F p.Xs p.W

    for bar, x in List.zip bars p.Xs do
        Expect.sequenceEqual bar.Shape x.Shape "A cotangent has the shape of its input"
        Expect.equal bar.DType x.DType "A cotangent has the dtype of its input"

    let left, right = forward.Sum().ToScalar(), (dot bars p.U).ToScalar()

    let scale =
        (Tensor.Abs forward).Sum().ToScalar()
        + (dot (List.map Tensor.Abs bars) (List.map Tensor.Abs p.U)).ToScalar()

    let error = abs (left - right)
    let allowed = fst row.Slack * rounding dtype * (1.0 + scale)

    if not (error <= allowed) then
        failtest $"the pullback is not the transpose: ⟨w, Ju⟩ = {left}, ⟨Jᵀw, u⟩ = {right}"

let private linearity (row: Row) seed =
    let _, p = draw DType.Float64 row seed
    let tolerance = fst row.Slack * rounding DType.Float64
    let mix (x: Tensor) (y: Tensor) = 2.0 * x - 3.0 * y
    let both = push p.F p.Xs (List.map2 mix p.U p.V)
    close tolerance "pushforward is linear" both (mix (push p.F p.Xs p.U) (push p.F p.Xs p.V))
    let other = Tensor.Cos p.W
    let pulled = pull p.F p.Xs (mix p.W other)
    closeAll tolerance "pullback is linear" pulled (List.map2 mix (pull p.F p.Xs p.W) (pull p.F p.Xs other))

let private modes (row: Row) seed =
    let _, p = draw DType.Float64 row seed
    let tolerance = fst row.Slack * rounding DType.Float64
    let linear = Ad.Linearize((fun xs -> p.F xs), p.Xs)
    close tolerance "Linearize and Pushforward agree" (linear.Pushforward.Invoke p.U) (push p.F p.Xs p.U)
    Expect.equal (linear.Value.ToArray()) ((p.F p.Xs).ToArray()) "Linearize returns the value"
    // Each input alone, the others constant, gives its share of the whole.
    p.Xs
    |> List.iteri (fun i x ->
        let alone (xi: Tensor list) = p.F(List.updateAt i xi.Head p.Xs)
        closeAll tolerance $"input {i} alone" (pull alone [ x ] p.W) [ (pull p.F p.Xs p.W)[i] ]
        let zeros = p.U |> List.mapi (fun j u -> if i = j then u else Tensor.ZerosLike u)
        close tolerance $"tangent of input {i} alone" (push alone [ x ] [ p.U[i] ]) (push p.F p.Xs zeros))

let private secondOrder (row: Row) seed =
    let _, p = draw DType.Float64 row seed
    let tolerance = fst row.Slack * 10.0 * rounding DType.Float64
    let g xs = (p.W * p.F xs).Sum()
    let forwardOverReverse = Ad.Hvp((fun xs -> g xs), p.Xs, p.V)
    let reverseOverForward = gradient (fun xs -> push g xs p.V) p.Xs
    let reverseOverReverse = gradient (fun xs -> dot (gradient g xs) p.V) p.Xs
    closeAll tolerance "forward over reverse = reverse over forward" forwardOverReverse reverseOverForward
    closeAll tolerance "forward over reverse = reverse over reverse" forwardOverReverse reverseOverReverse
    let forwardOverForward = push (fun xs -> push g xs p.V) p.Xs p.U
    close tolerance "forward over forward" forwardOverForward (dot forwardOverReverse p.U)
    let expected = richardson (gradient g) p.Xs p.V
    closeAll (fst row.Slack * differences) "Hessian-vector product" forwardOverReverse expected

let private single (row: Row) seed =
    let _, p = draw DType.Float32 row seed
    let widen (x: Tensor) = Tensor.Create(x.ToArray(), x.Shape.ToArray())
    let tolerance = fst row.Slack * rounding DType.Float32
    let tangent = push p.F p.Xs p.U
    Expect.equal tangent.DType DType.Float32 "A tangent has the dtype of its primal"
    let random = Random seed
    let inputs = row.Inputs |> List.map (fun input -> input random |> toTensor DType.Float32 |> widen)
    let xs, f = free row inputs
    close tolerance "Float32 tangent" (widen tangent) (push f xs (List.map widen p.U))
    closeAll tolerance "Float32 cotangents" (pull p.F p.Xs p.W |> List.map widen) (pull f xs (widen p.W))

/// The operation over a batch is the loop over its instances: for each operand batched alone, for all together, and so are the derivatives.
let private vectorized (row: Row) (seed: int) =
    let size = 3
    let instances = [ for i in 0 .. size - 1 -> draw DType.Float64 row (seed + i) |> snd ]
    let all = instances |> List.map (fun (p: Point) -> p.Inputs)
    let stack (tensors: Tensor list) = Tensor.Stack tensors
    let tolerance = fst row.Slack * rounding DType.Float64

    let over (f: Tensor list -> Tensor) (batched: bool list) =
        let column i = all |> List.map (List.item i)
        let inputs = batched |> List.mapi (fun i whole -> if whole then stack (column i) else (column i).Head)
        let axes = batched |> List.map (fun whole -> if whole then Nullable 0 else Nullable())
        let actual = Ad.Vectorize((fun xs -> f xs), List.toArray axes).Invoke inputs

        let expected =
            all
            |> List.map (fun xs -> List.map3 (fun whole own first -> if whole then own else first) batched xs all.Head)
            |> List.map f
            |> stack

        close tolerance $"batched {batched}" actual expected

    let n = row.Inputs.Length

    let subsets =
        List.replicate n true
        :: [
            if n > 1 then
                for i in 0 .. n - 1 -> List.init n ((=) i)
        ]

    for batched in subsets do
        over row.Apply batched

    if row.Order > 0 then
        let w = instances.Head.W
        let loss (xs: Tensor list) = (w * row.Apply xs).Sum()
        over (fun xs -> push loss xs (List.map Tensor.Cos xs)) subsets.Head

        let whole (xs: Tensor list) =
            gradient loss xs |> List.map (fun (bar: Tensor) -> (bar * bar).Sum()) |> List.sum

        over whole subsets.Head
        // The gradient of a sum over a batch is the batch of gradients.
        let inputs = [ for i in 0 .. n - 1 -> stack (all |> List.map (List.item i)) ]
        let total (xs: Tensor list) = Ad.Vectorize(fun (xs: Tensor list) -> loss xs).Invoke(xs).Sum()
        let expected = all |> List.map (gradient loss) |> List.transpose |> List.map stack
        closeAll tolerance "gradient of the batch" (gradient total inputs) expected

let private zeroDerivative dtype (row: Row) seed =
    let _, p = draw dtype row seed
    let zero (x: Tensor) = Expect.all (x.ToArray()) ((=) 0.0) "The derivative is zero by definition"
    zero (push p.F p.Xs p.U)
    List.iter zero (pull p.F p.Xs p.W)

let private purity (row: Row) seed =
    let inputs, p = draw DType.Float64 row seed
    let tensors = inputs |> List.map (toTensor DType.Float64)
    let once, bars = row.Apply tensors, pull p.F p.Xs p.W
    let again, barsAgain = row.Apply tensors, pull p.F p.Xs p.W
    Expect.equal (again.ToArray()) (once.ToArray()) "Called again, the answer is the same"

    List.iter2
        (fun (x: Tensor) (y: Tensor) -> Expect.equal (x.ToArray()) (y.ToArray()) "So is the pullback")
        bars
        barsAgain

    List.iter2 (fun (x: Tensor) nd -> Expect.equal (x.ToArray()) nd.Data "The inputs are as before") tensors inputs

let private seeds = { FsCheckConfig.defaultConfig with maxTest = 6 }

let private forSeeds name law = testPropertyWithConfig seeds name (fun (seed: int) -> law seed)

/// The laws of one row.
let laws (row: Row) =
    let always = [
        forSeeds "agrees with the naive reference in Float64" (values DType.Float64 row)
        forSeeds "agrees with the naive reference in Float32" (values DType.Float32 row)
        forSeeds "is pure" (purity row)
        forSeeds "over a batch is the loop over its instances" (vectorized row)
    ]

    let differentiable = [
        forSeeds "the pushforward is the limit of differences" (pushforward row)
        forSeeds "the pullback is the transpose of the pushforward in Float64" (transpose DType.Float64 row)
        forSeeds "the pullback is the transpose of the pushforward in Float32" (transpose DType.Float32 row)
        forSeeds "both are linear" (linearity row)
        forSeeds "modes agree, and each input alone gives its share" (modes row)
        forSeeds "Float32 derivatives agree with Float64" (single row)
        forSeeds "the second derivative agrees over all modes and with differences" (secondOrder row)
    ]

    let constant = [
        forSeeds "the derivative is zero in Float64" (zeroDerivative DType.Float64 row)
        forSeeds "the derivative is zero in Float32" (zeroDerivative DType.Float32 row)
    ]

    testList row.Title (always @ (if row.Order > 0 then differentiable else constant))
