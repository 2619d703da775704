namespace Functional.Testing

open System
open System.Runtime.InteropServices
open Functional.Core

/// How laws are held.
/// tests: how many samples a property tries.
/// slack: a factor on all tolerances, for functions whose derivatives grow fast.
/// order: 2 for functions that may be differentiated twice and more, 1 for once.
/// constants: paths of leaves that are not differentiated, such as ".Labels" or "[1]": indices and masks.
/// step: the widest step of differences, 0.004 in Float64 and 0.03 in Float32 unless given; keep kinks further off than that. What is too steep for it is tried with an eighth and a sixty-fourth.
/// seed: which samples `Laws.check` draws: the same ones for the same name and seed.
/// replay: the sample that a failure named.
[<Sealed>]
type LawOptions
    (
        [<Optional; DefaultParameterValue(30)>] tests: int,
        [<Optional; DefaultParameterValue(1.0)>] slack: float,
        [<Optional; DefaultParameterValue(2)>] order: int,
        [<Optional; DefaultParameterValue(null: string seq | null)>] constants: string seq | null,
        [<Optional; DefaultParameterValue(0.0)>] step: float,
        [<Optional; DefaultParameterValue(0)>] seed: int,
        [<Optional; DefaultParameterValue("")>] replay: string
    ) =
    let constants =
        match constants with
        | null -> Set.empty
        | some -> Set.ofSeq some

    static member Default = LawOptions()
    member _.Tests = tests
    member _.Slack = slack
    member _.Order = order
    member _.Constants = constants
    member _.Seed = seed
    member _.Replay = replay

    /// The widest step of differences for a dtype.
    member _.Step(dtype: DType) =
        if step > 0.0 then step
        else if dtype = DType.Float32 then 0.03
        else 0.004

/// A function at a point, by the leaves of its trees, with directions to differentiate along.
type internal Point = {
    Options: LawOptions
    /// How many times it may be differentiated.
    Order: int
    /// All leaves of the argument, which of them are differentiated, and the function of all.
    Inputs: Tensor list
    IsFree: bool list
    Apply: Tensor list -> Tensor list
    /// The leaves that are differentiated, and their paths.
    Xs: Tensor list
    Paths: string list
    /// A direction and a second one in the argument, a direction in the answer.
    U: Tensor list
    V: Tensor list
    W: Tensor list
    /// Arguments of the same shapes, this one first.
    Instances: Tensor list list
} with

    /// Of all leaves, those that are differentiated.
    member p.Free(inputs: 'leaf list) = List.zip p.IsFree inputs |> List.filter fst |> List.map snd

    /// All leaves, where those that are differentiated are the given ones.
    member p.With(inputs: Tensor list, xs: Tensor list) =
        (xs, List.zip p.IsFree inputs)
        ||> List.mapFold (fun xs (isFree, input) -> if isFree then List.head xs, List.tail xs else input, xs)
        |> fst

    /// The function of the leaves that are differentiated, where the others are those of the given ones.
    member p.Among(inputs: Tensor list) = fun (xs: Tensor list) -> p.Apply(p.With(inputs, xs))

    /// The same with all leaves as arguments of a function that is not differentiated.
    member p.Undifferentiated = { p with Order = 0; IsFree = p.Inputs |> List.map (fun _ -> true); Xs = p.Inputs }

    /// The function of the leaves that are differentiated.
    member p.F(xs: Tensor list) = (p.Among p.Inputs) xs

    /// What numbers of a dtype may be apart by rounding alone, of the size of 1.
    member p.RoundingOf(dtype: DType) = p.Options.Slack * (if dtype = DType.Float32 then 3e-5 else 1e-11)

    /// The same for the narrowest dtype of the point.
    member p.Rounding =
        p.RoundingOf(
            if p.Xs |> List.exists (fun x -> x.DType = DType.Float32) then
                DType.Float32
            else
                DType.Float64
        )

    /// The widest step of differences.
    member p.Step = p.Xs |> List.map (fun x -> p.Options.Step x.DType) |> List.fold max 0.0

module internal Point =

    let push (f: Tensor list -> Tensor list) xs dots = Ad.Pushforward((fun xs -> f xs), xs, dots).Tangent

    let pull (f: Tensor list -> Tensor list) xs bars = Ad.Pullback((fun xs -> f xs), xs).Pullback.Invoke bars

    let gradient (f: Tensor list -> Tensor) xs = Ad.Grad(fun (xs: Tensor list) -> f xs).Invoke xs

    /// The sum of products, of lists of tensors.
    let dot (xs: Tensor list) (ys: Tensor list) =
        List.map2 (fun (x: Tensor) (y: Tensor) -> (x * y).Sum()) xs ys |> List.reduce (+)

    /// The answer's product with the direction w: a function with a scalar answer.
    let weighted (p: Point) xs = dot p.W (p.F xs)

    let private directions seed (tensors: Tensor list) =
        tensors
        |> List.mapi (fun i x -> Numbers(x.DType, -1.0, 1.0).Draw(seed + 7919 * i, List.ofSeq x.Shape))

    /// The function f at x, with directions of the seed, and as further instances those others that have the shapes of x;
    /// where one has not, x moved no further than differences reach.
    let at (options: LawOptions) (f: 'x -> 'y) (x: 'x) (others: 'x list) seed =
        let leaves x = List.ofArray (Tree.Flatten x)
        let inputs, paths = leaves x, List.ofArray (Tree.Paths x)
        let unknown = options.Constants - Set.ofList paths

        if not unknown.IsEmpty then
            raise (TreeException $"LawOptions wants constants among {paths}, but got {Set.toList unknown}.")

        let apply (inputs: Tensor list) = leaves (f (Tree.Rebuild(x, inputs)))

        let p = {
            Options = options
            Order = options.Order
            Inputs = inputs
            IsFree = paths |> List.map (options.Constants.Contains >> not)
            Apply = apply
            Xs = []
            Paths = []
            U = []
            V = []
            W = directions (seed + 2) (apply inputs)
            Instances = []
        }

        let xs = p.Free inputs
        let u, v = directions seed xs, directions (seed + 1) xs
        let kind (inputs: Tensor list) = inputs |> List.map (fun x -> x.Shape, x.DType)

        let instance other direction =
            if other |> Option.exists (fun other -> kind other = kind inputs) then
                other.Value
            else
                p.With(inputs, List.map2 (fun (x: Tensor) (d: Tensor) -> x + options.Step x.DType * d) xs direction)

        let others = List.map leaves others

        {
            p with
                Xs = xs
                Paths = p.Free paths
                U = u
                V = v
                Instances = [ inputs; instance (List.tryItem 0 others) u; instance (List.tryItem 1 others) v ]
        }
