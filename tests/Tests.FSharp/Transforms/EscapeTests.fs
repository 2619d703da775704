/// What stands outside a transform does not slip through it: values that outlived theirs, numbers that are read inside, and equality.
module Functional.Tests.Transforms.EscapeTests

open System.IO
open Expecto
open Functional.Core
open Functional.Models

let private scalar (x: float) = Tensor.Scalar x
let private vector (xs: float list) = Tensor.ofSeq xs

/// Every transform of a function from scalar to scalar.
let private transforms: (string * ((Tensor -> Tensor) -> Tensor -> unit)) list = [
    "grad", (fun f x -> AD.grad f x |> ignore)
    "valueAndGrad", (fun f x -> AD.valueAndGrad f x |> ignore)
    "the value of valueAndGradWith", (fun f x -> AD.valueAndGradWith (fun x -> struct (f x, x)) x |> ignore)
    "what is beside valueAndGradWith", (fun f x -> AD.valueAndGradWith (fun x -> struct (x, f x)) x |> ignore)
    "pullback", (fun f x -> Ad.Pullback(f, x) |> ignore)
    "pushforward", (fun f x -> AD.pushforward f x x |> ignore)
    "linearize", (fun f x -> Ad.Linearize(f, x) |> ignore)
    "linearTranspose", (fun f x -> AD.linearTranspose f x |> ignore)
    "jacobian", (fun f x -> AD.jacobian f x |> ignore)
    "hessian", (fun f x -> AD.hessian f x |> ignore)
    "hvp", (fun f x -> AD.hvp f x x |> ignore)
    "gaussNewton", (fun f x -> Ad.GaussNewton(f, (fun (y: Tensor) -> y * y), x, x) |> ignore)
    "hessianDiagonal", (fun f x -> AD.hessianDiagonal f x |> ignore)
    "diagonal", (fun f x -> Ad.Diagonal(f, x) |> ignore)
    "laplacian", (fun f x -> AD.laplacian f x |> ignore)
    "jet", (fun f x -> AD.jet 2 f [ x; x ] |> ignore)
    "jacobianPattern", (fun f x -> AD.jacobianPattern f x |> ignore)
    "hessianPattern", (fun f x -> Ad.HessianPattern(f, x) |> ignore)
    "sparseJacobian", (fun f x -> Ad.SparseJacobian(f).Invoke x |> ignore)
    "sparseJacobian by rows", (fun f x -> Ad.SparseJacobian(f, SparsityPattern.Banded(1, 1, 0, 0)).Invoke x |> ignore)
    "sparseHessian", (fun f x -> Ad.SparseHessian(f).Invoke x |> ignore)
    "vectorize", (fun f x -> AD.vectorize f (x.ExpandDims 0) |> ignore)
    "debug", (fun f x -> AD.debug f x |> ignore)
    "checkpoint", (fun f x -> AD.checkpoint f x |> ignore)
    "compile", (fun f x -> AD.compile f x |> ignore)
    "compileFold", (fun f x -> AD.compileFold (fun s x -> struct (s, f x)) (fun _ _ -> ()) x [ x ] |> ignore)
    "explain", (fun f x -> AD.explain f x |> ignore)
    "scan", (fun f x -> Scan.fold (fun _ x -> f x) x (x.ExpandDims 0) |> ignore)
    "while", (fun f x -> Ad.While((fun (x: Tensor) -> Tensor.Less(x, 0.0)), f, x) |> ignore)
    "cond in a program", (fun f x -> AD.compile (fun (x: Tensor) -> AD.cond x f id x) x |> ignore)
    "cond", (fun f x -> AD.cond x f id x |> ignore)
    "fixedPoint", (fun f x -> AD.fixedPoint f x |> ignore)
    "root", (fun f x -> AD.root f x |> ignore)
    "argMin", (fun f x -> AD.argMin f x |> ignore)
    "solveLinear", (fun f x -> AD.solveLinear f x |> ignore)
    "ode", (fun f x -> Ode.solve (fun _ y -> f y) x (vector [ 0.0; 1.0 ]) |> ignore)
    "customPullback", (fun f x -> AD.customPullback f (fun _ _ yBar -> yBar) x |> ignore)
    "customPushforward", (fun f x -> AD.customPushforward f (fun _ _ xDot -> xDot) x |> ignore)
]

/// Transforms that read no numbers of what they run on, or not for a derivative.
let private others = [
    "vectorize"
    "debug"
    "checkpoint"
    "compile"
    "compileFold"
    "explain"
    "scan"
    "while"
    "cond in a program"
    "cond"
    "linearTranspose"
    "fixedPoint"
    "root"
    "argMin"
    "solveLinear"
    "ode"
    "customPullback"
    "customPushforward"
]

