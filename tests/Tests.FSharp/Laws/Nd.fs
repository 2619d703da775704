/// Numbers with a shape, for naive references: written to be read, not to be fast.
module Functional.Tests.Laws.Nd

open System
open Functional.Core

type Nd = { Shape: int list; Data: float[] }

let nd shape data = { Shape = shape; Data = data }

let size shape = List.fold (*) 1 shape

/// An array of the given shape, from the index of each element.
let init shape (f: int list -> float) =
    let unravel position =
        List.foldBack (fun size (rest, index) -> rest / size, rest % size :: index) shape (position, [])
        |> snd

    nd shape (Array.init (size shape) (unravel >> f))

/// The element at an index.
let at x index = x.Data[List.fold2 (fun position size i -> position * size + i) 0 x.Shape index]

let map f x = { x with Data = Array.map f x.Data }

/// NumPy's broadcast shape.
let broadcast xs ys =
    let pad n shape = List.replicate (n - List.length shape) 1 @ shape
    let rank = max (List.length xs) (List.length ys)
    List.map2 (fun x y -> if x = 1 then y else x) (pad rank xs) (pad rank ys)

/// The element that an array shows at an index of a shape that it is stretched to.
let stretched x (index: int list) =
    let own = List.skip (index.Length - x.Shape.Length) index
    at x (List.map2 (fun size i -> if size = 1 then 0 else i) x.Shape own)

let map2 f x y =
    init (broadcast x.Shape y.Shape) (fun index -> f (stretched x index) (stretched y index))

/// The slices along an axis, reduced to a number each.
let reduce axis (f: float[] -> float) x =
    let without = List.removeAt axis x.Shape
    init without (fun index -> f (Array.init x.Shape[axis] (fun i -> at x (List.insertAt axis i index))))

/// The slices along an axis, each replaced by one of equal length.
let alongAxis axis (f: float[] -> float[]) x =
    init x.Shape (fun index ->
        let slice = Array.init x.Shape[axis] (fun i -> at x (List.updateAt axis i index))
        (f slice)[index[axis]])

let toTensor (dtype: DType) x =
    match dtype with
    | DType.Float32 -> Tensor.Create(Array.map float32 x.Data, List.toArray x.Shape)
    | _ -> Tensor.Create(x.Data, List.toArray x.Shape)

let ofTensor (x: Tensor) = nd (List.ofSeq x.Shape) (x.ToArray())

// ---- Draws: inputs of a row, from a seed.

/// Uniform in [low, high).
let uniform low high shape (random: Random) =
    nd shape (Array.init (size shape) (fun _ -> low + (high - low) * random.NextDouble()))

/// Uniform in [low, high), but no closer than the margin to any of the kinks.
let awayFrom kinks margin low high shape (random: Random) =
    let rec draw () =
        let x = low + (high - low) * random.NextDouble()

        if kinks |> List.exists (fun kink -> abs (x - kink) < margin) then
            draw ()
        else
            x

    nd shape (Array.init (size shape) (fun _ -> draw ()))

/// Shuffled numbers that lie at least 0.1 apart: no ties, and none appear under a small step.
let distinct shape (random: Random) =
    let n = size shape
    let values = Array.init n (fun i -> 0.2 * float (i - n / 2) + 0.1 * random.NextDouble())
    random.Shuffle values
    nd shape values

/// Whole numbers from 0 to below the limit.
let indices limit shape (random: Random) = nd shape (Array.init (size shape) (fun _ -> float (random.Next limit)))

/// The same numbers each time.
let fixedTo shape data (_: Random) = nd shape data
