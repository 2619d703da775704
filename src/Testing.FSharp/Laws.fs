namespace Functional.Testing

open FsCheck
open FsCheck.FSharp
open System.Runtime.ExceptionServices
open Functional.Core

/// What holds of every differentiable function, one by one.
type Law =
    /// The pushforward is the limit of differences.
    | Pushforward
    /// The pullback is the transpose of the pushforward, and cotangents have the shapes of their arguments.
    | Transpose
    /// Pushforward and pullback are linear.
    | Linear
    /// Linearize, Pushforward and Pullback agree, and each leaf alone gives its share.
    | Modes
    /// The second derivative is symmetric, agrees over all four mixtures of modes, and with differences of the gradient.
    | SecondOrder
    /// The compiled function, its derivatives and its compiled derivatives agree.
    | Compiled
    /// Over a batch it is the loop over the instances, and so are its derivatives, for any leaves batched along any axis.
    | Vectorized
    /// With a checkpoint it is the same function.
    | Checkpointed
    /// In a scan it is the same function as in a loop.
    | Scanned
    /// The gradient of a sum is the sum of gradients.
    | Sums
    /// The derivative of a composition is the composition of derivatives.
    | Chain
    /// Arguments in another order have their derivatives in that order.
    | Permuted
    /// Called twice, at the same time or out of order, the answers are the same, and the argument is as before.
    | Pure
    /// The derivative is zero everywhere, as that of a function of steps.
    | Constant
    /// Derivatives in Float32 are those in Float64, rounded: for functions that take either.
    | Precision

    /// The laws of a function that can be differentiated so many times: with order 0, its derivative is zero everywhere.
    static member All(order: int) : Law list = [
        if order > 0 then
            Pushforward
            Transpose
            Linear
            Modes

            if order > 1 then
                SecondOrder

            Sums
            Chain
            Permuted
        else
            Constant
        Compiled
        Vectorized
        Checkpointed
        Scanned
        Pure
    ]

module internal Checks =

    let private check law =
        match law with
        | Pushforward -> PointLaws.pushforward
        | Transpose -> PointLaws.transpose
        | Linear -> PointLaws.linear
        | Modes -> PointLaws.modes
        | SecondOrder -> PointLaws.secondOrder
        | Compiled -> PointLaws.compiled
        | Vectorized -> PointLaws.vectorized
        | Checkpointed -> PointLaws.checkpointed
        | Scanned -> PointLaws.scanned
        | Sums -> PointLaws.sums
        | Chain -> PointLaws.chain
        | Permuted -> PointLaws.permuted
        | Pure -> PointLaws.purity
        | Constant -> PointLaws.constant
        | Precision -> PointLaws.precision

    /// What holds of the values alone.
    let private ofValues = [ Compiled; Vectorized; Checkpointed; Scanned ]

    /// The first law that does not hold at a point, and why. Where no leaf is differentiated, those of values remain.
    let broken (p: Point) laws =
        let p, laws =
            if p.Xs.IsEmpty then
                p.Undifferentiated, laws |> List.filter (fun law -> List.contains law ofValues)
            else
                p, laws

        laws
        |> List.tryPick (fun law ->
            try
                check law p
                None
            with e ->
                Some(Some law, e))

/// What a property was tried on: the argument, and the seed of the directions.
[<StructuredFormatDisplay("{Text}")>]
type Sample<'x> = {
    X: 'x
    /// Further arguments, for batches.
    Others: 'x list
    Seed: int
} with

    member sample.Text =
        let others = if sample.Others.IsEmpty then "" else $", in a batch with %A{sample.Others}"
        $"%A{sample.X}{others}, directions of seed {sample.Seed}"

    override sample.ToString() = sample.Text

