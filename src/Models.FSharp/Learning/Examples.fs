namespace Functional.Models

open Functional.Core

/// Examples for learning: example i is row i of both tensors. Inputs [n, …], targets [n] (labels) or [n, …].
type Examples = { Inputs: Tensor; Targets: Tensor }

/// Examples, taken apart and shuffled.
[<RequireQualifiedAccess>]
module Examples =

    /// Inputs with their targets. Raises ShapeException unless there are as many of the one as of the other.
    let create (inputs: Tensor) (targets: Tensor) : Examples =
        if inputs.Rank = 0 || targets.Rank = 0 || inputs.Shape[0] <> targets.Shape[0] then
            raise (
                ShapeException
                    $"Examples want as many inputs as targets along their first axes, but got {inputs.Shape} and {targets.Shape}."
            )

        { Inputs = inputs; Targets = targets }

    /// How many there are.
    let count (examples: Examples) = examples.Inputs.Shape[0]

    /// Those from start to before stop; nothing is copied. Raises DomainException unless 0 ≤ start ≤ stop ≤ count.
    let range (start: int) (stop: int) (examples: Examples) : Examples =
        Argument.between 0 (count examples) "Examples.range" "a start" start
        Argument.between start (count examples) "Examples.range" "a stop" stop

        { Inputs = examples.Inputs.Slice(0, start, stop); Targets = examples.Targets.Slice(0, start, stop) }

    /// Those at the given places, in that order. Raises DomainException for a place that is none.
    let take (places: int[]) (examples: Examples) : Examples =
        for place in places do
            Argument.between 0 (count examples - 1) "Examples.take" "places" place

        if places.Length = 1 then
            range places[0] (places[0] + 1) examples
        else
            { Inputs = examples.Inputs.Gather places; Targets = examples.Targets.Gather places }

    /// All of them in an order drawn with the key.
    let shuffle (key: Key) (examples: Examples) : Examples = take (key.Permutation(count examples)) examples

    /// Batches of a size, at least 1, in order; the last one has what remains.
    let inOrder (size: int) (examples: Examples) : Examples seq =
        Argument.atLeast 1 "Examples.inOrder" "a size" size
        let n = count examples
        seq { for start in 0..size .. n - 1 -> range start (min n (start + size)) examples }

    /// Batches of a size, at least 1, in an order drawn with the key, every example once; the last one has what remains.
    let batches (size: int) (examples: Examples) (key: Key) : Examples seq =
        Argument.atLeast 1 "Examples.batches" "a size" size

        key.Permutation(count examples)
        // What chunks are cut from is no longer than this, and memory is taken for a whole chunk.
        |> Seq.chunkBySize (min size (max 1 (count examples)))
        |> Seq.map (fun places -> take places examples)

    /// Two parts that share nothing, drawn with the key: the first has the given share, from 0 to 1, rounded.
    let split (share: float) (key: Key) (examples: Examples) : struct (Examples * Examples) =
        Argument.share "Examples.split" "share" share
        let first = int (round (share * float (count examples)))
        let shuffled = shuffle key examples
        struct (range 0 first shuffled, range first (count examples) shuffled)
