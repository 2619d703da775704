namespace Functional.Testing

open System
open FsCheck
open FsCheck.FSharp
open Functional.Core

/// Draws of tensors and of trees of tensors: FsCheck arbitraries, which are passed on as arguments or in a
/// configuration and registered nowhere. They shrink to fewer axes, smaller sizes and rounder numbers.
[<RequireQualifiedAccess>]
module Draw =

    let private seeds = Gen.choose (0, Int32.MaxValue)

    /// The tree with every axis of the given size cut to so many of its elements, the first or the last.
    let private cut size count isFirst (tree: 'p) : 'p =
        let start = if isFirst then 0 else size - count

        let along (x: Tensor) axis =
            if x.Shape[axis] = size then
                x.Slice(axis, start, Nullable(start + count))
            else
                x

        Tree.Map((fun (x: Tensor) -> Seq.fold along x (seq { 0 .. x.Rank - 1 })), tree)

    let private sizes tree =
        Tree.Flatten tree
        |> Seq.collect (fun x -> List.ofSeq x.Shape)
        |> Seq.filter (fun size -> size > 1)
        |> Seq.distinct

    /// Trees in which the leaf at a place is another.
    let private replaced (tree: 'p) (others: Tensor -> Tensor seq) : 'p seq =
        let leaves = Tree.Flatten tree

        seq {
            for i in 0 .. leaves.Length - 1 do
                for other in others leaves[i] -> Tree.Rebuild(tree, Array.updateAt i other leaves)
        }

    let private flatter (x: Tensor) =
        seq {
            for axis in 0 .. x.Rank - 1 do
                if x.Shape[axis] = 1 then
                    x.Squeeze [| axis |]
        }

    /// Smaller trees of the same kind: all axes of one size cut together, so that what fitted still fits; axes of size 1
    /// left out; rounder numbers, first in all leaves at once.
    let internal shrink (numbers: Numbers) (tree: 'p) : 'p seq =
        let leaves = Tree.Flatten tree

        seq {
            for size in sizes tree do
                for count in Seq.distinct [ 1; size / 2; size - 1 ] do
                    yield cut size count true tree
                    yield cut size count false tree

            yield Tree.Map((fun x -> Seq.tryHead (flatter x) |> Option.defaultValue x), tree)
            yield! replaced tree flatter
            yield Tree.Map((fun x -> Seq.tryHead (numbers.Rounder x) |> Option.defaultValue x), tree)
            yield! replaced tree numbers.Rounder
        }
        |> Seq.filter (fun smaller -> Tree.Flatten smaller <> leaves)

    /// Trees of the shapes of an example, of other numbers.
    let like (numbers: Numbers) (example: 'p) : Arbitrary<'p> =
        let shapes = Tree.Flatten example |> Array.map (fun x -> List.ofSeq x.Shape)

        let tree seed =
            Tree.Rebuild(example, shapes |> Array.mapi (fun i shape -> numbers.Draw(seed + i, shape)))

        Arb.fromGenShrink (Gen.map tree seeds, shrink numbers)

    /// Tensors of one shape.
    let ofShape numbers (shape: int list) : Arbitrary<Tensor> = like numbers (Tensor.Zeros(List.toArray shape))

    /// Tensors of the shapes drawn.
    let tensor (numbers: Numbers) (shapes: Arbitrary<int list>) : Arbitrary<Tensor> =
        let draw = Gen.map2 (fun shape seed -> numbers.Draw(seed, shape)) shapes.Generator seeds
        Arb.fromGenShrink (draw, shrink numbers)

    /// Pairs of tensors of shapes that broadcast to one.
    let broadcastable (numbers: Numbers) : Arbitrary<struct (Tensor * Tensor)> =
        let draw =
            Gen.map2
                (fun (x, y) seed -> struct (numbers.Draw(seed, x), numbers.Draw(seed + 1, y)))
                Shapes.broadcastable.Generator
                seeds

        Arb.fromGenShrink (draw, shrink numbers)

    /// Keys of random numbers.
    let key: Arbitrary<Key> = Arb.fromGen (seeds |> Gen.map (fun seed -> Key.Of(int64 seed)))

    /// FsCheck's own arbitraries with those of tensors and keys, for a configuration of your own.
    let arbitraries (numbers: Numbers) : IArbMap =
        ArbMap.defaults |> ArbMap.mergeArb (tensor numbers Shapes.any) |> ArbMap.mergeArb key

    /// Trees of any record, tuple, list or map type, by reflection, each leaf of a shape of its own.
    let tree<'p> (numbers: Numbers) : Arbitrary<'p> = arbitraries numbers |> ArbMap.arbitrary<'p>

/// Draws by type for FsCheck's configurations: `Config.Quick.WithArbitrary [ typeof<Generators> ]`.
type Generators =
    /// Tensors of any shape, of numbers from −2 to 2.
    static member Tensor() = Draw.tensor Numbers.Default Shapes.any

    /// Keys of random numbers.
    static member Key() = Draw.key
