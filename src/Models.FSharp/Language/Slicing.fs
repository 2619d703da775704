namespace Functional.Models

open Functional.Core

/// What stands between the brackets for one axis.
[<Struct>]
type internal Part =
    | At of index: int
    | Between of start: int option * stop: int option

module internal Slicing =

    let private index axis i (x: Tensor) =
        let size = x.Shape[axis]

        if i < -size || i >= size then
            raise (
                DomainException
                    $"Index wants a position from %d{-size} to %d{size - 1} along axis {axis} of size {size}, but got %d{i}."
            )

        let position = if i < 0 then i + size else i
        x.Slice(axis, position, position + 1)

    let private between axis start stop (x: Tensor) =
        let size = x.Shape[axis]
        let first = defaultArg start 0 |> max 0 |> min size
        let last = defaultArg stop (size - 1) |> min (size - 1)
        x.Slice(axis, first, max first (last + 1))

    /// The sub-tensor of the given parts, one an axis from the first; missing ones are whole.
    let take (parts: Part list) (x: Tensor) =
        if parts.Length > x.Rank then
            raise (ShapeException $"Slicing wants at most {x.Rank} indices for {x.Shape}, but got {parts.Length}.")

        let step (axis, y) part =
            match part with
            | At i -> axis + 1, index axis i y
            | Between(start, stop) -> axis + 1, between axis start stop y

        let _, y = List.fold step (0, x) parts

        let dropped axis =
            axis < parts.Length
            && (match parts[axis] with
                | At _ -> true
                | Between _ -> false)

        match
            [|
                for axis in 0 .. x.Rank - 1 do
                    if not (dropped axis) then
                        y.Shape[axis]
            |]
        with
        | kept when kept.Length = x.Rank -> y
        | kept -> y.Reshape kept

