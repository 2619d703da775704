namespace Functional.Models

open Functional.Core

/// How many inputs feed an output, and how many outputs an input feeds: what the spread of first weights is measured by.
type Fans = {
    In: int
    Out: int
} with

    /// Of weights [inputs, outputs].
    static member Dense(inputs, outputs) = { In = inputs; Out = outputs }

    /// Of convolution weights [outputs, inputs, height, width]: a window's worth of each.
    static member Conv(inputs, outputs, height, width) = {
        In = inputs * height * width
        Out = outputs * height * width
    }

/// First weights of a dtype, for given fans and a shape, drawn with a key.
type Initializer = DType -> Fans -> int list -> Key -> Tensor

/// Initializers, as functions of fans: n is `Fans.In`, m is `Fans.Out`.
[<RequireQualifiedAccess>]
module Initializer =

    let private evenly bound dtype shape key = Random.uniformOf dtype -bound bound shape key

    /// Evenly spread over ±√(6 / (n + m)), variance 2 / (n + m). Source: Glorot and Bengio 2010, equation 16.
    let glorotUniform: Initializer =
        fun dtype fans -> evenly (sqrt (6.0 / float (fans.In + fans.Out))) dtype

    /// Normal with variance 2 / (n + m). Source: Glorot and Bengio 2010, equation 12.
    let glorotNormal: Initializer =
        fun dtype fans shape key -> sqrt (2.0 / float (fans.In + fans.Out)) * Random.normalOf dtype shape key

    /// Evenly spread over ±√(6 / n), variance 2 / n: for layers before a rectifier. Source: He et al. 2015, equation 10.
    let heUniform: Initializer = fun dtype fans -> evenly (sqrt (6.0 / float fans.In)) dtype

    /// Normal with variance 2 / n: for layers before a rectifier. Source: He et al. 2015, equation 10.
    let heNormal: Initializer =
        fun dtype fans shape key -> sqrt (2.0 / float fans.In) * Random.normalOf dtype shape key

    /// Normal with standard deviation σ, whatever the fans.
    let normal (sigma: float) : Initializer = fun dtype _ shape key -> sigma * Random.normalOf dtype shape key

    /// σ times standard normal numbers on condition that they lie in [−2, 2], whatever the fans; their standard deviation is 0.8796·σ.
    let truncatedNormal (sigma: float) : Initializer =
        fun dtype _ shape key -> sigma * Random.truncatedNormalOf dtype -2.0 2.0 shape key

    /// Zeros.
    let zeros: Initializer = fun dtype _ shape _ -> Tensor.zerosOf dtype shape
