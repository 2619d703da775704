namespace Functional.Models

open Functional.Core

/// `Tensor`: functions elementwise and along an axis. F#'s own (`sin`, `exp`, `abs`, `**` …) work on tensors and are not repeated here.
[<AutoOpen>]
module TensorFunctions =

    /// `Tensor`: functions elementwise and along an axis. F#'s own (`sin`, `exp`, `abs`, `**` …) work on tensors and are not repeated here.
    [<RequireQualifiedAccess>]
    module Tensor =

        /// x where the mask is not 0, else y.
        let where (mask: Tensor) (x: Tensor) (y: Tensor) = Tensor.Where(mask, x, y)

        /// The same value under a name, which the texts and pictures of a program show; compiled programs do not pay for it.
        /// Raises ArgumentException if the name is empty.
        let named (name: string) (x: Tensor) = x.Named name

        /// Converted to a dtype.
        let cast (dtype: DType) (x: Tensor) = x.Cast dtype

        /// The greater of two; a tie shares the cotangent evenly.
        let maximum (x: Tensor) (y: Tensor) = Tensor.Max(x, y)

        /// The less of two; a tie shares the cotangent evenly.
        let minimum (x: Tensor) (y: Tensor) = Tensor.Min(x, y)

        /// Kept within [low, high], with derivative 0 at and beyond the bounds.
        let clamp (low: float) (high: float) (x: Tensor) = Tensor.Clamp(x, low, high)

        /// x ln y, and 0 where x = 0.
        let xlogy (x: Tensor) (y: Tensor) = Tensor.XLogY(x, y)

        /// x².
        let square (x: Tensor) = Tensor.Square x

        /// 1 / x.
        let reciprocal (x: Tensor) = Tensor.Reciprocal x

        /// 1 / √x.
        let rsqrt (x: Tensor) = Tensor.Rsqrt x

        /// ∛x.
        let cbrt (x: Tensor) = Tensor.Cbrt x

        /// eˣ − 1, exact near 0.
        let expm1 (x: Tensor) = Tensor.Expm1 x

        /// ln(1 + x), exact near 0.
        let log1p (x: Tensor) = Tensor.Log1p x

        /// log₂ x.
        let log2 (x: Tensor) = Tensor.Log2 x

        /// 1 / (1 + e⁻ˣ).
        let sigmoid (x: Tensor) = Tensor.Sigmoid x

        /// ln sigmoid x.
        let logSigmoid (x: Tensor) = Tensor.LogSigmoid x

        /// ln(1 + eˣ).
        let softplus (x: Tensor) = Tensor.Softplus x

        /// max(x, 0), with derivative 0 at 0.
        let relu (x: Tensor) = Tensor.Relu x

        /// min(max(x, 0), 6).
        let relu6 (x: Tensor) = Tensor.Relu6 x

        /// x·sigmoid x.
        let silu (x: Tensor) = Tensor.Silu x

        /// x·Φ(x), with the normal distribution function Φ.
        let gelu (x: Tensor) = Tensor.Gelu x

        /// The error function 2/√π ∫₀ˣ e^(−t²) dt.
        let erf (x: Tensor) = Tensor.Erf x

        /// 1 − erf x.
        let erfc (x: Tensor) = Tensor.Erfc x

        /// ln |Γ(x)|.
        let lgamma (x: Tensor) = Tensor.Lgamma x

        /// Γ′(x) / Γ(x).
        let digamma (x: Tensor) = Tensor.Digamma x

        /// sin(πx) / (πx), 1 at 0.
        let sinc (x: Tensor) = Tensor.Sinc x

        /// x where it is positive, else slope·x.
        let leakyRelu (slope: float) (x: Tensor) = Tensor.LeakyRelu(x, slope)

        /// x where it is positive, else α(eˣ − 1).
        let elu (alpha: float) (x: Tensor) = Tensor.Elu(x, alpha)

        /// eˣ / Σ eˣ along an axis, without overflow.
        let softmax (axis: int) (x: Tensor) = Tensor.Softmax(x, axis)

        /// x − ln Σ eˣ along an axis, without overflow.
        let logSoftmax (axis: int) (x: Tensor) = Tensor.LogSoftmax(x, axis)

        /// Whether two tensors differ nowhere by more than absolute + relative·|y|.
        let allClose (relative: float) (absolute: float) (x: Tensor) (y: Tensor) =
            Tensor.AllClose(x, y, relative, absolute)
