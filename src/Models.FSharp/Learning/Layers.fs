namespace Functional.Models

open Functional.Core

// A layer is a record of tensors and pure functions: `init` from a key, `forward` from parameters and input (the input last, so that it composes).
// The book's pair of forward and backward is a view of a function, `Pair.ofFunction`.

/// A dense layer: W [inputs, outputs], B [outputs].
type Dense = { W: Tensor; B: Tensor }

/// y = x·W + b: [… inputs] → [… outputs].
[<RequireQualifiedAccess>]
module Dense =

    /// Weights of an initializer, biases of zeros.
    let init (initializer: Initializer) dtype inputs outputs key : Dense = {
        W = initializer dtype (Fans.Dense(inputs, outputs)) [ inputs; outputs ] key
        B = Tensor.zerosOf dtype [ outputs ]
    }

    /// x·W + b.
    let forward (p: Dense) (x: Tensor) : Tensor = x *@ p.W + p.B

/// A two-dimensional convolution layer: W [outputs, inputs, height, width], B [outputs].
type Conv2d = { W: Tensor; B: Tensor }

/// y = W ⋆ x + b: [n, inputs, h, w] → [n, outputs, h', w'].
[<RequireQualifiedAccess>]
module Conv2d =

    /// Square windows of weights of an initializer, biases of zeros.
    let init (initializer: Initializer) dtype inputs outputs window key : Conv2d =
        Argument.atLeast 1 "Conv2d.init" "a window" window

        {
            W = initializer dtype (Fans.Conv(inputs, outputs, window, window)) [ outputs; inputs; window; window ] key
            B = Tensor.zerosOf dtype [ outputs ]
        }

    /// The convolution with stride, padding, dilation and groups.
    let forwardWith (options: ConvolutionOptions) (p: Conv2d) (x: Tensor) : Tensor =
        Tensor.Conv2d(x, p.W, options) + p.B.Reshape(-1, 1, 1)

    /// The convolution with a stride and a padding: `Conv2d.forward 1 Padding.Same p x`.
    let forward (stride: int) (padding: Padding) (p: Conv2d) (x: Tensor) : Tensor =
        Tensor.Conv2d(x, p.W, stride, padding) + p.B.Reshape(-1, 1, 1)

/// A normalization layer: γ (Scale) and β (Shift).
type Norm = { Scale: Tensor; Shift: Tensor }

/// Batch normalization: y = γ (x − μ) / √(σ² + ε) + β for each channel of x [n, channels, …], γ and β [channels].
[<RequireQualifiedAccess>]
module BatchNorm =

    /// γ = 1 and β = 0.
    let init dtype (channels: int) : Norm = {
        Scale = Tensor.onesOf dtype [ channels ]
        Shift = Tensor.zerosOf dtype [ channels ]
    }

    /// The statistics before training: mean 0 and variance 1.
    let statistics dtype channels = RunningStatistics.Initial(channels, dtype)

    /// `BatchNorm.train` with a number ε of one's own: any finite one. Where σ² + ε is negative the answer is NaN.
    let trainWith
        (epsilon: float)
        (momentum: float)
        (p: Norm)
        (running: RunningStatistics)
        (x: Tensor)
        : struct (Tensor * RunningStatistics) =
        Argument.finite "BatchNorm.trainWith" "epsilon" epsilon
        let batch = Tensor.BatchNorm(x, p.Scale, p.Shift, epsilon)
        struct (batch.Value, running.Update(batch, momentum))

    /// In training: normalized by the batch's own statistics, and the running ones moved towards them: m·running + (1 − m)·batch; m is 0.9 as a rule,
    /// ε is 10⁻⁵.
    let train momentum p running x = trainWith 1e-5 momentum p running x

    /// `BatchNorm.infer` with a number ε of one's own: any finite one. Where σ² + ε is negative the answer is NaN.
    let inferWith (epsilon: float) (p: Norm) (running: RunningStatistics) (x: Tensor) : Tensor =
        Argument.finite "BatchNorm.inferWith" "epsilon" epsilon
        Tensor.BatchNormInference(x, p.Scale, p.Shift, running, epsilon)

    /// After training: normalized by the running statistics.
    let infer p running x = inferWith 1e-5 p running x

/// Layer normalization: y = γ (x − μ) / √(σ² + ε) + β over the last axes of x, which are those of γ and β.
[<RequireQualifiedAccess>]
module LayerNorm =

    /// γ = 1 and β = 0, of the shape of the axes to normalize over.
    let init dtype (shape: int seq) : Norm = { Scale = Tensor.onesOf dtype shape; Shift = Tensor.zerosOf dtype shape }

    /// The normalized input.
    let forward (p: Norm) (x: Tensor) : Tensor = Tensor.LayerNorm(x, p.Scale, p.Shift)

/// Layers without parameters.
[<RequireQualifiedAccess>]
module Layer =

    /// y = x·m / (1 − rate), where the mask m is 0 with probability rate, drawn with the key. For training alone; afterwards leave it out.
    let dropout (rate: float) (key: Key) (x: Tensor) : Tensor = Tensor.Dropout(x, rate, key)

    /// All axes but the first in one: [n, …] → [n, m].
    let flatten (x: Tensor) : Tensor = x.Flatten 1

    /// The greatest of each square window, which moves by `stride`: [n, c, h, w] → [n, c, h', w'].
    let maxPool (window: int) (stride: int) (x: Tensor) : Tensor = Tensor.MaxPool2d(x, window, stride)

    /// The mean of each square window, which moves by `stride`: [n, c, h, w] → [n, c, h', w'].
    let averagePool (window: int) (stride: int) (x: Tensor) : Tensor = Tensor.AveragePool2d(x, window, stride)

    /// The mean of each channel: [n, c, h, w] → [n, c].
    let globalAveragePool (x: Tensor) : Tensor = Tensor.GlobalAveragePool x

    /// The rows of a table [classes, m] at whole numbers: indices […] → […, m].
    let embed (table: Tensor) (indices: Tensor) : Tensor = table.Gather indices
