/// The transforms, each as what it makes of a function whose derivatives are known.
module Functional.Tests.Composition.Table

open Functional.Core
open Functional.Models
open Functional.Tests.Composition.Known

type Transform = {
    Name: string
    /// What the transform makes of the function.
    Of: (Tensor -> Tensor) -> Tensor -> Tensor
    /// The derivatives of that, from those of the function.
    Along: (int -> float[] -> float) -> int -> float[] -> float
}

let apply transform (f: Known) = {
    Name = $"{transform.Name} of {f.Name}"
    F = transform.Of f.F
    Along = transform.Along f.Along
}

let private v () = Tensor.Create direction
let private one = Tensor.One
let private along (gradient: Tensor) = (gradient * v ()).Sum()

/// The transform gives the derivative of so high an order along the direction.
let private derivative order name f = { Name = name; Of = f; Along = fun along k x -> along (k + order) x }

/// The transform changes neither value nor derivatives.
let private unchanged name f = derivative 0 name f

/// The transform gives the function so many times.
let private times factor name f = { unchanged name f with Along = fun along k x -> factor * along k x }

/// A rule of one's own that is three times the derivative, so that it shows whether it was used.
let private threefold name f = {
    unchanged name f with
        Along = fun along k x -> if k = 0 then along 0 x else 3.0 * along k x
}

let private grad f x : Tensor = AD.grad f x

let private derivatives = [
    derivative 1 "grad" (fun f x -> along (grad f x))
    derivative 1 "pushforward" (fun f x -> let struct (_, dot) = AD.pushforward f x (v ()) in dot)
    unchanged "the value of pushforward" (fun f x -> let struct (y, _) = AD.pushforward f x (v ()) in y)
    derivative 1 "pullback" (fun f x -> let struct (_, pull) = AD.pullback f x in along (pull one))
    unchanged "the value of pullback" (fun f x -> let struct (y, _) = AD.pullback f x in y)
    derivative 1 "linearize" (fun f x -> let struct (_, push) = AD.linearize f x in push (v ()))
    derivative 1 "linearTranspose of linearize" (fun f x ->
        let struct (_, push) = AD.linearize f x
        along (AD.linearTranspose push x one))
    derivative 1 "jacobian" (fun f x -> along (AD.jacobian f x))
    derivative 2 "hessian" (fun f x -> along (Tensor.MatMul(AD.hessian f x, v ())))
    derivative 2 "hvp" (fun f x -> along (AD.hvp f x (v ())))
]

/// Along the line x + t v, as a function of one number t.
let private line (f: Tensor -> Tensor) x (t: Tensor) = f (x + t * v ())

let private start = Tensor.Zeros [| 1 |]

let private highOrders = [
    derivative 1 "jet, order 1" (fun f x -> (AD.jet 1 f [ x; v () ])[1])
    derivative 3 "jet, order 3" (fun f x -> 6.0 * (AD.jet 3 f [ x; v () ])[3])
    derivative 2 "laplacian" (fun f x -> AD.laplacian (line f x) start)
    derivative 2 "hessianDiagonal" (fun f x -> (AD.hessianDiagonal (line f x) start).Sum())
    derivative 1 "sparseJacobian" (fun f x -> (AD.sparseJacobian (fun x -> (f x).Reshape 1) x).Multiply(v ()).Reshape())
    derivative 2 "sparseHessian" (fun f x -> along ((AD.sparseHessian f x).Multiply(v ())))
    {
        // With the loss y²/2 of one number it is the square of the derivative.
        unchanged "gaussNewton" (fun f x -> along (AD.gaussNewton f (fun y -> 0.5 * y * y) x (v ()))) with
            Along =
                fun along k x ->
                    let choose = Seq.scan (fun c i -> c * float (k - i) / float (i + 1)) 1.0 (seq { 0 .. k - 1 })
                    choose |> Seq.mapi (fun i c -> c * along (i + 1) x * along (k - i + 1) x) |> Seq.sum
    }
]

let private batches = [
    unchanged "vectorize" (fun f x -> (AD.vectorize f (Tensor.Stack [ 2.0 * x; x ]))[1])
    unchanged "vectorize of the last axis" (fun f x ->
        (AD.vectorizeWith [ Some -1 ] [ 0 ] f (Tensor.Stack([ x; 2.0 * x ], 1)))[0])
    unchanged "vectorize over what is captured" (fun f x ->
        (AD.vectorize (fun (shift: Tensor) -> f (x + shift)) (Tensor.Create [| 0.0; 1.0 |]))[0])
]

/// Which branch is taken depends on the argument; the other would triple everything.
let private chosen f x : Tensor =
    let low = Tensor.Less(Tensor.sum (AD.stopGradient x), 1e6)
    AD.cond low f (fun x -> 3.0 * f x) x

