namespace Functional.Models

open Functional.Core

/// Random numbers as pure functions of a key, which comes last: the same key gives the same numbers on every machine.
/// Use a key once, for one draw or to be split. Numbers are Float64; the functions that end in `Of` take the dtype first.
[<RequireQualifiedAccess>]
module Random =

    /// The key of a seed.
    let key (seed: int) = Key.Of(int64 seed)

    /// Two independent keys.
    let split (key: Key) : struct (Key * Key) = key.Split()

    /// n independent keys; the first of many are those of few.
    let splitMany (n: int) (key: Key) : Key[] = key.Split n

    /// The key of a numbered use, such as a step: independent for different numbers.
    let foldIn (number: int) (key: Key) = key.FoldIn number

    /// The draws of n keys along a new axis 0: `batch n draw key` stacks `draw k` for each k of `splitMany n key`.
    /// In a vectorized function a key gives every instance the same numbers; noise of their own comes in as an argument drawn by this:
    /// `AD.vectorize (fun struct (x, noise) -> …) (struct (xs, Random.batch n (Random.normal [ 3 ]) key))`.
    let batch (n: int) (draw: Key -> Tensor) (key: Key) : Tensor = key.Batch(n, draw)

    /// Numbers evenly spread over [low, high).
    let uniformOf dtype low high (shape: int seq) (key: Key) = key.Uniform(Seq.toArray shape, low, high, dtype)

    /// Numbers evenly spread over [low, high), Float64.
    let uniform low high shape key = uniformOf DType.Float64 low high shape key

    /// Standard normal numbers.
    let normalOf dtype (shape: int seq) (key: Key) = key.Normal(Seq.toArray shape, dtype)

    /// Standard normal numbers, Float64.
    let normal shape key = normalOf DType.Float64 shape key

    /// Standard normal numbers on condition that they lie in [low, high].
    let truncatedNormalOf dtype low high (shape: int seq) (key: Key) =
        key.TruncatedNormal(Seq.toArray shape, low, high, dtype)

    /// Standard normal numbers on condition that they lie in [low, high], Float64.
    let truncatedNormal low high shape key = truncatedNormalOf DType.Float64 low high shape key

    /// A mask: 1 with probability p, else 0.
    let bernoulliOf dtype p (shape: int seq) (key: Key) = key.Bernoulli(p, Seq.toArray shape, dtype)

    /// A mask: 1 with probability p, else 0, Float64.
    let bernoulli p shape key = bernoulliOf DType.Float64 p shape key

    /// The numbers 0 … n − 1 in random order.
    let permutation n (key: Key) = key.Permutation n

    /// Classes drawn with probabilities softmax(logits) along an axis, which goes: [m, k] → [m] for axis 1.
    let categorical axis (logits: Tensor) (key: Key) = key.Categorical(logits, axis)
