namespace Functional.Testing

open Functional.Core

/// Derivatives by differences of values, which know nothing of the rules that they check.
module internal Differences =

    /// The derivative of f at xs along a direction, in Float64, and how far it may be off.
    /// Central differences of the steps h, h/2 and h/4 are extrapolated twice (Richardson; Ridders, Adv. Eng. Software 4, 1982):
    /// the error falls with the sixth power of the step, and its estimate is what the second extrapolation changed.
    let along (step: float) (f: Tensor list -> Tensor list) (xs: Tensor list) (dots: Tensor list) =
        let wide (x: Tensor) = x.Cast DType.Float64

        let moved (h: float) =
            f (List.map2 (fun (x: Tensor) (dot: Tensor) -> x + h * dot) xs dots) |> List.map wide

        let central h =
            List.map2 (fun (a: Tensor) (b: Tensor) -> (a - b) / (2.0 * h)) (moved h) (moved -h)

        let extrapolate (power: float) =
            List.map2 (fun (fine: Tensor) (coarse: Tensor) -> (power * fine - coarse) / (power - 1.0))

        let coarse, middle, fine = central step, central (step / 2.0), central (step / 4.0)
        let once, again = extrapolate 4.0 middle coarse, extrapolate 4.0 fine middle
        let twice = extrapolate 16.0 again once
        List.map2 (fun (x: Tensor) (y: Tensor) -> x, Tensor.Abs(x - y)) twice again

    /// What a derivative may differ from its differences, of the size of 1.
    let tolerance (dtype: DType) = if dtype = DType.Float32 then 2e-4 else 2e-9

    /// What differences may be uncertain by, of the size of 1, before they tell nothing.
    let roughness (dtype: DType) = if dtype = DType.Float32 then 1e-2 else 1e-5