let private structure = [
    unchanged "cond" chosen
    unchanged "cond in a program" (fun f -> AD.compile (chosen f))
    unchanged "cond in a batch" (fun f x ->
        let choose (struct (holds, x)) = AD.cond holds f (fun x -> 3.0 * f x) x
        (AD.vectorize choose (struct (Tensor.Create [| 0.0; 1.0 |], Tensor.Stack [ 2.0 * x; x ])))[1])
    unchanged "debug" AD.debug
    unchanged "checkpoint" AD.checkpoint
    unchanged "compile" AD.compile
    times 6.0 "scan that captures" (fun f x ->
        Scan.fold (fun sum weight -> sum + weight * f x) Tensor.Zero (Tensor.Create [| 1.0; 2.0; 3.0 |]))
    times 3.0 "scan that carries" (fun f x ->
        let struct (struct (_, sum), _) =
            Scan.unroll
                (fun (struct (x, sum)) (_: Tensor) -> struct (struct (x, sum + f x), x))
                (struct (x, Tensor.Zero))
                (Tensor.Zeros [| 3 |])

        sum)
    unchanged "scan with checkpoints" (fun f x ->
        let options = ScanOptions(Checkpoints = Checkpoints.SquareRoot)

        let struct (_, ys) =
            Scan.Using.unroll options (fun c x -> struct (c, f x)) Tensor.Zero (Tensor.Stack [ x; 2.0 * x ])

        ys[0])
    times 3.0 "a bounded while" (fun f x ->
        let struct (_, sum) =
            Scan.whileWithin
                5
                (fun (struct (i, _)) -> Tensor.Less(i, 3.0))
                (fun (struct (i, sum)) -> struct (i + 1.0, sum + f x))
                (struct (Tensor.Zero, Tensor.Zero))

        sum)
]

/// The solution of y' = f(x), y(0) = 0 at 1, which every method finds exactly.
let private solved options f x =
    let ys: Tensor =
        Ode.solveWith options (fun _ (y: Tensor) -> f x + 0.0 * y) Tensor.Zero (Tensor.Create [| 0.0; 1.0 |])

    ys[1]

let private equations = [
    unchanged "ode by Runge and Kutta" (solved (OdeOptions(Method = OdeMethod.RungeKutta4 1)))
    unchanged "ode by Dormand and Prince" (solved OdeOptions.Default)
    unchanged
        "ode by its adjoint"
        (solved (OdeOptions(Method = OdeMethod.RungeKutta4 1, Gradient = OdeGradient.Adjoint)))
    unchanged "fixedPoint" (fun f x ->
        let exact = SolveOptions(Tolerance = 1e-14)
        AD.Using.fixedPoint exact (fun z -> 0.25 * z + 0.75 * f x) Tensor.Zero)
    unchanged "root" (fun f x ->
        let unknowns = struct (x, Tensor.Zero)
        let struct (_, z) = AD.root (fun (struct (y, z)) -> struct (x - y, z - f y)) unknowns
        z)
    unchanged "argMin" (fun f x -> AD.argMin (fun z -> 0.5 * z * z - z * f x) Tensor.Zero)
    unchanged "solveLinear" (fun f x -> AD.solveLinear (fun z -> 2.0 * z) (2.0 * f x))
]

let private rules = [
    threefold "customPullback" (fun f -> AD.customPullback f (fun x _ yBar -> 3.0 * yBar * grad f x))
    threefold "customPushforward" (fun f -> AD.customPushforward f (fun x _ xDot -> 3.0 * (xDot * grad f x).Sum()))
    {
        unchanged "a product with stopGradient" (fun f x -> f x * AD.stopGradient (f x)) with
            Along = fun along k x -> along k x * along 0 x
    }
    // The branch that is not taken has a root of exactly 0.
    unchanged "where" (fun f x ->
        let y = f x
        Tensor.Where(Tensor.Less(y, y), Tensor.Sqrt(y - y), y))
]

/// A loop whose number of steps has no bound, so that forward mode alone passes through.
let unboundedWhile =
    times 3.0 "while" (fun f x ->
        let struct (_, sum) =
            Scan.whileDo
                (fun (struct (i, _)) -> Tensor.Less(i, 3.0))
                (fun (struct (i, sum)) -> struct (i + 1.0, sum + f x))
                (struct (Tensor.Zero, Tensor.Zero))

        sum)

/// The transforms that sweep in reverse, for their value or in their rule.
let reverses =
    set [
        "grad"
        "pullback"
        "linearTranspose of linearize"
        "jacobian"
        "hessian"
        "hvp"
        "hessianDiagonal"
        "sparseJacobian"
        "sparseHessian"
        "gaussNewton"
        "customPullback"
        "customPushforward"
    ]

let transforms = derivatives @ highOrders @ batches @ structure @ equations @ rules