let private derivatives = transforms |> List.filter (fun (name, _) -> not (List.contains name others))

/// A value that a transform left behind.
let private dead (call: (Tensor -> Tensor) -> Tensor -> unit) =
    let mutable kept = None

    call
        (fun x ->
            let y = Tensor.Square x
            kept <- Some y
            y)
        (scalar 2.0)

    kept.Value

let private fails (parts: string list) f =
    Expect.throwsC f (fun error ->
        Expect.equal (error.GetType()) typeof<TraceException> $"type of {error.Message}"

        for part in parts do
            Expect.stringContains error.Message part "message")

let private leavers =
    transforms
    |> List.filter (fun (name, _) ->
        List.contains name [
            "grad"
            "pushforward"
            "jet"
            "laplacian"
            "jacobianPattern"
            "vectorize"
            "debug"
            "compile"
        ])

[<Tests>]
let dying =
    testList "A value that outlived its transform" [
        for made, maker in leavers do
            for name, transform in transforms do
                testCase $"of {made}, is refused as the answer of a function under {name}" (fun () ->
                    let value = dead maker
                    fails [ "had returned" ] (fun () -> transform (fun _ -> value) (scalar 1.0)))

            for name, transform in transforms do
                testCase $"of {made}, is refused as the argument of {name}" (fun () ->
                    let value = dead maker
                    fails [ "had returned" ] (fun () -> transform id value))

            testCase $"of {made}, is not read" (fun () ->
                let value = dead maker
                fails [ "had returned" ] (fun () -> value.ToScalar() |> ignore)
                fails [ "had returned" ] (fun () -> value.ToArray() |> ignore)
                fails [ "had returned" ] (fun () -> value.GetHashCode() |> ignore)
                fails [ "had returned" ] (fun () -> (value = scalar 4.0) |> ignore)
                fails [ "had returned" ] (fun () -> (scalar 4.0 = value) |> ignore)
                Expect.isTrue (value = value) "a value is itself"
                Expect.stringContains (string value) "traced by" "text")

        testCase "is refused as cotangent and as tangent" (fun () ->
            let value = dead (snd leavers.Head)

            fails [ "had returned" ] (fun () ->
                Ad.Pullback((fun (x: Tensor) -> x), scalar 1.0).Pullback.Invoke value |> ignore)

            fails [ "had returned" ] (fun () ->
                Ad.Linearize((fun (x: Tensor) -> x), scalar 1.0).Pushforward.Invoke value |> ignore)

            fails [ "had returned" ] (fun () -> AD.pushforward id (scalar 1.0) value |> ignore)
            fails [ "had returned" ] (fun () -> AD.linearTranspose id (scalar 1.0) value |> ignore))
    ]

/// All ways to take the numbers out of a matrix.
let private readers: (string * (Tensor -> unit)) list = [
    "ToArray", (fun x -> x.ToArray() |> ignore)
    "ToArray32", (fun x -> x.ToArray32() |> ignore)
    "ToArray2D", (fun x -> x.ToArray2D() |> ignore)
    "ToArray2D32", (fun x -> x.ToArray2D32() |> ignore)
    "ToMatrix", (fun x -> x.ToMatrix() |> ignore)
    "ToMatrix32", (fun x -> x.ToMatrix32() |> ignore)
    "ToVector", (fun x -> x.Flatten().ToVector() |> ignore)
    "ToVector32", (fun x -> x.Flatten().ToVector32() |> ignore)
    "Tensor.toMatrix", (fun x -> Tensor.toMatrix x |> ignore)
    "Tensor.toVector", (fun x -> Tensor.toVector (x.Flatten()) |> ignore)
    "TensorFile", (fun x -> Params.save (Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".npz")) x)
]

