namespace Functional.Models

open Functional.Core

/// Losses: numbers to make small, as functions of targets and then predictions. All are means over the examples unless they say otherwise.
[<RequireQualifiedAccess>]
module Loss =

    /// The cross-entropy in nats of logits [n, classes] with labels [n] (whole numbers) or distributions [n, classes]:
    /// ℓ = −ln softmax(x)ₜ, or −Σ tₖ ln softmax(x)ₖ. Its gradient in the logits is (softmax(x) − t) / n.
    let crossEntropy (targets: Tensor) (logits: Tensor) : Tensor = Tensor.CrossEntropy(logits, targets)

    /// The cross-entropy of each example, [n].
    let crossEntropyEach (targets: Tensor) (logits: Tensor) : Tensor =
        Tensor.CrossEntropy(logits, targets, reduction = LossReduction.None)

    /// The binary cross-entropy in nats of logits with targets in [0, 1], the mean over all elements: ℓ = ln(1 + eˣ) − x·t.
    let binaryCrossEntropy (targets: Tensor) (logits: Tensor) : Tensor = Tensor.BinaryCrossEntropy(logits, targets)

    /// Σ (y − t)².
    let squaredError (targets: Tensor) (y: Tensor) : Tensor = Tensor.sum (Tensor.square (y - targets))

    /// The mean of (y − t)² over all elements.
    let meanSquaredError (targets: Tensor) (y: Tensor) : Tensor = Tensor.mean (Tensor.square (y - targets))

    /// The mean of |y − t| over all elements, with derivative 0 where they are equal.
    let meanAbsoluteError (targets: Tensor) (y: Tensor) : Tensor = Tensor.mean (abs (y - targets))

    /// The mean over all elements of ½d² where |d| ≤ δ, else δ·(|d| − ½δ), with d = y − t and a positive δ. Source: Huber 1964.
    let huber (delta: float) (targets: Tensor) (y: Tensor) : Tensor =
        Argument.positive "Loss.huber" "δ" delta
        let distance = abs (y - targets)
        let near = Tensor.Min(distance, delta)
        Tensor.mean (near * (distance - 0.5 * near))

    /// ½·λ·‖p‖² over all tensors of a tree, to be added to a loss: what L2 regularization is. λ is at least 0.
    let l2 (lambda: float) (p: 'p) : Tensor =
        Argument.notNegative "Loss.l2" "λ" lambda
        0.5 * lambda * Params.squaredNorm p
