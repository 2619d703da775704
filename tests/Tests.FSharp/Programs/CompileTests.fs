module Functional.Tests.Programs.CompileTests

open System
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Laws
open Functional.Tests.Laws.Row

/// The row's function of its differentiable inputs, and these inputs.
let private free dtype (row: Row) =
    let random = Random 7
    let inputs = row.Inputs |> List.map (fun draw -> Nd.toTensor dtype (draw random))
    let isFree i = not (row.Constants.Contains i)
    let xs = inputs |> List.indexed |> List.filter (fst >> isFree) |> List.map snd

    let f (xs: Tensor list) =
        let rec merge i inputs xs =
            match inputs, xs with
            | [], _ -> []
            | _ :: inputs, x :: xs when isFree i -> x :: merge (i + 1) inputs xs
            | input :: inputs, xs -> input :: merge (i + 1) inputs xs

        row.Apply(merge 0 inputs xs)

    f, xs

let private close dtype what (expected: Tensor list) (actual: Tensor list) =
    let tolerance = if dtype = DType.Float32 then 2e-5 else 1e-11

    for e, a in List.zip expected actual do
        Expect.equal a.DType e.DType $"{what}: dtype"
        Expect.sequenceEqual a.Shape e.Shape $"{what}: shape"
        let scale = Array.fold (fun m x -> if Double.IsFinite x then max m (abs x) else m) 1.0 (e.ToArray())

        for x, y in Array.zip (e.ToArray()) (a.ToArray()) do
            let same = x = y || (Double.IsNaN x && Double.IsNaN y) || abs (x - y) <= tolerance * scale
            Expect.isTrue same $"{what}: {y} is {x}"

let private law dtype (row: Row) =
    testCase $"{row.Title} in {dtype}" (fun () ->
        let f, xs = free dtype row
        let g = AD.compile f

        let weighted h (xs: Tensor list) : Tensor =
            let y: Tensor = h xs
            Tensor.sum (y * Tensor.Cos((Tensor.Arange(y.Count)).Cast(y.DType).Reshape(Seq.toArray y.Shape)))

        close dtype "value" [ f xs ] [ g xs ]

        if row.Order > 0 && not xs.IsEmpty then
            let expected = AD.grad (weighted f) xs
            close dtype "gradient of the compiled" expected (AD.grad (weighted g) xs)
            close dtype "compiled gradient" expected (AD.compile (AD.grad (weighted f)) xs)

        if row.Order > 1 && not xs.IsEmpty then
            let expected = AD.hvp (weighted f) xs xs

            close
                dtype
                "compiled Hessian-vector product"
                expected
                (AD.compile (fun xs -> AD.hvp (weighted f) xs xs) xs)

            close dtype "Hessian-vector product of the compiled" expected (AD.hvp (weighted g) xs xs))

[<Tests>]
let tests =
    testList "Compile" [
        for dtype in [ DType.Float64; DType.Float32 ] do
            yield! LawTests.rows |> List.map (law dtype)
    ]
