namespace Functional.Testing

open System
open FsCheck
open FsCheck.FSharp
open Functional.Core

/// A differentiable function drawn at random, with arguments to try it at.
[<Sealed; StructuredFormatDisplay("{Code}")>]
type RandomProgram internal (body: Body) =

    member internal _.Body = body

    /// The arguments that it was drawn with.
    member _.Arguments = body.Sample

    /// Its value.
    member _.Run(arguments: Tensor list) : Tensor = Program.run body arguments

    /// The operations and transforms that it is made of.
    member _.Operations = Program.names body

    /// An F# function f with this body, and its arguments in a list x.
    member _.Code =
        let places = body.Sample |> List.mapi (fun i _ -> $" xs[%d{i}]") |> String.concat ""
        let values = body.Sample |> List.map Term.text |> String.concat "; "
        $"\n{Program.code body}\n\nlet x = [ {values} ]\nlet y = (fun (xs: Tensor list) -> f{places}) x"

    override program.ToString() = program.Code

/// Random well-typed programs over the operations: with shared values, broadcasting, reductions, scans, and transforms within
/// transforms. Every one is smooth at and around its arguments.
[<RequireQualifiedAccess>]
module Programs =

    let private rules =
        List.concat [ Elementwise.rules; Reductions.rules; Shaping.rules; Algebra.rules; Networks.rules ]

    /// The names of all operations and transforms that programs are made of.
    let operations =
        (rules |> List.map _.Name) @ (Control.all |> List.map _.Transform.Title) |> List.distinct

    /// Small, finite numbers in few elements, so that programs stay quick and derivatives of high order moderate.
    let private isModerate (x: Tensor) =
        x.Count > 0 && x.Count <= 24 && x.Rank <= 4 && x.ToArray() |> Array.forall (fun x -> abs x <= 8.0)

    let rec private steps (source: Source) depth count (sample: Tensor list) : Body =
        let values = ResizeArray sample
        let made = ResizeArray()

        // One of the last values, so that most are read.
        let read () = max 0 (values.Count - 1 - source.Next 3)

        let apply () =
            let rule: Rule = source.Pick rules
            let reads = List.init rule.Arity (fun _ -> read ())
            let shapes = reads |> List.map (fun i -> List.ofSeq values[i].Shape)

            rule.Build source shapes (List.mapi (fun i _ -> Term.operand i) reads)
            |> Option.map (fun term ->
                Apply(rule.Name, reads, term), lazy term.Run(reads |> List.map (fun i -> values[i])))

        let nest () =
            let nesting = source.Pick Control.all
            let argument = read ()

            nesting.Inner values[argument]
            |> Option.map (fun own ->
                let captured = if source.Next 2 = 0 then [ read () ] else []
                let outer = captured |> List.map (fun i -> values[i])
                let body = steps source (depth - 1) (1 + source.Next 3) (own @ outer)
                let value = lazy nesting.Transform.Of (fun xs -> Program.run body (xs @ outer)) [ values[argument] ]
                Nest(nesting.Transform, [ argument ], captured, body), value)

        let mutable tries = 10 * count

        while made.Count < count && tries > 0 || made.Count = 0 do
            tries <- tries - 1

            match (if depth > 0 && source.Next 6 = 0 then nest () else apply ()) with
            | Some(step, value) when isModerate value.Value ->
                made.Add step
                values.Add value.Value
            | _ -> ()

        Program.trimmed { Sample = sample; Steps = List.ofSeq made }

    /// The program of a seed, of so many steps at most, each of which may hold programs of few steps down to a depth.
    let ofSeed (dtype: DType) (depth: int) (count: int) (seed: int) =
        let source = Source(Random seed, dtype)
        let shape () = List.init (source.Next 3) (fun _ -> 1 + source.Next 3)
        let sample = List.init (1 + source.Next 2) (fun _ -> source.Tensor(shape ()))
        RandomProgram(steps source depth count sample)

    /// Programs of some ten steps; fewer steps, bodies and transforms are smaller.
    let draw (dtype: DType) : Arbitrary<RandomProgram> =
        let programs =
            Gen.map2
                (fun seed count -> ofSeed dtype 2 (1 + count) seed)
                (Gen.choose (0, Int32.MaxValue))
                (Gen.choose (0, 9))

        let smaller (program: RandomProgram) =
            [ Program.opened; Program.shrink; Program.lifted; Program.passed ]
            |> Seq.collect (fun shrink -> shrink program.Body)
            |> Seq.map RandomProgram

        Arb.fromGenShrink (programs, smaller)

    /// Holds laws of a program at its arguments. Raises LawException.
    let hold (options: LawOptions) (laws: Law list) (seed: int) (program: RandomProgram) : unit =
        Laws.at options laws program.Run program.Arguments seed

    /// The property that laws hold of random programs: the smallest program that fails is printed as the F# that fails so again.
    let property (options: LawOptions) (laws: Law list) (dtype: DType) : Property =
        Laws.sampled 0 (draw dtype) (fun sample ->
            Laws.broken options laws sample.X.Run sample.X.Arguments [] sample.Seed)
