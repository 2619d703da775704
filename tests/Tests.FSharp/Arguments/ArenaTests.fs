/// The memory of a compiled program that is longer than an array can be.
module Functional.Tests.Arguments.ArenaTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Programs

let private plan (program: Program) longest = MemoryPlan(program, Fusion.None program, null, longest)

/// The outputs of a program on a frame whose arenas are in blocks of so many elements.
let private run (program: Program) (inputs: Tensor list) longest =
    let frame = Arena().Enter(program, plan program longest)
    let outputs = [ for t in program.Outputs -> DenseTensor.Uninitialized t ]
    inputs |> List.iteri (fun i x -> frame.Input(i, x.Dense))
    outputs |> List.iteri (fun i y -> frame.Output(i, y))
    frame.Run()
    [ for y in outputs -> y :> Tensor ]

let private wide =
    Func<Tensor, Tensor>(fun (x: Tensor) ->
        let y = x.BroadcastTo(1 <<< 30)
        let a, b, c = y.CumSum 0, y.Sort(0, false).Values, y.CumProd 0
        (a * b * c).Sum())

[<Tests>]
let tests =
    testList "Arenas" [
        test "values of more than 2³¹ elements together are planned in blocks that arrays can be" {
            let program = Ad.Explain(wide, Tensor.Create [| 2.0 |])
            Expect.isGreaterThan program.Statistics.ArenaBytes (3L <<< 33) "bytes"
            let blocks = (plan program Allocation.Longest).BlocksOf DType.Float64
            Expect.isGreaterThan blocks.Count 1 "blocks"
            Expect.isTrue (blocks |> Seq.forall (fun size -> size > 0 && size <= Allocation.Longest)) "lengths"
        }
        test "a program gives the same bits however its arenas are cut into blocks" {
            for title, programs in Samples.programs do
                for program, inputs in programs () do
                    let whole = run program inputs Allocation.Longest

                    for longest in [ 1; 64; 256 ] do
                        let parts = run program inputs longest

                        for x, y in List.zip whole parts do
                            let bits (x: Tensor) = x.ToArray() |> Array.map BitConverter.DoubleToInt64Bits
                            Expect.equal (bits y) (bits x) $"{title} in blocks of {longest}"
        }
    ]
