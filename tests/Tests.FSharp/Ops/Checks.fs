/// What the tests of values and errors share.
module Functional.Tests.Ops.Checks

open System
open Expecto
open Functional.Core
open Functional.Testing

let tensor dtype (shape: int list) (data: float list) =
    match dtype with
    | DType.Float32 -> Tensor.Create(data |> List.map float32 |> List.toArray, List.toArray shape)
    | _ -> Tensor.Create(List.toArray data, List.toArray shape)

let vector dtype data = tensor dtype [ List.length data ] data

/// 0, 1, 2, … in the given shape.
let counted dtype shape = tensor dtype shape (List.init (List.fold (*) 1 shape) float)

/// A test for each dtype.
let inBoth name (body: DType -> unit) =
    testList name [
        for dtype in [ DType.Float32; DType.Float64 ] do
            testCase $"{dtype}" (fun () -> body dtype)
    ]

/// Equal numbers, NaN to NaN, or as close as the tolerance says: relatively, and absolutely below 1.
let close tolerance (expected: float list) message (actual: float[]) =
    Expect.equal actual.Length expected.Length $"{message}: count"

    List.iteri2
        (fun i (a: float) e ->
            if not (Compare.near (tolerance * (1.0 + abs e)) e a) then
                failtest $"{message}: element {i} is {a}, expected {e}")
        (List.ofArray actual)
        expected

let holdsWithin tolerance (dtype: DType) (shape: int list) data message (actual: Tensor) =
    Expect.equal actual.DType dtype $"{message}: dtype"
    Expect.sequenceEqual actual.Shape shape $"{message}: shape"
    close tolerance data message (actual.ToArray())

/// The error's type, exactly, and its whole message.
let fails<'error when 'error :> exn> message (f: unit -> obj) =
    testCase message (fun () ->
        Expect.throwsC (f >> ignore) (fun error ->
            Expect.equal (error.GetType()) typeof<'error> "type"
            Expect.equal error.Message message "message"))
