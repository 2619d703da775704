namespace Functional.Testing

open System
open System.Runtime.InteropServices
open FsCheck.FSharp
open Functional.Core

/// Which numbers tensors are drawn of. All proportions are of the elements, and 0 unless given.
/// dtype: Float64 unless given.
/// low, high: the range of the plain numbers, −2 to 2 unless given.
/// kinks, margin: plain numbers keep this far from these points, so that no difference reaches across one.
/// zeros (half of them −0), denormals, infinities, nans: proportions of these.
/// ties: the proportion that repeats another element of the tensor.
/// nearKinks: the proportion that lies on a kink or one unit in the last place beside it.
type Numbers
    (
        [<Optional; DefaultParameterValue(DType.Float64)>] dtype: DType,
        [<Optional; DefaultParameterValue(-2.0)>] low: float,
        [<Optional; DefaultParameterValue(2.0)>] high: float,
        [<Optional; DefaultParameterValue(null: float seq | null)>] kinks: float seq | null,
        [<Optional; DefaultParameterValue(0.04)>] margin: float,
        [<Optional; DefaultParameterValue(0.0)>] zeros: float,
        [<Optional; DefaultParameterValue(0.0)>] denormals: float,
        [<Optional; DefaultParameterValue(0.0)>] infinities: float,
        [<Optional; DefaultParameterValue(0.0)>] nans: float,
        [<Optional; DefaultParameterValue(0.0)>] ties: float,
        [<Optional; DefaultParameterValue(0.0)>] nearKinks: float
    ) =

    let kinks =
        match kinks with
        | null -> []
        | some -> List.ofSeq some

    let clear x = kinks |> List.forall (fun kink -> abs (x - kink) >= margin)

    do
        if not (low < high) then
            raise (
                DomainException(FormattableString.Invariant $"Numbers wants low below high, but got {low} and {high}.")
            )

        if not (Seq.exists clear (seq { for i in 0..1000 -> low + (high - low) * float i / 1001.0 })) then
            raise (
                DomainException(
                    FormattableString.Invariant
                        $"Numbers wants room between the kinks, but a margin of {margin} leaves none from {low} to {high}."
                )
            )

    let special: (float * (Random -> float)) list =
        let either (values: float list) (random: Random) = values[random.Next values.Length]
        let least = if dtype = DType.Float32 then float Single.Epsilon else Double.Epsilon

        let next up x =
            if dtype = DType.Float32 then
                float (if up then MathF.BitIncrement(float32 x) else MathF.BitDecrement(float32 x))
            else if up then
                Math.BitIncrement x
            else
                Math.BitDecrement x

        [
            zeros, either [ 0.0; -0.0 ]
            denormals, (fun random -> float (1 + random.Next 1000) * either [ least; -least ] random)
            infinities, either [ infinity; -infinity ]
            nans, either [ nan ]
            (if kinks.IsEmpty then 0.0 else nearKinks),
            (fun random -> let kink = either kinks random in either [ kink; next true kink; next false kink ] random)
        ]

    let rec plain (random: Random) =
        let x = low + (high - low) * random.NextDouble()
        if clear x then x else plain random

    let rec pick (random: Random) at choices =
        match choices with
        | [] -> plain random
        | (proportion, value) :: _ when at < proportion -> value random
        | (proportion, _) :: rest -> pick random (at - proportion) rest

    /// The plain numbers from −2 to 2.
    static member Default = Numbers()

    /// Every kind of number that a function may meet, each in a tenth of the elements; ties in a fifth.
    static member Hostile = Numbers(zeros = 0.1, denormals = 0.1, infinities = 0.1, nans = 0.1, ties = 0.2)

    /// The dtype of what is drawn.
    member _.DType = dtype

    /// Whether a plain number may be this one: in the range and away from the kinks.
    member _.Allows x = low <= x && x <= high && clear x

    /// A tensor of a shape, the same for the same seed.
    member _.Draw(seed: int, shape: int list) : Tensor =
        let random = Random seed
        let count = List.fold (*) 1 shape
        let values = Array.init count (fun _ -> pick random (random.NextDouble()) special)

        for i in 0 .. count - 1 do
            if random.NextDouble() < ties then
                values[i] <- values[random.Next count]

        Tensor.Create(values, List.toArray shape).Cast dtype

    /// Rounder tensors of the same shape: all zero, all one, all whole, of one decimal; then the same element by element.
    member numbers.Rounder(x: Tensor) : Tensor seq =
        let values = x.ToArray()
        let tensor (values: float[]) = Tensor.Create(values, x.Shape.ToArray()).Cast x.DType

        // The size of a number as a counterexample: what it takes to write it down.
        let length (x: float) =
            if x = 0.0 then
                0
            else
                x.ToString("R").TrimStart('-').Length + (if x < 0.0 then 1 else 0)

        let simpler: (float -> float) list = [ (fun _ -> 0.0); (fun _ -> 1.0); Math.Round; (fun x -> Math.Round(x, 1)) ]

        let shorter simpler (old: float) =
            let x: float = simpler old
            if numbers.Allows x && length x < length old then Some x else None

        seq {
            for simpler in simpler do
                let simple = values |> Array.map (fun x -> shorter simpler x |> Option.defaultValue x)

                if simple <> values then
                    tensor simple

            if values.Length > 1 then
                for i in 0 .. values.Length - 1 do
                    for simpler in simpler do
                        match shorter simpler values[i] with
                        | Some x -> tensor (Array.updateAt i x values)
                        | None -> ()
        }