/// Laws of derivatives as FsCheck properties, for any function of a tree of tensors.
[<RequireQualifiedAccess>]
module Laws =

    /// The first of the laws that f breaks at x, with further arguments for batches.
    let internal broken options laws (f: 'x -> 'y) x others seed =
        try
            Checks.broken (Point.at options f x others seed) laws
        with e ->
            Some(None, e)

    let private raising (failure: (Law option * exn) option) : unit =
        match failure with
        | None -> ()
        | Some(Some law, (:? LawException as e)) -> raise (LawException $"{law}: {e.Message}")
        | Some(_, e) -> ExceptionDispatchInfo.Throw e

    /// Holds the laws of f at one point, along directions of the seed. Raises LawException.
    let at (options: LawOptions) (laws: Law list) (f: 'x -> 'y) (x: 'x) (seed: int) : unit =
        broken options laws f x [] seed |> raising

    /// The property that nothing is broken at samples, each with so many further arguments for batches. A sample shrinks to where the same law fails in the same way.
    let internal sampled others (draw: Arbitrary<'x>) (broken: Sample<'x> -> (Law option * exn) option) : Property =
        let samples =
            gen {
                let! x = draw.Generator
                let! others = Gen.listOfLength others draw.Generator
                let! seed = Gen.choose (0, 1 <<< 30)
                return { X = x; Others = others; Seed = seed }
            }

        let kind sample = broken sample |> Option.map (fun (law, e) -> law, e.GetType())

        let shrink sample =
            let wanted = kind sample

            seq {
                if not sample.Others.IsEmpty then
                    yield { sample with Others = [] }

                for x in draw.Shrinker sample.X -> { sample with X = x; Others = [] }
            }
            |> Seq.filter (fun smaller -> kind smaller = wanted)

        Prop.forAll (Arb.fromGenShrink (samples, shrink)) (broken >> raising)

    /// The property that the laws hold of f at what is drawn.
    let property (options: LawOptions) (laws: Law list) (f: 'x -> 'y) (draw: Arbitrary<'x>) : Property =
        sampled 2 draw (fun sample -> broken options laws f sample.X sample.Others sample.Seed)

    let private one law f draw = property LawOptions.Default [ law ] f draw

    /// All laws of a derivative, with options.
    let derivativeWith (options: LawOptions) f draw = property options (Law.All options.Order) f draw

    /// All laws of a derivative of a function that can be differentiated twice and more.
    let derivative f draw = derivativeWith LawOptions.Default f draw

    /// The pushforward is the limit of differences.
    let pushforward f draw = one Pushforward f draw

    /// The pullback is the transpose of the pushforward, to rounding.
    let transpose f draw = one Transpose f draw

    /// Pushforward and pullback are linear.
    let linear f draw = one Linear f draw

    /// Linearize, Pushforward and Pullback agree, and each leaf alone gives its share.
    let modes f draw = one Modes f draw

    /// The second derivative is symmetric, and agrees over all mixtures of modes and with differences.
    let secondOrder f draw = one SecondOrder f draw

    /// The compiled function and its derivatives agree with the plain ones.
    let compiled f draw = one Compiled f draw

    /// Over a batch it is the loop over the instances.
    let vectorized f draw = one Vectorized f draw

    /// With a checkpoint it is the same function.
    let checkpointed f draw = one Checkpointed f draw

    /// In a scan it is the same function as in a loop.
    let scanned f draw = one Scanned f draw

    /// The gradient of a sum is the sum of gradients.
    let sums f draw = one Sums f draw

    /// The derivative of a composition is the composition of derivatives.
    let chain f draw = one Chain f draw

    /// Arguments in another order have their derivatives in that order.
    let permuted f draw = one Permuted f draw

    /// Called twice, at the same time or out of order, the answers are the same.
    let purity f draw = one Pure f draw

    /// The derivative is zero everywhere.
    let constant f draw = one Constant f draw

    /// The function agrees with another that is known to be right, to rounding.
    let agrees (reference: 'x -> 'y) (f: 'x -> 'y) (draw: Arbitrary<'x>) : Property =
        Prop.forAll draw (fun x -> Compare.close 1e-11 "values" (reference x) (f x))

    /// Checks a property with the options' number of tests, or on the one sample of their replay.
    /// Raises LawException with the smallest counterexample and the seed that replays it: the one line that any test runner needs.
    let check (options: LawOptions) (name: string) (property: Property) : unit = Running.check options name property

    /// All laws of a derivative as a test of any runner, of which `testCase` makes a test of a name and an action:
    /// `let testGrad name = Laws.test testCase name` for Expecto.
    let test (testCase: string -> (unit -> unit) -> 'test) (name: string) (f: 'x -> 'y) (draw: Arbitrary<'x>) : 'test =
        testCase name (fun () -> check LawOptions.Default name (derivative f draw))
