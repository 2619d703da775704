namespace Functional.Testing

open System
open System.Runtime.InteropServices
open Functional.Core

/// Gradient checks of plain code.
[<RequireQualifiedAccess>]
module Check =

    /// Holds the derivatives of f at x, to an order, in forward and in reverse mode, against extrapolated differences: for any function
    /// of a tree of tensors. The error is the first mismatch, found by halves. Costs some twenty evaluations of f for each order.
    let gradsWith (options: LawOptions) (order: int) (f: 'x -> 'y) (x: 'x) : Result<unit, GradMismatch> =
        let rec hold k p =
            match Grads.mismatch k Forward p |> Option.orElseWith (fun () -> Grads.mismatch k Reverse p) with
            | Some mismatch -> Error mismatch
            | None when k < order -> hold (k + 1) (Grads.next p)
            | None -> Ok()

        let p = Point.at options f x [] 0
        if p.Xs.IsEmpty then Ok() else hold 1 p

    /// As `gradsWith`, with the options that fit most functions.
    let grads order f x = gradsWith LawOptions.Default order f x

/// The laws as methods: for C#, and for runners that want no properties.
[<AbstractClass; Sealed>]
type Prove =

    /// Laws of f, at trees of the shapes of the example. Raises LawException with the smallest counterexample.
    static member Holds<'x, 'y>
        (
            laws: Law seq,
            f: Func<'x, 'y>,
            example: 'x,
            [<Optional; DefaultParameterValue(null: LawOptions | null)>] options: LawOptions | null,
            [<Optional; DefaultParameterValue(null: Numbers | null)>] numbers: Numbers | null
        ) : unit =
        let options = options |> Option.ofObj |> Option.defaultValue LawOptions.Default
        let numbers = numbers |> Option.ofObj |> Option.defaultValue Numbers.Default
        let property = Laws.property options (List.ofSeq laws) f.Invoke (Draw.like numbers example)
        Laws.check options "Prove.Holds" property

    /// All laws of the derivative of f, at trees of the shapes of the example. Raises LawException with the smallest counterexample.
    static member Derivative<'x, 'y>
        (
            f: Func<'x, 'y>,
            example: 'x,
            [<Optional; DefaultParameterValue(null: LawOptions | null)>] options: LawOptions | null,
            [<Optional; DefaultParameterValue(null: Numbers | null)>] numbers: Numbers | null
        ) : unit =
        let order = options |> Option.ofObj |> Option.defaultValue LawOptions.Default |> _.Order
        Prove.Holds(Law.All order, f, example, options, numbers)

    /// Holds the derivatives of f at x, to an order, against differences. Raises LawException with the first mismatch.
    static member Grads<'x, 'y>(f: Func<'x, 'y>, x: 'x, [<Optional; DefaultParameterValue(1)>] order: int) : unit =
        match Check.grads order f.Invoke x with
        | Ok() -> ()
        | Error mismatch -> raise (LawException(string mismatch))
