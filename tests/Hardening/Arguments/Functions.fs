/// The members that take functions or spans beside a size: calls written by hand, each of one size.
module Functional.Hardening.Arguments.Functions

open System
open Functional.Core
open Functional.Hardening.Arguments.Members

let private scalar = Tensor.Scalar 2.0
let private vector = Tensor.Create [| 1.0; 2.0; 3.0 |]

let private row name (types: Type list) (defaults: obj list) call = {
    Name = name
    Types = types
    Nullable = types |> List.map (fun _ -> false)
    HasSelf = false
    Defaults = defaults |> List.map Some
    Call = call
}

/// A member as a function of one size.
let private size name (valid: int) (f: int -> objnull) =
    row name [ typeof<int> ] [ valid ] (fun arguments -> f (unbox (nonNull arguments.Head)))

/// A member as a function of a shape.
let private shape name (f: int[] -> objnull) =
    row name [ typeof<int[]> ] [ [| 2; 3 |] ] (fun arguments ->
        match arguments.Head with
        | :? (int[]) as sizes -> f sizes
        | _ -> f Unchecked.defaultof<int[]>)

/// A member as a function of one number.
let private number name (f: float -> objnull) =
    row name [ typeof<float> ] [ 0.5 ] (fun arguments -> f (unbox (nonNull arguments.Head)))

let private flag name (f: bool -> objnull) =
    row name [ typeof<bool> ] [ false ] (fun arguments -> f (unbox (nonNull arguments.Head)))

let private step = Func<Tensor, struct (Tensor * Tensor)>(fun c -> struct (c * 0.5, c))
let private many = Func<Tensor, Tensor>(fun x -> (x * x).Sum())
let private less = Func<Tensor, Tensor>(fun x -> Tensor.Greater(x, 1.0))
let private half = Func<Tensor, Tensor>(fun x -> x * 0.5)

let private kept checkpoints =
    let loss =
        Func<Tensor, Tensor>(fun x ->
            let struct (c, _) = Ad.Scan(step, x, 5, ScanOptions(Checkpoints = checkpoints)) in c)

    box ((Ad.Grad loss).Invoke scalar)

/// The calls.
let all: Member list = [
    size "Ad.Scan" 3 (fun n -> let struct (_, ys) = Ad.Scan(step, scalar, n) in box ys)
    size "Ad.While" 3 (fun n -> Ad.While(less, half, scalar, n))
    size "Ad.Jet" 3 (fun n ->
        // So many orders take their time; there is one more of them than an array can hold at the end.
        let n = if n = 65536 || n = (1 <<< 30) then 3 else n
        Ad.Jet(Func<Tensor, Tensor>(fun x -> Tensor.Sin x), [| scalar; Tensor.Scalar 1.0 |], n) |> box)
    size "Ad.Vectorize in" 0 (fun n -> (Ad.Vectorize(many, [| Nullable n |])).Invoke(vector.Reshape(3, 1)))
    size "Ad.Vectorize out" 0 (fun n -> (Ad.Vectorize(many, null, [| n |])).Invoke(vector.Reshape(3, 1)))
    size "Checkpoints.Every" 2 (fun n -> kept (Checkpoints.Every n))
    size "Checkpoints.Within" 2 (fun n -> kept (Checkpoints.Within(int64 n)))
    size "Key.Batch" 2 (fun n -> (Key.Of 1L).Batch(n, fun key -> key.Normal [| 2 |]))
    size "Scalars.Taylor" 2 (fun n ->
        let n = if n = 65536 || n = (1 <<< 30) then 3 else n
        Scalars.Taylor(Func<Real, Real>(fun x -> x * x), 0.5, n) |> box)
    size "SparsityPattern.Row" 0 (fun n -> (SparsityPattern.Banded(3, 3, 1, 0).Row n).Length |> box)
    size "Ad.Compile" 3 (fun n ->
        let f =
            Func<Tensor, Tensor>(fun (x: Tensor) -> let y = x.BroadcastTo n in (y.CumSum 0 * y.CumProd 0).Sum())

        (Ad.Compile f).Invoke(Tensor.Create [| 1.0 |]) |> box)
    flag "Ad.SolveLinear" (fun symmetric ->
        Ad.SolveLinear(Func<Tensor, Tensor>(fun x -> 2.0 * x), vector, symmetric) |> box)
    flag "Scalars.Trace" (fun check -> Scalars.Trace(Func<Real[], Real>(fun x -> x[0] * x[0]), [| 2.0 |], check) |> box)
    number "Scalars.Derivative" (fun x -> Scalars.Derivative(Func<Real, Real>(fun x -> x * x), x))
    number "Scalars.ValueAndDerivative" (fun x -> Scalars.ValueAndDerivative(Func<Real, Real>(fun x -> x * x), x))
    number "Duals.Derivative" (fun x -> Duals.Derivative(Func<Dual<Tangent1>, Dual<Tangent1>>(fun x -> x * x), x))
    number "Duals.ValueAndDerivative" (fun x ->
        Duals.ValueAndDerivative(Func<Dual<Tangent1>, Dual<Tangent1>>(fun x -> x * x), x))
    shape "Tensor.Create of doubles" (fun s -> Tensor.Create(ReadOnlySpan(Array.zeroCreate<float> 6), s))
    shape "Tensor.Create of floats" (fun s -> Tensor.Create(ReadOnlySpan(Array.zeroCreate<float32> 6), s))
    shape "Tensor.Create of ints" (fun s -> Tensor.Create(ReadOnlySpan(Array.zeroCreate<int> 6), s))
]
