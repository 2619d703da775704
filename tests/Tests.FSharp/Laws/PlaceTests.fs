/// The number of an element depends on the element alone: not on its place, the length, its neighbours, or what the operation is fused with.
module Functional.Tests.Laws.PlaceTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Laws.Row
open Functional.Tests.Programs.FusionTests

/// More than any vector has lanes, four times over.
let private lengths = [ 1..67 ]

/// Numbers of every size of a dtype, where functions bend and where they end.
let private pool dtype seed =
    let random = Random seed
    let sign () = if random.Next 2 = 0 then 1.0 else -1.0
    let reach = if dtype = DType.Float32 then 126.0 else 1020.0

    let special = [| 0.0; -0.0; 1.0; nan; infinity; -infinity; 1e-40; 5e-324; 3e6; -1e9 |]

    let numbers =
        Array.concat [
            Array.init 30 (fun _ -> sign () * 2.0 ** (reach * (2.0 * random.NextDouble() - 1.0)))
            Array.init 60 (fun _ -> 40.0 * random.NextDouble() - 20.0)
            Array.init 30 (fun _ -> 2.0 * random.NextDouble() - 1.0)
            Array.init 12 (fun n -> 10.0 ** float n)
            Array.init 20 (fun _ -> float (random.Next(-20, 100)))
            special
        ]

    random.Shuffle numbers
    if dtype = DType.Float32 then Array.map (float32 >> float) numbers else numbers

let private tensor (dtype: DType) (x: float[]) = Tensor.Create(x, [| x.Length |]).Cast dtype

let private same (x: float) (y: float) =
    BitConverter.DoubleToInt64Bits x = BitConverter.DoubleToInt64Bits y
    || Double.IsNaN x && Double.IsNaN y

/// The function and its slopes in each operand that moves, to the second order.
let private orders (row: Row) =
    let moving = [
        for i in 0 .. row.Inputs.Length - 1 do
            if not (row.Constants.Contains i) then
                i
    ]

    let slope i (f: Tensor list -> Tensor) (xs: Tensor list) =
        Ad.Grad(fun (x: Tensor) -> (f (List.updateAt i x xs)).Sum()).Invoke xs[i]

    let pairs = [
        for i in moving do
            for j in moving do
                if j >= i then
                    yield i, j
    ]

    if row.Order = 0 then
        [ "", row.Apply ]
    else
        [ "", row.Apply ]
        @ [ for i in moving -> $"′{i}", slope i row.Apply ]
        @ [ for i, j in pairs -> $"′{i}′{j}", slope j (slope i row.Apply) ]

let private law dtype (row: Row) =
    let pools = [| for i in 0 .. row.Inputs.Length - 1 -> pool dtype i |]
    let count = pools[0].Length
    let part start n = [ for p in pools -> tensor dtype p[start .. start + n - 1] ]

    for name, f in orders row do
        let alone = [| for i in 0 .. count - 1 -> (f (part i 1)).ToArray()[0] |]

        let check what start (numbers: float[]) =
            numbers
            |> Array.iteri (fun i number ->
                if not (same number alone[start + i]) then
                    let at = String.Join(", ", [ for p in pools -> $"{p[start + i]:R}" ])
                    failtest $"{row.Title}{name} in {dtype} at {at}, {what}: {number:R}, alone {alone[start + i]:R}")

        check "of all" 0 ((f (part 0 count)).ToArray())

        for n in lengths do
            for start in (if name = "" then [ 0..16 ] else [ n % 17 ]) do
                check $"of {n}" start ((f (part start n)).ToArray())

        // Negation leaves every bit but the sign, and is fused with what goes before.
        let fused start n =
            let xs = part start n
            let program = staged (fun xs -> [ -(f xs) ]) xs
            runSteps program (Fusion.Of program) xs |> Array.exactlyOne |> _.ToArray() |> Array.map (~-)

        check "fused" 0 (fused 0 count)

        for n in [ 1; 3; 5; 13; 67 ] do
            check $"fused, of {n}" n (fused n n)

[<Tests>]
let tests =
    testList "The number of an element is its own" [
        let isPlain (row: Row) =
            not (row.Case.Contains "broadcast" || row.Case.Contains "stretch" || row.Case.Contains "shapes")

        let binary = {
            List.head BinaryRows.rows with
                Name = "BinaryCrossEntropy"
                Apply = fun xs -> Tensor.BinaryCrossEntropy(xs[0], xs[1], LossReduction.None)
        }

        // Debug refuses the infinities of the pool.
        let unary = UnaryRows.rows |> List.filter (fun row -> row.Name <> "Debug")

        for row in unary @ List.filter isPlain BinaryRows.rows @ [ binary ] do
            testList row.Title [ for dtype in [ DType.Float32; DType.Float64 ] -> test $"{dtype}" { law dtype row } ]
    ]
