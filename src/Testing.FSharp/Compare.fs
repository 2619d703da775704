namespace Functional.Testing

open System
open Functional.Core

/// A law that does not hold; the message says which, where, and by how much.
type LawException(message: string) =
    inherit Exception(message)

/// Differences that do not settle: the function is not smooth at the point, or steeper than the step resolves.
type internal RoughException(step: float) =
    inherit
        LawException(
            FormattableString.Invariant
                $"the differences of step {step:g} do not settle: the function is not smooth here, or steeper than the step resolves; "
            + "keep the numbers further from kinks (Numbers: kinks, margin), or give another step (LawOptions: step)"
        )

/// Comparisons of tensors and of trees of tensors, which say where two differ.
[<RequireQualifiedAccess>]
module Compare =

    /// The distance between two numbers in units in the last place of the first, for its dtype.
    let ulps (dtype: DType) (expected: float) (got: float) =
        let unit =
            if dtype = DType.Float32 then
                let x = abs (float32 expected)
                float (MathF.BitIncrement x - x)
            else
                Math.BitIncrement(abs expected) - abs expected

        if expected = got then 0.0 else abs (got - expected) / unit

    /// The largest finite magnitude, at least 1: what tolerances are relative to.
    let scale (x: Tensor) =
        x.ToArray() |> Array.fold (fun m x -> if Double.IsFinite x then max m (abs x) else m) 1.0

    /// Equal, both NaN, or no further apart than the distance; an infinite number is near to itself alone, whatever the distance.
    let near distance (expected: float) (got: float) =
        let apart = abs (expected - got)

        expected = got
        || Double.IsNaN expected && Double.IsNaN got
        || Double.IsFinite apart && apart <= distance

    /// The index of an element from its position row by row.
    let index (shape: Shape) position =
        Seq.foldBack (fun size (rest, index) -> rest / size, rest % size :: index) shape (position, [])
        |> snd

    let private shown (shape: Shape) position =
        match index shape position with
        | [] -> ""
        | index -> " at " + string index

    let private fail (what: string) message = raise (LawException $"{what}: {message}")

    /// The same shape and dtype.
    let shaped what (expected: Tensor) (got: Tensor) =
        if expected.DType <> got.DType then
            fail what $"the dtype is {expected.DType}, but got {got.DType}"

        if not (expected.Shape.Equals got.Shape) then
            fail what $"the shape is {expected.Shape}, but got {got.Shape}"

    /// The first element further off than the distance, said in words.
    let private elements what distance (expected: Tensor) (got: Tensor) =
        shaped what expected got
        let e, g = expected.ToArray(), got.ToArray()

        match Seq.tryFind (fun i -> not (near distance e[i] g[i])) (seq { 0 .. e.Length - 1 }) with
        | Some i ->
            FormattableString.Invariant
                $"expected {e[i]}{shown expected.Shape i}, but got {g[i]} (within {distance:g3})"
            |> fail what
        | None -> ()

    let private trees what (each: string -> Tensor -> Tensor -> unit) (expected: 't) (got: 't) =
        let e, g, paths = Tree.Flatten expected, Tree.Flatten got, Tree.Paths expected

        if e.Length <> g.Length then
            fail what $"{e.Length} leaves, but got {g.Length}"

        for path, e, g in Seq.zip3 paths e g do
            each $"{what}{path}" e g

    /// Equal shapes and dtypes, and numbers near to each other: within the tolerance, relative to the largest of a tensor, and absolutely below 1.
    /// Raises LawException with `what`, the leaf, the index and both numbers.
    let close tolerance what (expected: 't) (got: 't) =
        trees what (fun what e g -> elements what (tolerance * scale e) e g) expected got

    /// Equal shapes, dtypes and bits, where all NaN count as one.
    let identical what (expected: 't) (got: 't) =
        let bits (x: float) = if Double.IsNaN x then -1L else BitConverter.DoubleToInt64Bits x

        let same what (e: Tensor) (g: Tensor) =
            shaped what e g

            if Array.map bits (e.ToArray()) <> Array.map bits (g.ToArray()) then
                fail what $"other bits: expected {e}, but got {g}"

        trees what same expected got