/// F#'s slicing of tensors of up to four axes: `x[1..2, *]`, `x[0, 1..]`, `x[0, 1]`. Both ends of a range are taken and what lies beyond
/// an axis is left out, as F# does with arrays; an index drops its axis and counts from the end if negative, axes not mentioned are whole. Indices alone, `x[0, 1]`, are the core's own. By steps: `Tensor.slice`.
/// The gradient goes back to where the numbers came from. Raises DomainException for an index outside its axis, ShapeException for too many.
[<AutoOpen>]
module TensorSlicing =

    type Tensor with

        /// The position of `^offset`, counted from the end of an axis (F# has it behind its preview switch).
        member x.GetReverseIndex(axis: int, offset: int) =
            Argument.between 0 (x.Rank - 1) "GetReverseIndex" "an axis" axis
            x.Shape[axis] - 1 - offset

        /// `x[a..b]`.
        member x.GetSlice(i: int option, i': int option) = Slicing.take [ Between(i, i') ] x

        /// `x[a..b, a..b]`.
        member x.GetSlice(i: int option, i': int option, j: int option, j': int option) =
            Slicing.take [ Between(i, i'); Between(j, j') ] x

        /// `x[a..b, i]`.
        member x.GetSlice(i: int option, i': int option, j: int) = Slicing.take [ Between(i, i'); At j ] x

        /// `x[i, a..b]`.
        member x.GetSlice(i: int, j: int option, j': int option) = Slicing.take [ At i; Between(j, j') ] x

        /// `x[a..b, a..b, a..b]`.
        member x.GetSlice(i: int option, i': int option, j: int option, j': int option, k: int option, k': int option) =
            Slicing.take [ Between(i, i'); Between(j, j'); Between(k, k') ] x

        /// `x[a..b, a..b, i]`.
        member x.GetSlice(i: int option, i': int option, j: int option, j': int option, k: int) =
            Slicing.take [ Between(i, i'); Between(j, j'); At k ] x

        /// `x[a..b, i, a..b]`.
        member x.GetSlice(i: int option, i': int option, j: int, k: int option, k': int option) =
            Slicing.take [ Between(i, i'); At j; Between(k, k') ] x

        /// `x[a..b, i, i]`.
        member x.GetSlice(i: int option, i': int option, j: int, k: int) = Slicing.take [ Between(i, i'); At j; At k ] x

        /// `x[i, a..b, a..b]`.
        member x.GetSlice(i: int, j: int option, j': int option, k: int option, k': int option) =
            Slicing.take [ At i; Between(j, j'); Between(k, k') ] x

        /// `x[i, a..b, i]`.
        member x.GetSlice(i: int, j: int option, j': int option, k: int) = Slicing.take [ At i; Between(j, j'); At k ] x

        /// `x[i, i, a..b]`.
        member x.GetSlice(i: int, j: int, k: int option, k': int option) = Slicing.take [ At i; At j; Between(k, k') ] x

        /// `x[a..b, a..b, a..b, a..b]`.
        member x.GetSlice
            (
                i: int option,
                i': int option,
                j: int option,
                j': int option,
                k: int option,
                k': int option,
                l: int option,
                l': int option
            ) =
            Slicing.take [ Between(i, i'); Between(j, j'); Between(k, k'); Between(l, l') ] x

        /// `x[a..b, a..b, a..b, i]`.
        member x.GetSlice
            (i: int option, i': int option, j: int option, j': int option, k: int option, k': int option, l: int)
            =
            Slicing.take [ Between(i, i'); Between(j, j'); Between(k, k'); At l ] x

        /// `x[a..b, a..b, i, a..b]`.
        member x.GetSlice
            (i: int option, i': int option, j: int option, j': int option, k: int, l: int option, l': int option)
            =
            Slicing.take [ Between(i, i'); Between(j, j'); At k; Between(l, l') ] x

        /// `x[a..b, a..b, i, i]`.
        member x.GetSlice(i: int option, i': int option, j: int option, j': int option, k: int, l: int) =
            Slicing.take [ Between(i, i'); Between(j, j'); At k; At l ] x

        /// `x[a..b, i, a..b, a..b]`.
        member x.GetSlice
            (i: int option, i': int option, j: int, k: int option, k': int option, l: int option, l': int option)
            =
            Slicing.take [ Between(i, i'); At j; Between(k, k'); Between(l, l') ] x

        /// `x[a..b, i, a..b, i]`.
        member x.GetSlice(i: int option, i': int option, j: int, k: int option, k': int option, l: int) =
            Slicing.take [ Between(i, i'); At j; Between(k, k'); At l ] x

        /// `x[a..b, i, i, a..b]`.
        member x.GetSlice(i: int option, i': int option, j: int, k: int, l: int option, l': int option) =
            Slicing.take [ Between(i, i'); At j; At k; Between(l, l') ] x

        /// `x[a..b, i, i, i]`.
        member x.GetSlice(i: int option, i': int option, j: int, k: int, l: int) =
            Slicing.take [ Between(i, i'); At j; At k; At l ] x

        /// `x[i, a..b, a..b, a..b]`.
        member x.GetSlice
            (i: int, j: int option, j': int option, k: int option, k': int option, l: int option, l': int option)
            =
            Slicing.take [ At i; Between(j, j'); Between(k, k'); Between(l, l') ] x

        /// `x[i, a..b, a..b, i]`.
        member x.GetSlice(i: int, j: int option, j': int option, k: int option, k': int option, l: int) =
            Slicing.take [ At i; Between(j, j'); Between(k, k'); At l ] x

        /// `x[i, a..b, i, a..b]`.
        member x.GetSlice(i: int, j: int option, j': int option, k: int, l: int option, l': int option) =
            Slicing.take [ At i; Between(j, j'); At k; Between(l, l') ] x

        /// `x[i, a..b, i, i]`.
        member x.GetSlice(i: int, j: int option, j': int option, k: int, l: int) =
            Slicing.take [ At i; Between(j, j'); At k; At l ] x

        /// `x[i, i, a..b, a..b]`.
        member x.GetSlice(i: int, j: int, k: int option, k': int option, l: int option, l': int option) =
            Slicing.take [ At i; At j; Between(k, k'); Between(l, l') ] x

        /// `x[i, i, a..b, i]`.
        member x.GetSlice(i: int, j: int, k: int option, k': int option, l: int) =
            Slicing.take [ At i; At j; Between(k, k'); At l ] x

        /// `x[i, i, i, a..b]`.
        member x.GetSlice(i: int, j: int, k: int, l: int option, l': int option) =
            Slicing.take [ At i; At j; At k; Between(l, l') ] x
