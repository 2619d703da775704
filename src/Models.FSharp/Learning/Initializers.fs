namespace Functional.Models

open Functional.Core

/// How many inputs feed an output, and how many outputs an input feeds: what the spread of first weights is measured by.
type Fans = {
    In: int
    Out: int
} with

    /// Of weights [inputs, outputs]. Raises DomainException where one is negative.
    static member Dense(inputs, outputs) = {
        In = Argument.product "Fans.Dense" "inputs" [ inputs ]
        Out = Argument.product "Fans.Dense" "outputs" [ outputs ]
    }

    /// Of convolution weights [outputs, inputs, height, width]: a window's worth of each. Raises DomainException where one is negative, or 2³¹ or
    /// more.
    static member Conv(inputs, outputs, height, width) = {
        In = Argument.product "Fans.Conv" "inputs and a window" [ inputs; height; width ]
        Out = Argument.product "Fans.Conv" "outputs and a window" [ outputs; height; width ]
    }

/// First weights of a dtype, for given fans and a shape, drawn with a key.
type Initializer = DType -> Fans -> int list -> Key -> Tensor

/// Initializers, as functions of fans: n is `Fans.In`, m is `Fans.Out`. Each raises DomainException where the variance that it states is not finite.
[<RequireQualifiedAccess>]
module Initializer =

    // The variance 2 / n of weights that n numbers are measured by.
    let private variance operation (fans: float) =
        if not (fans >= 1.0) then
            Argument.refuse operation "fans of at least 1" fans

        2.0 / fans

    let private both operation fans = variance operation (float fans.In + float fans.Out)

    // Numbers evenly spread over ±b have the variance b² / 3.
    let private evenly variance dtype shape key =
        let bound = sqrt (3.0 * variance)
        Random.uniformOf dtype -bound bound shape key

    let private normally variance dtype shape key = sqrt variance * Random.normalOf dtype shape key

    /// Evenly spread over ±√(6 / (n + m)), variance 2 / (n + m). Source: Glorot and Bengio 2010, equation 16.
    let glorotUniform: Initializer = fun dtype fans -> evenly (both "Initializer.glorotUniform" fans) dtype

    /// Normal with variance 2 / (n + m). Source: Glorot and Bengio 2010, equation 12.
    let glorotNormal: Initializer = fun dtype fans -> normally (both "Initializer.glorotNormal" fans) dtype

    /// Evenly spread over ±√(6 / n), variance 2 / n: for layers before a rectifier. Source: He et al. 2015, equation 10.
    let heUniform: Initializer =
        fun dtype fans -> evenly (variance "Initializer.heUniform" (float fans.In)) dtype

    /// Normal with variance 2 / n: for layers before a rectifier. Source: He et al. 2015, equation 10.
    let heNormal: Initializer =
        fun dtype fans -> normally (variance "Initializer.heNormal" (float fans.In)) dtype

    /// Normal with standard deviation σ of at least 0, whatever the fans.
    let normal (sigma: float) : Initializer =
        Argument.notNegative "Initializer.normal" "deviation" sigma
        fun dtype _ shape key -> sigma * Random.normalOf dtype shape key

    /// σ times standard normal numbers on condition that they lie in [−2, 2], whatever the fans; their standard deviation is 0.8796·σ.
    let truncatedNormal (sigma: float) : Initializer =
        Argument.notNegative "Initializer.truncatedNormal" "deviation" sigma

        fun dtype _ shape key -> sigma * Random.truncatedNormalOf dtype -2.0 2.0 shape key

    /// Zeros.
    let zeros: Initializer = fun dtype _ shape _ -> Tensor.zerosOf dtype shape
