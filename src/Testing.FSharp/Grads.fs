namespace Functional.Testing

open System
open Functional.Core

/// How a derivative was taken.
type Mode =
    | Forward
    | Reverse

/// A derivative that differs from the differences of the values.
type GradMismatch = {
    /// 1 for the derivative of the function, 2 for that of its gradient, and so on.
    Order: int
    Mode: Mode
    /// The path of the leaf in the argument, as `Tree.Paths` has it, and the element in it.
    Leaf: string
    Index: int list
    /// The derivative in this element by extrapolated differences, and by the mode; of a function whose answer is not one number,
    /// that of a sum of its elements with weights.
    Expected: float
    Got: float
    /// The error in units in the last place of what was expected.
    Ulps: float
    /// The widest step of the differences that settled.
    Step: float
} with

    override m.ToString() =
        let at = if m.Index.IsEmpty then "" else string m.Index
        let leaf = if m.Leaf = "" then "x" else "x" + m.Leaf
        let mode = if m.Mode = Forward then "forward" else "reverse"
        let order = if m.Order = 1 then "" else $" of order {m.Order}"

        FormattableString.Invariant
            $"the derivative{order} in {leaf}{at} is {m.Expected:g9} by differences (step {m.Step:g}), but {m.Got:g9} in {mode} mode, {m.Ulps:g3} units in the last place off"

/// Derivatives of plain code held against differences.
module internal Grads =

    open Point

    /// The direction that is the given one in the elements from first to last of all leaves, and 0 elsewhere.
    let private masked first last (dots: Tensor list) =
        let ends = List.scan (fun start (dot: Tensor) -> start + dot.Count) 0 dots

        List.map2
            (fun start (dot: Tensor) ->
                let kept i x = if first <= start + i && start + i <= last then x else 0.0
                Tensor.Create(Array.mapi kept (dot.ToArray()), dot.Shape.ToArray()).Cast dot.DType)
            (List.take dots.Length ends)
            dots

    /// The leaf and the position in it of an element among all elements of the leaves.
    let private place (leaves: Tensor list) position =
        let rec find i position (leaves: Tensor list) =
            match leaves with
            | leaf :: _ when position < leaf.Count -> i, position
            | leaf :: rest -> find (i + 1) (position - leaf.Count) rest
            | [] -> invalidOp "The position lies within the leaves."

        find 0 position leaves

    /// By halves, an element in whose direction alone the derivatives differ as they do in the whole direction.
    let rec private culprit differs first last dots =
        if first = last then
            Some first
        else
            let middle = (first + last) / 2

            let half first last =
                if differs (masked first last dots) then
                    culprit differs first last dots
                else
                    None

            half first middle |> Option.orElseWith (fun () -> half (middle + 1) last)

    let private weights p =
        match p.W with
        | [ w ] when w.Rank = 0 -> [ Tensor.OnesLike w ]
        | ws -> ws

    /// The first element whose derivative in a mode is not that by differences, along the direction u.
    let mismatch order mode (p: Point) : GradMismatch option =
        let w = weights p
        let dtype = p.Xs.Head.DType

        let tangent =
            match mode with
            | Forward -> (fun dots -> push p.F p.Xs dots)
            | Reverse -> (let bars = lazy pull p.F p.Xs w in fun dots -> [ dot bars.Value dots ])

        let f =
            match mode with
            | Forward -> p.F
            | Reverse -> (fun xs -> [ dot w (p.F xs) ])

        let differences f dots = Differences.settled dtype p.Options.Slack p.Step f p.Xs dots

        let differs dots =
            List.zip (snd (differences f dots)) (tangent dots)
            |> List.exists (fun ((expected, uncertainty), got) ->
                let scale = p.Options.Slack * Compare.scale expected
                let e, g, u = expected.ToArray(), (got.Cast DType.Float64).ToArray(), uncertainty.ToArray()
                let allowed i = scale * Differences.tolerance dtype + 8.0 * u[i]
                Seq.exists (fun i -> not (Compare.near (allowed i) e[i] g[i])) (seq { 0 .. e.Length - 1 }))

        if not (differs p.U) then
            None
        else
            let count = p.Xs |> List.sumBy _.Count
            let position = culprit differs 0 (count - 1) p.U |> Option.defaultValue 0
            let leaf, inner = place p.Xs position
            let unit = p.Xs |> List.map Tensor.OnesLike |> masked position position

            let step, found = differences (fun xs -> [ dot w (p.F xs) ]) unit
            let expected = (fst found.Head).ToScalar()

            let got =
                match mode with
                | Forward -> (dot w (tangent unit)).ToScalar()
                | Reverse -> (tangent unit).Head.ToScalar()

            Some {
                Order = order
                Mode = mode
                Leaf = p.Paths[leaf]
                Index = Compare.index p.Xs[leaf].Shape inner
                Expected = expected
                Got = got
                Ulps = Compare.ulps dtype expected got
                Step = step
            }

    /// The gradient of the weighted answer, as the function to differentiate next.
    let next (p: Point) =
        let slope xs = gradient (weighted p) xs
        { p with Inputs = p.Xs; IsFree = p.Xs |> List.map (fun _ -> true); Apply = slope; W = p.V }