[<Tests>]
let reading =
    testList "Numbers inside a derivative" [
        test "an array of them is an error that names stopGradient, not a gradient of 0" {
            fails [ "ToArray"; "stopGradient"; "Ad.StopGradient" ] (fun () ->
                AD.grad (fun x -> Tensor.sum (Tensor.ofArray (Tensor.toArray x))) (vector [ 1; 2; 3 ]) |> ignore)
        }

        for name, derivative in derivatives do
            for reader, read in readers do
                testCase $"are not read by {reader} under {name}" (fun () ->
                    fails [ (if reader.StartsWith "Tensor." then "ToArray" else reader); "stopGradient" ] (fun () ->
                        derivative
                            (fun x ->
                                read ((2.0 * x).Reshape(1, 1))
                                x)
                            (scalar 1.0)))

            testCase $"are read under {name} where no derivative is lost" (fun () ->
                derivative
                    (fun x ->
                        let y = x.Reshape(1, 1)

                        for _, read in readers do
                            read (AD.stopGradient y)
                            read (Tensor.Greater(y, 0.0))
                            read (y.ArgMax(0, keepDims = true))

                        x)
                    (scalar 1.0))

            testCase $"choose a branch under {name}" (fun () ->
                derivative (fun x -> if Tensor.toScalar x > 0.0 then x * x else x) (scalar 1.0))

        test "are read under Debug, which keeps nothing beside them, but not through it" {
            let f (x: Tensor) =
                x.ToArray() |> ignore
                x

            AD.debug f (vector [ 1; 2 ]) |> ignore
            fails [ "stopGradient" ] (fun () -> AD.grad (AD.debug f) (scalar 1.0) |> ignore)
            fails [ "stopGradient" ] (fun () -> AD.debug (AD.grad f) (scalar 1.0) |> ignore)

            let stopped = AD.debug (fun x -> f (AD.stopGradient x))
            Expect.equal (AD.grad stopped (scalar 1.0)) (scalar 0.0) "stopped"
        }

        test "of an inner value are refused under the outer derivative, too" {
            fails [ "stopGradient"; "Pullback" ] (fun () ->
                AD.grad
                    (fun (x: Tensor) ->
                        AD.grad
                            (fun (y: Tensor) ->
                                (AD.stopGradient y + x).ToArray() |> ignore
                                y * y)
                            (scalar 1.0))
                    (scalar 1.0)
                |> ignore)
        }
    ]

[<Tests>]
let equality =
    testList "Equality of traced tensors" [
        for name, transform in transforms do
            if
                not (
                    List.contains name [
                        "vectorize"
                        "checkpoint"
                        "compile"
                        "compileFold"
                        "explain"
                        "scan"
                        "while"
                        "cond in a program"
                        "linearTranspose"
                        "fixedPoint"
                        "root"
                        "argMin"
                        "solveLinear"
                        "ode"
                    ]
                )
            then
                testCase $"compares numbers under {name}" (fun () ->
                    transform
                        (fun x ->
                            let y = 2.0 * x
                            Expect.isTrue (y = y && y = x + x && y = scalar 2.0 && scalar 2.0 = y) "equal"
                            Expect.isFalse (y = x || y = scalar 3.0 || y = vector [ 2 ]) "different"
                            Expect.isFalse (y.Equals null || y.Equals 2.0) "no tensors"
                            Expect.equal (y.GetHashCode()) ((scalar 2.0).GetHashCode()) "hash codes"
                            Expect.isTrue (Tensor.op_Equality (y, scalar 2.0)) "=="
                            Expect.isTrue (Tensor.op_Inequality (y, x)) "!="
                            y)
                        (scalar 1.0))

        for name in
            [
                "vectorize"
                "checkpoint"
                "compile"
                "compileFold"
                "explain"
                "scan"
                "cond in a program"
                "ode"
            ] do
            testCase $"is an error under {name}, where there are no numbers" (fun () ->
                let transform = transforms |> List.find (fst >> (=) name) |> snd

                for look in
                    [
                        (fun (x: Tensor) -> x = scalar 1.0)
                        (fun x -> scalar 1.0 = x)
                        (fun x -> x = x + 1.0)
                        (fun x -> Tensor.op_Equality (x, scalar 1.0))
                        (fun x -> Tensor.op_Inequality (x, scalar 1.0))
                        (fun x -> x.GetHashCode() = 0)
                    ] do
                    fails [ "number" ] (fun () -> transform (fun x -> if look x then x else 2.0 * x) (scalar 1.0))

                transform
                    (fun x ->
                        Expect.isTrue (x = x) "a value is itself"
                        Expect.isFalse (x = vector [ 1 ]) "another shape"
                        Expect.isFalse (x = (scalar 1.0).Cast DType.Float32) "another dtype"
                        x)
                    (scalar 1.0))

        test "== and != of C# compare values, and null" {
            Expect.isTrue (Tensor.op_Equality (vector [ 1; nan ], vector [ 1; nan ])) "equal"
            Expect.isFalse (Tensor.op_Inequality (vector [ 1; nan ], vector [ 1; nan ])) "not unequal"
            Expect.isFalse (Tensor.op_Equality (vector [ 0.0 ], vector [ -0.0 ])) "0 and −0"
            Expect.isTrue (Tensor.op_Inequality (vector [ 1 ], vector [ 2 ])) "unequal"
            Expect.isTrue (Tensor.op_Equality (null, null)) "null is null"
            Expect.isFalse (Tensor.op_Equality (null, vector [ 1 ])) "null is no tensor"
            Expect.isFalse (Tensor.op_Equality (vector [ 1 ], null)) "a tensor is not null"
        }
    ]
