namespace Functional.Testing

open System
open Functional.Core

/// How a value is made of earlier ones, which `Reads` names by number: arguments first, then the steps in order.
type internal Step =
    /// By an operation.
    | Apply of rule: string * reads: int list * term: Term
    /// By a transform of a program of its own. The body reads the transform's arguments, and further values that it captures.
    | Nest of transform: Transform * arguments: int list * captured: int list * body: Body

/// A program: arguments to try it at, and the steps.
and internal Body = { Sample: Tensor list; Steps: Step list }

/// A function of functions, and what it does with a body at its arguments.
and internal Transform = {
    Title: string
    /// The code for the name of the body and those of the arguments.
    Call: string -> string list -> string
    Of: (Tensor list -> Tensor) -> Tensor list -> Tensor
}

/// A program drawn at random: the text of an F# function, and the function.
module internal Program =

    let reads step =
        match step with
        | Apply(_, reads, _) -> reads
        | Nest(_, arguments, captured, _) -> arguments @ captured

    /// The answers of all steps, after the arguments.
    let rec values (body: Body) (arguments: Tensor list) =
        let values = ResizeArray arguments
        let read = List.map (fun i -> values[i])

        for step in body.Steps do
            match step with
            | Apply(_, reads, term) -> values.Add(term.Run(read reads))
            | Nest(transform, arguments, captured, inner) ->
                let captured = read captured
                values.Add(transform.Of (fun xs -> run inner (xs @ captured)) (read arguments))

        List.ofSeq values

    /// The last value.
    and run body arguments = List.last (values body arguments)

    /// The names of the operations and transforms.
    let rec names (body: Body) =
        body.Steps
        |> List.collect (function
            | Apply(rule, _, _) -> [ rule ]
            | Nest(transform, _, _, inner) -> transform.Title :: names inner)

    /// How many operations and transforms there are.
    let size body = (names body).Length

    let private indented = List.map (fun line -> "    " + line)

    /// The lines of the body of a function whose arguments have the given names; `fresh` makes new ones.
    let rec private lines (fresh: unit -> int) (arguments: string list) (body: Body) : string list =
        let names = ResizeArray arguments

        [
            for step in body.Steps do
                let name = $"v{fresh ()}"
                let of' = List.map (fun i -> names[i])

                match step with
                | Apply(_, reads, term) ->
                    let code =
                        reads
                        |> List.indexed
                        |> List.fold (fun (text: string) (i, read) -> text.Replace($"{{{i}}}", names[read])) term.Text

                    $"let {name} = {code}"
                | Nest(transform, arguments, captured, inner) ->
                    let own = List.init (inner.Sample.Length - captured.Length) (fun _ -> $"a{fresh ()}")
                    let signature = own |> List.map (sprintf "(%s: Tensor)") |> String.concat " "
                    $"let f{name} {signature} ="
                    yield! indented (lines fresh (own @ of' captured) inner)
                    "let " + name + " = " + transform.Call ("f" + name) (of' arguments)

                names.Add name

            names[names.Count - 1]
        ]

    /// The program as an F# function of its arguments.
    let code (body: Body) =
        let mutable count = 0

        let fresh () =
            count <- count + 1
            count

        let arguments = [ for i in 0 .. body.Sample.Length - 1 -> $"x{i}" ]
        let signature = arguments |> List.map (sprintf "(%s: Tensor)") |> String.concat " "
        $"let f {signature} =" :: indented (lines fresh arguments body) |> String.concat "\n"

    /// How large the program is: a constant is smaller than an operation, and this than a transform of a program of its own.
    let rec weight body =
        body.Steps
        |> List.sumBy (function
            | Apply("constant", _, _) -> 1
            | Apply _ -> 2
            | Nest(_, _, _, inner) -> 3 + weight inner)

    /// Each number that is read, by another name.
    let private renamed (name: int -> int) steps =
        let read = List.map name

        steps
        |> List.map (function
            | Apply(rule, reads, term) -> Apply(rule, read reads, term)
            | Nest(transform, arguments, captured, inner) -> Nest(transform, read arguments, read captured, inner))

    /// The program without the steps that its answer does not need, and without the captured values that bodies do not read.
    let rec trimmed (body: Body) =
        let count = body.Sample.Length

        let steps =
            body.Steps
            |> List.map (function
                | Nest(t, arguments, captured, inner) -> needing t arguments captured (trimmed inner)
                | step -> step)

        let needed = Array.init (count + steps.Length) (fun i -> i < count || i = count + steps.Length - 1)

        for i, step in List.rev (List.indexed steps) do
            if needed[count + i] then
                for read in reads step do
                    needed[read] <- true

        let places = needed |> Array.scan (fun place needed -> if needed then place + 1 else place) 0
        let kept = List.indexed steps |> List.filter (fun (i, _) -> needed[count + i]) |> List.map snd
        { body with Steps = renamed (Array.get places) kept }

    and private needing transform arguments captured inner =
        let own = inner.Sample.Length - List.length captured
        let read = inner.Steps |> List.collect reads |> Set.ofList
        let isKept i = i < own || read.Contains i

        let places =
            [| 0 .. inner.Sample.Length - 1 |]
            |> Array.scan (fun place i -> if isKept i then place + 1 else place) 0

        let dropped = inner.Sample.Length - places[inner.Sample.Length]

        let name i = if i < inner.Sample.Length then places[i] else i - dropped

        let inner = {
            Sample = inner.Sample |> List.indexed |> List.filter (fst >> isKept) |> List.map snd
            Steps = renamed name inner.Steps
        }

        let captured = captured |> List.indexed |> List.filter (fun (i, _) -> isKept (own + i)) |> List.map snd
        Nest(transform, arguments, captured, inner)

    let private runs body =
        try
            run body body.Sample |> ignore
            true
        with _ ->
            false

    /// Those that are smaller than the program, and run.
    let private less (body: Body) =
        Seq.map trimmed
        >> Seq.filter (fun smaller -> not smaller.Steps.IsEmpty && weight smaller < weight body && runs smaller)

    /// Smaller programs with the same arguments: that end earlier, leave a step out, have a constant in its place, or a smaller body.
    let rec shrink (body: Body) : Body seq =
        let count = body.Sample.Length
        let values = values body body.Sample |> Array.ofList
        let replaced i step = { body with Steps = List.updateAt i step body.Steps }

        seq {
            for length in Seq.distinct [ 1; body.Steps.Length / 2; body.Steps.Length - 1 ] do
                if 0 < length && length < body.Steps.Length then
                    yield { body with Steps = List.truncate length body.Steps }

            for i, step in List.rev (List.indexed body.Steps) do
                let place = count + i

                // What reads the step reads one of its operands, or an argument, of the same shape.
                if i < body.Steps.Length - 1 then
                    for other in Seq.distinct (reads step @ [ 0 .. count - 1 ]) do
                        if values[other].Shape.Equals values[place].Shape then
                            yield {
                                body with
                                    Steps = renamed (fun read -> if read = place then other else read) body.Steps
                            }

                yield replaced i (Apply("constant", [], Term.constant (Tensor.OnesLike values[place])))

                match step with
                | Nest(transform, arguments, captured, inner) ->
                    for smaller in shrink inner do
                        yield replaced i (Nest(transform, arguments, captured, smaller))
                | Apply _ -> ()
        }
        |> less body

    /// Smaller programs with an argument more, which was a constant.
    let lifted (body: Body) : Body seq =
        let count = body.Sample.Length

        let name place read =
            if read = place then count
            elif read < count || read > place then read
            else read + 1

        seq {
            for i, step in List.indexed body.Steps do
                match step with
                | Apply("constant", _, term) when i < body.Steps.Length - 1 ->
                    yield {
                        Sample = body.Sample @ [ term.Run [] ]
                        Steps = renamed (name (count + i)) (List.removeAt i body.Steps)
                    }
                | _ -> ()
        }

    /// Smaller programs in which what reads a step reads an operand of it that has another shape, as far as they run.
    let passed (body: Body) : Body seq =
        let count = body.Sample.Length

        seq {
            for i, step in List.indexed body.Steps do
                if i < body.Steps.Length - 1 then
                    for other in Seq.distinct (reads step) do
                        let name read = if read = count + i then other else read
                        yield { body with Steps = renamed name body.Steps }
        }
        |> less body

    /// Smaller programs in which the steps of a body stand in the place of its transform, as far as they run.
    let opened (body: Body) : Body seq =
        let count = body.Sample.Length

        seq {
            for i, step in List.indexed body.Steps do
                match step with
                | Nest(_, arguments, captured, inner) when arguments.Length + captured.Length = inner.Sample.Length ->
                    let place, more = count + i, inner.Steps.Length - 1
                    let given = List.toArray (arguments @ captured)
                    let within read = if read < given.Length then given[read] else place + read - given.Length
                    let after read = if read < place then read else read + more
                    let before, rest = List.splitAt i body.Steps
                    let steps = before @ renamed within inner.Steps @ renamed after rest.Tail
                    yield { body with Steps = steps }
                | _ -> ()
        }
        |> less body
