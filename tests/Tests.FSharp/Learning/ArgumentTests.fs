module Functional.Tests.Learning.ArgumentTests

open System
open System.Reflection
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Learning.ArgumentRows

let private reals = [ 0.0; -0.0; -1.0; -0.5; 0.5; 1.0; 2.0; nan; infinity; -infinity ]
let private wholes = [ 0; 1; 2; -1; -2; Int32.MinValue ] |> List.map float

let private candidates (domain: Domain) =
    match domain with
    | Size _ -> wholes
    | _ when domain.IsWhole -> float Int32.MaxValue :: wholes
    | _ -> reals

// The text of a number as the errors have it.
let private text (domain: Domain) (x: float) =
    if domain.IsWhole then
        string (int x)
    else
        x.ToString Globalization.CultureInfo.InvariantCulture

let private heldTo (row: ArgumentRow) =
    for place, (domain, _) in List.indexed row.Arguments do
        for x in candidates domain do
            let arguments = row.Arguments |> List.mapi (fun i (_, usual) -> if i = place then x else usual)
            let call = $"{row.Name} {arguments}"

            let answer =
                try
                    Ok(List.ofSeq (row.Call(List.toArray arguments)))
                with error ->
                    Error error

            match answer with
            | Ok answer ->
                Expect.isTrue
                    (domain.Has x)
                    $"{call} has an answer, though {x} is outside the domain of argument {place}"

                Expect.all answer Double.IsFinite $"{call} is finite"
            | Error error ->
                Expect.isFalse (domain.Has x) $"{call} is refused: {error}"

                Expect.isTrue
                    (error :? FunctionalException)
                    $"{call} wants an error of the library's own, but raises {error}"

                Expect.stringContains error.Message (text domain x) $"{call} names the number"

let private isNumber (p: ParameterInfo) = p.ParameterType = typeof<int> || p.ParameterType = typeof<float>

/// Functions with numbers among their arguments, in the modules beside those of the language, which pass their arguments on to the core.
let private functions =
    let language =
        set [
            "AD"
            "Scan"
            "Ode"
            "Tensor"
            "Random"
            "Params"
            "Scalars"
            "Elements"
            "Masks"
            "Measured"
            "TensorSlicing"
        ]

    [
        for info in typeof<Dense>.Assembly.GetExportedTypes() do
            let name =
                if info.Name.EndsWith("Module", StringComparison.Ordinal) then
                    info.Name[.. info.Name.Length - 7]
                else
                    info.Name

            let isCase = Reflection.FSharpType.IsUnion info

            if not (language.Contains name || info.IsNested || isCase) then
                for f in info.GetMethods(BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly) do
                    if Array.exists isNumber (f.GetParameters()) then
                        $"{name}.{f.Name}"
    ]
    |> List.distinct

/// Functions of the language's modules that take nothing but tensors, keys, dtypes and numbers, one by one or listed.
let private passing =
    let samples: (Type * obj) list = [
        typeof<Tensor>, box (Tensor.ofRows [ [ 0.0; 1.0 ]; [ 1.0; 0.0 ] ])
        typeof<Key>, box (Random.key 1)
        typeof<DType>, box DType.Float64
        typeof<int>, box 1
        typeof<float>, box 0.5
        typeof<int seq>, box [ 0; 1 ]
        typeof<int[]>, box [| 0; 1 |]
        typeof<int option>, box (Some 1)
    ]

    let sample (p: ParameterInfo) =
        samples |> List.tryFind (fun (info, _) -> info = p.ParameterType) |> Option.map snd

    [
        for info in typeof<Dense>.Assembly.GetExportedTypes() do
            if info.Name = "Random" || info.Name = "Tensor" || info.Name = "TensorSlicing" then
                for f in info.GetMethods(BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly) do
                    let arguments = f.GetParameters() |> Array.map sample

                    if not f.ContainsGenericParameters && Array.forall Option.isSome arguments then
                        f, Array.map Option.get arguments
    ]

// The numbers in the place of a sample. The largest are left to the law of sizes, which bounds memory.
let private instead (sample: obj) : obj list =
    match sample with
    | :? int -> [ for n in [ 0; -1; -2; Int32.MinValue ] -> box n ]
    | :? float -> List.map box reals
    | :? (int list) -> [ for n in [ 0; -1; Int32.MinValue ] -> box [ n; 1 ] ]
    | :? (int[]) -> [ for n in [ 0; -1; Int32.MinValue ] -> box [| n; 1 |] ]
    | :? option<int> -> [ for n in [ 0; -1; Int32.MinValue; Int32.MaxValue ] -> box (Some n) ]
    | _ -> []

// Data, not arguments: a section of a file that is read has been checked by its reader.
let private unchecked' = set [ "DarknetConfig.number" ]

