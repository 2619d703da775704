/// One call with extreme arguments, in each mode: its answer or its error, and whether that error is of the library's own family.
module Functional.Hardening.Arguments.Probe

open System
open System.Collections
open System.Reflection
open Functional.Core
open Functional.Hardening.Arguments.Members

/// What a call came to.
type Outcome =
    | Answers of Tensor list
    | Refused of string
    | Wrong of string

let rec private tensorsOf (value: objnull) : Tensor list =
    match value with
    | null -> []
    | :? Tensor as x -> [ x ]
    | :? string -> []
    | :? (Tensor[]) as many -> List.ofArray many
    | value when value.GetType().IsValueType && not (value.GetType().IsPrimitive) && not (value.GetType().IsEnum) ->
        let properties =
            value.GetType().GetProperties(BindingFlags.Public ||| BindingFlags.Instance)
            |> Array.filter (fun info -> info.PropertyType = typeof<Tensor>)

        [ for info in properties -> info.GetValue value ]
        |> List.choose (fun y ->
            match y with
            | :? Tensor as y -> Some y
            | _ -> None)
    | _ -> []

let private guarded (hasNull: bool) (run: unit -> Tensor list) =
    try
        Answers(run ())
    with
    | :? FunctionalException as error -> Refused error.Message
    | :? ArgumentNullException as error when hasNull -> Refused error.Message
    | error ->
        let place = string error.StackTrace |> fun text -> text.Split '\n' |> Array.head
        Wrong $"{error.GetType().Name}: {error.Message} {place.Trim()}"

/// As near as two orders of rounding are.
let private near (x: float) (y: float) =
    (Double.IsNaN x && Double.IsNaN y) || x = y || abs (x - y) <= 1e-9 * (1.0 + abs y)

let private same (x: Tensor) (y: Tensor) = x.Type = y.Type && Array.forall2 near (x.ToArray()) (y.ToArray())

let private sum (answers: Tensor list) =
    let summed = answers |> List.map (fun y -> y.Sum())
    summed |> List.reduce (fun a b -> a + b)

// Answers of more elements are looked at in the forward call alone, for time's sake.
let private largest = 1 <<< 17

/// The faults of a call: none if it is answered, in all modes alike where these are wanted, or refused.
let faults (m: Member) (arguments: objnull list) (mustRefuse: bool) (inAllModes: bool) : string list =
    let hasNull =
        List.zip3 m.Types m.Nullable arguments
        |> List.exists (fun (info, nullable, value) -> Values.hasNull info value && not nullable)

    let at = m.Types |> List.tryFindIndex (fun info -> info = typeof<Tensor>)
    let run (arguments: objnull list) = tensorsOf (m.Call arguments)

    let read (ys: Tensor list) =
        for y in ys do
            if y.Count <= largest then
                y.ToArray() |> ignore

        ys

    match guarded hasNull (fun () -> read (run arguments)) with
    | Wrong error -> [ $"forward: {error}" ]
    | Refused _ -> []
    | Answers _ when mustRefuse -> [ "forward: an answer where there is none" ]
    | Answers [] -> []
    | Answers _ when not inAllModes -> []
    | Answers ys ->
        match at with
        | None -> []
        | Some _ when hasNull -> []
        | Some _ when ys |> List.exists (fun y -> y.DType <> ys.Head.DType || y.Count > largest) -> []
        | Some at ->
            let x = unbox<Tensor> arguments[at]
            let f (x: Tensor) = run (List.updateAt at (box x) arguments)
            let loss = Func<Tensor, Tensor>(fun x -> sum (f x))
            let first = Func<Tensor, Tensor>(fun x -> (f x).Head)

            [
                match guarded false (fun () -> [ (Ad.Compile first).Invoke x ]) with
                | Wrong error -> $"compiled: {error}"
                | Refused error when not (error.Contains "traced") -> $"compiled refuses alone: {error}"
                | Refused _ -> ()
                | Answers zs ->
                    if not (same zs.Head ys.Head) then
                        $"compiled: another answer, {zs.Head.Type}"

                match guarded false (fun () -> [ (Ad.Grad loss).Invoke x ]) with
                | Wrong error -> $"gradient: {error}"
                | Refused _ -> ()
                | Answers slopes ->
                    if not (slopes.Head.Shape.Equals x.Shape) then
                        $"gradient: of shape {slopes.Head.Shape}"

                    match guarded false (fun () -> [ (Ad.Compile(Ad.Grad loss)).Invoke x ]) with
                    | Wrong error -> $"compiled gradient: {error}"
                    | Refused error -> $"compiled gradient refuses alone: {error}"
                    | Answers zs ->
                        if not (same zs.Head slopes.Head) then
                            "compiled gradient: another answer"
            ]
