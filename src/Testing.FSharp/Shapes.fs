namespace Functional.Testing

open FsCheck
open FsCheck.FSharp
open Functional.Core

/// Draws of shapes, of axes and of places, each with its way to smaller ones.
[<RequireQualifiedAccess>]
module Shapes =

    /// Each list with one element removed.
    let private without list = seq { for i in 0 .. List.length list - 1 -> List.removeAt i list }

    /// Each list with one element replaced by each of its smaller ones.
    let private smaller shrink list =
        seq {
            for i, x in List.indexed list do
                for less in shrink x -> List.updateAt i less list
        }

    let private halves least n =
        Seq.distinct (
            seq {
                for less in [ least; n / 2; n - 1 ] do
                    if less >= least && less < n then
                        less
            }
        )

    let internal shrink shape = Seq.append (without shape) (smaller (halves 1) shape)

    /// Shapes of so many axes at most, each of a size from 1 to the greatest; fewer axes and smaller sizes are smaller.
    let upTo maxRank maxSize : Arbitrary<int list> =
        let draw =
            gen {
                let! rank = Gen.choose (0, maxRank)
                return! Gen.listOfLength rank (Gen.choose (1, maxSize))
            }

        Arb.fromGenShrink (draw, shrink)

    /// Shapes of three axes at most, of sizes to 4.
    let any = upTo 3 4

    /// NumPy's broadcast of two shapes, if they have one.
    let broadcast (x: int list) (y: int list) =
        let rank = max x.Length y.Length
        let padded (shape: int list) = List.replicate (rank - shape.Length) 1 @ shape
        let sizes = List.zip (padded x) (padded y)

        if sizes |> List.forall (fun (a, b) -> a = b || a = 1 || b = 1) then
            Some(List.map (fun (a, b) -> if a = 1 then b else a) sizes)
        else
            None

    /// Pairs of shapes that broadcast to one: each of their axes is kept, stretched from 1, or missing in front.
    let broadcastable: Arbitrary<int list * int list> =
        let part (shape: int list) =
            gen {
                let! missing = Gen.choose (0, shape.Length)
                let! kept = Gen.listOfLength shape.Length (Gen.elements [ true; true; false ])
                return List.map2 (fun size keep -> if keep then size else 1) shape kept |> List.skip missing
            }

        let draw = any.Generator |> Gen.bind (fun shape -> Gen.zip (part shape) (part shape))

        let shrink (x, y) =
            Seq.append (Seq.map (fun x -> x, y) (shrink x)) (Seq.map (fun y -> x, y) (shrink y))
            |> Seq.filter (fun (x, y) -> (broadcast x y).IsSome)

        Arb.fromGenShrink (draw, shrink)

    /// Sets of axes of a rank, from none to all, in order; fewer are smaller.
    let axes rank : Arbitrary<int list> =
        let draw = Gen.subListOf [ 0 .. rank - 1 ] |> Gen.map List.ofSeq
        Arb.fromGenShrink (draw, without)

    /// Permutations of the axes of a rank; the identity is the smallest.
    let permutation rank : Arbitrary<int list> =
        let identity = [ 0 .. rank - 1 ]
        let draw = Gen.shuffle identity |> Gen.map List.ofArray
        Arb.fromGenShrink (draw, fun p -> if p = identity then Seq.empty else Seq.singleton identity)

    /// Tensors of whole numbers from 0 to below the limit, to gather and scatter with; smaller numbers are smaller.
    let places limit (shape: int list) : Arbitrary<Tensor> =
        let tensor (places: int list) = Tensor.Create(List.map float places |> List.toArray, List.toArray shape)
        let numbers = Gen.listOfLength (List.fold (*) 1 shape) (Gen.choose (0, limit - 1))

        let shrink (x: Tensor) =
            x.ToArray() |> List.ofArray |> List.map int |> smaller (halves 0) |> Seq.map tensor

        Arb.fromGenShrink (Gen.map tensor numbers, shrink)
