namespace Functional.Testing

open Functional.Core

/// Derivatives by differences of values, which know nothing of the rules that they check.
module internal Differences =

    /// The derivative of f at xs along a direction, in Float64, and how far it may be off.
    /// Central differences of the steps h, h/2 and h/4 are extrapolated twice (Richardson; Ridders, Adv. Eng. Software 4, 1982):
    /// the error falls with the sixth power of the step, and its estimate is what the second extrapolation changed.
    let private along (step: float) (f: Tensor list -> Tensor list) (xs: Tensor list) (dots: Tensor list) =
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
    let private roughness (dtype: DType) = if dtype = DType.Float32 then 1e-2 else 1e-5

    /// The same by the widest step that settles, of the one given, its eighth and its sixty-fourth: the step, and for each answer the derivative and how far
    /// it may be off. Raises RoughException where none settles.
    let settled (dtype: DType) slack step f xs dots =
        let isRough (derivative: Tensor, uncertainty: Tensor) =
            let most = slack * Compare.scale derivative * roughness dtype
            uncertainty.ToArray() |> Array.exists (fun u -> u > most)

        let rec from h =
            let found = along h f xs dots

            if not (List.exists isRough found) then h, found
            elif h > step / 60.0 then from (h / 8.0)
            else raise (RoughException h)

        from step