[<Tests>]
let tests =
    testList "Arguments" [
        testList "a number outside the domain is a typed error, one within gives finite numbers" [
            for row in all -> testCase row.Name (fun () -> heldTo row)
        ]

        test "every function of the learning layer with a number among its arguments has a row" {
            let rows = all |> List.map _.Name |> set
            Expect.equal (functions |> List.filter (fun f -> not (rows.Contains f || unchecked'.Contains f))) [] ""
        }

        test "functions of the language give an answer for any number, or an error of the library's own" {
            Expect.isGreaterThan passing.Length 60 "functions"

            for f, arguments in passing do
                for place in 0 .. arguments.Length - 1 do
                    for other in instead arguments[place] do
                        let given = Array.updateAt place other arguments
                        let call = $"%s{f.Name} %A{given}"

                        try
                            f.Invoke(null, given) |> ignore
                        with :? TargetInvocationException as error ->
                            match error.InnerException with
                            | :? FunctionalException -> ()
                            | other -> failtest $"{call}: {other}"
        }

        test "an empty batch leaves the running statistics as they are" {
            let running = RunningStatistics(Tensor.ofArray [| 3.0; 4.0 |], Tensor.ofArray [| 5.0; 6.0 |])
            let train x = BatchNorm.train 0.9 (BatchNorm.init DType.Float64 2) running x

            for shape in [ [ 0; 2 ]; [ 0; 2; 3 ]; [ 4; 2; 0 ] ] do
                let struct (y, moved) = train (Tensor.zeros shape)
                Expect.equal (Tensor.shape y) shape "shape"
                Expect.equal moved running "as they were"

                let compiled =
                    AD.compile (fun x ->
                        let struct (y, moved) = train x
                        y, moved.Mean, moved.Variance)

                let _, mean, variance = compiled (Tensor.zeros shape)
                Expect.equal (RunningStatistics(mean, variance)) running "compiled"

            let slope =
                AD.grad
                    (fun (p: Norm) ->
                        let struct (y, _) = BatchNorm.train 0.9 p running (Tensor.zeros [ 0; 2 ]) in Tensor.sum y)
                    (BatchNorm.init DType.Float64 2)

            Expect.equal (Tensor.toArray slope.Scale) [| 0.0; 0.0 |] "slope"
        }

        testTheory
            "a tolerance, a number of steps that is not positive is refused where it is written"
            [ "0", 0.0; "negative", -1.0; "NaN", nan; "infinite", infinity ]
            (fun (name, x) ->
                let refused (f: unit -> obj) = Expect.throwsT<DomainException> (fun () -> f () |> ignore) name
                refused (fun () -> SolveOptions(Tolerance = x))
                refused (fun () -> SolveOptions(LinearTolerance = x))
                refused (fun () -> OdeOptions(RelativeTolerance = x))
                refused (fun () -> OdeOptions(AbsoluteTolerance = x))
                refused (fun () -> SolveOptions(MaxSteps = min 0 (int x)))
                refused (fun () -> SolveOptions(MaxProducts = min 0 (int x)))
                refused (fun () -> OdeOptions(MaxSteps = min 0 (int x))))

        test "a schedule of one's own whose number is not finite is an error that names the step" {
            let rule = Optimizer.scheduled (fun t -> if t = 1 then nan else 1.0)
            let p = Tensor.ones [ 2 ]
            let p, s = Optimizer.update rule (Optimizer.init rule p) p p

            Expect.throwsC (fun () -> Optimizer.update rule s p p |> ignore) (fun e ->
                Expect.equal e.Message "Rule.scaleBy wants a finite number of the schedule at step 1, but got NaN." "")
        }

        test "an epoch without batches is an error instead of a loss that is not a number" {
            let plan: TrainingPlan<Tensor, Tensor> =
                Training.plan (Optimizer.sgd 0.1) (fun x p -> Tensor.sum (p * x)) (fun _ -> Seq.empty)

            Expect.throwsT<DomainException>
                (fun () -> Training.run plan (Random.key 1) (Tensor.ones [ 2 ]) |> ignore)
                ""

            let none = { plan with Epochs = -1 }

            Expect.throwsT<DomainException>
                (fun () -> Training.run none (Random.key 1) (Tensor.ones [ 2 ]) |> ignore)
                ""
        }

        testTheory "labels that are no classes are errors" [ -1.0; 2.0; 0.5; nan; infinity ] (fun label ->
            let labels, scores = Tensor.ofArray [| 0.0; label |], Tensor.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
            Expect.throwsT<DomainException> (fun () -> Metrics.accuracy labels scores |> ignore) "accuracy"
            Expect.throwsT<DomainException> (fun () -> Metrics.topAccuracy 1 labels scores |> ignore) "top"
            Expect.throwsT<DomainException> (fun () -> Metrics.confusion 2 labels scores |> ignore) "confusion")

        test "lists of sizes that make no network are errors" {
            let refused f = Expect.throwsC f (fun e -> Expect.isTrue (e :? FunctionalException) (string e))
            let he = Initializer.heNormal
            let key = Random.key 1

            for sizes in [ []; [ 3 ] ] do
                refused (fun () -> Mlp.init he DType.Float64 sizes key |> ignore)
                refused (fun () -> NormedMlp.init he DType.Float64 sizes key |> ignore)

            refused (fun () -> LstmNet.init he DType.Float64 2 [] 2 key |> ignore)
            refused (fun () -> Lstm.init he DType.Float64 1 (1 <<< 30) key |> ignore)
            refused (fun () -> Fans.Conv(1 <<< 16, 1, 1 <<< 16, 1) |> ignore)

            refused (fun () ->
                Examples.take [| -1 |] { Inputs = Tensor.ones [ 2 ]; Targets = Tensor.ones [ 2 ] } |> ignore)

            refused (fun () -> Metrics.confusionText [ "a" ] (Array2D.zeroCreate 2 2) |> ignore)
            Expect.equal (Metrics.confusionText [] (Array2D.zeroCreate 0 0)) "" "no class, no text"
        }
    ]
