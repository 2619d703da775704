namespace Functional.Models

open System
open Functional.Core

/// Checks of the numbers that functions are given: DomainException says what the function wants and what it got, in one language on every machine.
module internal Argument =

    /// "{operation} wants {wanted}, but got {got}."
    let refuse (operation: string) (wanted: string) (got: IFormattable) =
        raise (DomainException(FormattableString.Invariant $"{operation} wants {wanted}, but got {got}."))

    let private check isRight operation wanted (value: float) =
        if not (isRight value) then
            refuse operation wanted value

    /// Neither NaN nor infinite.
    let finite operation name value = check Double.IsFinite operation $"a finite {name}" value

    /// Above 0 and finite.
    let positive operation name value =
        check (fun x -> x > 0.0 && Double.IsFinite x) operation $"a positive, finite {name}" value

    /// At least 0 and finite.
    let notNegative operation name value =
        check (fun x -> x >= 0.0 && Double.IsFinite x) operation $"a finite {name} of at least 0" value

    /// At least 0, where infinity stands for no bound.
    let bound operation name value = check (fun x -> x >= 0.0) operation $"a {name} of at least 0" value

    /// From 0 to below 1: what is kept of a memory from step to step.
    let decay operation name value =
        check (fun x -> x >= 0.0 && x < 1.0) operation $"a {name} of at least 0 and below 1" value

    /// From 0 to 1.
    let share operation name value = check (fun x -> x >= 0.0 && x <= 1.0) operation $"a {name} from 0 to 1" value

    /// A whole number that is not below a bound.
    let atLeast (least: int) operation name (value: int) =
        if value < least then
            refuse operation $"{name} of at least {least}" value

    /// A whole number between two bounds, both included.
    let between (least: int) (most: int) operation name (value: int) =
        if value < least || value > most then
            refuse operation $"{name} from {least} to {most}" value

    /// A product of sizes, none of which is negative, as 32 bits hold it.
    let product operation name (sizes: int list) =
        List.iter (atLeast 0 operation name) sizes

        let total =
            (1L, sizes)
            ||> List.fold (fun total size -> if total > int64 Int32.MaxValue then total else total * int64 size)

        if total > int64 Int32.MaxValue then
            let text = sizes |> List.map string |> String.concat " × "
            raise (DomainException $"{operation} wants {name} whose product is below 2³¹, but got {text}.")

        int total
