/// Our tool for the public benchmark, as the benchmark uses it: lines of JSON in, lines of JSON out. Its answers at small inputs are held against plain loops
/// and their extrapolated differences.
module Functional.Tests.GradBench.GradBenchTests

open System
open System.IO
open System.Text
open System.Text.Json.Nodes
open System.Text.RegularExpressions
open Expecto
open Functional.GradBench
open Functional.GradBench.Protocol
open Functional.Tests.Docs.Generated
open Functional.Tests.GradBench

let private samples =
    lazy (Path.Combine(AppContext.BaseDirectory, "samples.json") |> File.ReadAllText |> JsonNode.Parse)

let private sample (name: string) = samples.Value[name].DeepClone()

let private serve (messages: string list) =
    use output = new MemoryStream()
    Session.Serve(new StringReader(String.Join("\n", messages)), output, TextWriter.Null)

    Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split '\n'
    |> Array.map (fun line -> JsonNode.Parse line)
    |> List.ofArray

let private evaluation (name: string) (f: string) (input: JsonNode) =
    let message = JsonObject()
    message["id"] <- 7
    message["kind"] <- "evaluate"
    message["module"] <- name
    message["function"] <- f

    match input with
    | :? JsonObject as o ->
        o["min_runs"] <- 3
        o["min_seconds"] <- 0
    | _ -> ()

    message["input"] <- input
    message.ToJsonString()

let private answer name f input =
    let response = serve [ evaluation name f input ] |> List.exactlyOne
    Expect.isTrue (response["success"].GetValue<bool>()) (string response)
    response["output"]

let rec private numbers (node: JsonNode) : float list =
    match node with
    | :? JsonArray as list -> list |> Seq.collect numbers |> List.ofSeq
    | :? JsonObject as o -> o |> Seq.collect (fun entry -> numbers entry.Value) |> List.ofSeq
    | number -> [ number.GetValue<float>() ]

let private flat (input: JsonNode) (names: string list) =
    names |> List.collect (fun name -> numbers input[name]) |> Array.ofList

let private rows (node: JsonNode) = [| for row in node.AsArray() -> numbers row |> Array.ofList |]
let private int' (input: JsonNode) (name: string) = int (input[name].GetValue<float>())

/// ∂f/∂pᵢ by central differences, extrapolated once.
let private slopes (f: float[] -> float) (p: float[]) =
    let along i h =
        let at sign = f (Array.mapi (fun j x -> if i = j then x + sign * h else x) p)
        (at 1.0 - at -1.0) / (2.0 * h)

    [ for i in 0 .. p.Length - 1 -> (4.0 * along i 5e-4 - along i 1e-3) / 3.0 ]

let private agree what tolerance (actual: float list) (expected: float list) =
    Expect.equal actual.Length expected.Length $"{what}: as many numbers"
    let scale = expected |> List.map abs |> List.max |> max 1e-3
    let far = List.map2 (fun (a: float) b -> abs (a - b)) actual expected |> List.max
    Expect.isLessThan (far / scale) tolerance $"{what}: %A{actual} for %A{expected}"

/// A scalar function of the numbers under some names, and its gradient in their order.
let private scalar name (value, gradient) names objective =
    test name {
        let input = sample name
        let p, f = flat input names, objective input
        agree "value" 1e-12 (numbers (answer name value (sample name))) [ f p ]
        agree "gradient" 1e-8 (numbers (answer name gradient (sample name))) (slopes f p)
    }

let private residuals
    name
    names
    (objective: JsonNode -> float[] -> float[])
    (arrange: JsonNode -> float list list -> float list)
    input
    =
    test name {
        let p, f = flat (input ()) names, objective (input ())
        agree "residuals" 1e-12 (numbers (answer "ht" "objective" (input ()))) (List.ofArray (f p))
        let jacobian = [ for row in 0 .. (f p).Length - 1 -> slopes (fun p -> (f p)[row]) p ]
        agree "Jacobian" 1e-8 (numbers (answer "ht" "jacobian" (input ()))) (arrange (input ()) jacobian)
    }

let private hand (input: JsonNode) : Naive.Hand =
    let data = input["data"]
    let model = data["model"]
    let matrices (node: JsonNode) = [| for matrix in node.AsArray() -> rows matrix |]
    let ints (node: JsonNode) = node |> rows |> Array.map (Array.map int)

    {
        Parents = numbers model["parents"] |> List.map int |> Array.ofList
        Relatives = matrices model["base_relatives"]
        Inverses = matrices model["inverse_base_absolutes"]
        Positions = rows model["base_positions"]
        Weights = rows model["weights"]
        Mirrored = model["is_mirrored"].GetValue<bool>()
        Triangles = ints model["triangles"]
        Correspondences = numbers data["correspondences"] |> List.map int |> Array.ofList
        Points = rows data["points"]
    }

let private withoutPlaces () =
    let input = sample "ht"
    input["us"] <- JsonArray()
    input

let private objectives =
    testList "objectives" [
        scalar "llsq" ("primal", "gradient") [ "x" ] (fun input -> Naive.llsq (int' input "n"))
        scalar "lse" ("primal", "gradient") [ "x" ] (fun _ -> Naive.lse)

        scalar "gmm" ("objective", "jacobian") [ "alpha"; "mu"; "q"; "l" ] (fun input ->
            Naive.gmm
                (int' input "k")
                (int' input "d")
                (int' input "m")
                (input["gamma"].GetValue<float>())
                (rows input["x"]))

        scalar "lstm" ("objective", "jacobian") [ "main_params"; "extra_params" ] (fun input ->
            Naive.lstm (rows input["state"]) (rows input["sequence"]))

        scalar "det" ("primal", "gradient") [ "A" ] (fun input -> Naive.det (int' input "ell"))

        test "det of a matrix whose minors are taken one after another" {
            let ell = 9
            let random = Random 1

            let a =
                Array.init (ell * ell) (fun i -> (if i % (ell + 1) = 0 then 1.0 else 0.0) + 0.3 * random.NextDouble())

            let matrix = MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfRowMajor(ell, ell, a)

            let input () =
                let input = JsonObject()
                input["ell"] <- ell
                input["A"] <- JsonArray [| for x in a -> JsonValue.Create x :> JsonNode |]
                input

            agree "value" 1e-12 (numbers (answer "det" "primal" (input ()))) [ matrix.Determinant() ]
            let expected = matrix.Determinant() * matrix.Inverse().Transpose()

            agree
                "gradient"
                1e-12
                (numbers (answer "det" "gradient" (input ())))
                (List.ofArray (expected.ToRowMajorArray()))
        }

        test "kmeans" {
            let input = sample "kmeans"
            let f = Naive.kmeans 3 (rows input["points"])
            let p = flat input [ "centroids" ]
            agree "cost" 1e-12 (numbers (answer "kmeans" "cost" (sample "kmeans"))) [ f p ]
            // The function is a square along each coordinate, so that second differences are exact.
            let curvature i =
                let at h = f (Array.mapi (fun j x -> if i = j then x + h else x) p)
                (at 1e-3 - 2.0 * at 0.0 + at -1e-3) / 1e-6

            let direction = slopes f p |> List.mapi (fun i slope -> slope / curvature i)
            agree "direction" 1e-6 (numbers (answer "kmeans" "dir" (sample "kmeans"))) direction
        }

        test "ode" {
            let input = sample "ode"
            let f = Naive.ode (int' input "s")
            let x = flat input [ "x" ]
            agree "solution" 1e-12 (numbers (answer "ode" "primal" (sample "ode"))) (List.ofArray (f x))
            agree "gradient" 1e-8 (numbers (answer "ode" "gradient" (sample "ode"))) (slopes (f >> Array.last) x)
        }

        test "ba" {
            let input = sample "ba"
            let n, m, p = int' input "n", int' input "m", int' input "p"

            let feature, one =
                flat input [ "feat" ], Array.append (flat input [ "cam"; "x" ]) [| input["w"].GetValue<float>() |]

            let f = Naive.ba feature
            let w = Array.last one
            let errors = answer "ba" "objective" (sample "ba")
            agree "errors" 1e-12 (numbers errors["reproj_error"]) [ yield! f one; float p ]
            agree "weight error" 1e-12 (numbers errors["w_err"]) [ 1.0 - w * w; float p ]
            let jacobian = answer "ba" "jacobian" (sample "ba")
            let rows = [ for axis in 0..1 -> slopes (fun p -> (f p)[axis]) one ]
            agree "values" 1e-8 (numbers jacobian["vals"]) [ yield! List.concat rows; -2.0 * w ]
            let ends = [ for row in 0..29 -> float (if row < 2 * p then 15 * row else 28 * p + row) ]
            agree "rows" 1e-15 (numbers jacobian["rows"]) [ yield! ends[.. min 29 (3 * p)]; float (31 * p) ]
            let columns = [ yield! [ 0..10 ]; yield! [ 11 * n .. 11 * n + 2 ]; 11 * n + 3 * m ] |> List.map float

            agree "columns" 1e-15 (numbers jacobian["cols"]) [
                yield! columns
                yield! columns
                float (11 * n + 3 * m + p - 1)
            ]
        }

        residuals "ht, points on vertices" [ "theta" ] (hand >> Naive.ht) (fun _ -> List.concat) withoutPlaces

        residuals
            "ht, points on triangles"
            [ "theta"; "us" ]
            (hand >> Naive.ht)
            (fun _ ->
                // Of the places only the point's own two are told, first.
                List.mapi (fun row (slopes: float list) ->
                    let own = 26 + 2 * (row / 3)
                    [ slopes[own]; slopes[own + 1]; yield! slopes[..25] ])
                >> List.concat)
            (fun () -> sample "ht")

        for modes in [ "rr"; "rf"; "fr"; "ff" ] do
            test $"particle {modes}" {
                agree "control" 1e-12 (numbers (answer "particle" modes (sample "particle"))) [ 0.2071918746486116 ]
            }

            test $"saddle {modes}" {
                let expected = List.replicate 4 8.246324826140356e-06
                agree "point" 1e-12 (numbers (answer "saddle" modes (sample "saddle"))) expected
            }

        test "hello" {
            agree "square" 1e-15 (numbers (answer "hello" "square" (JsonValue.Create 3.0))) [ 9.0 ]
            agree "double" 1e-15 (numbers (answer "hello" "double" (JsonValue.Create 3.0))) [ 6.0 ]
        }
    ]

let private protocol =
    testList "protocol" [
        test "every message is answered under its number, whatever its kind" {
            let ids =
                serve [
                    """{"id":0,"kind":"start","eval":"hello"}"""
                    """{"id":1,"kind":"define","module":"hello"}"""
                    """{"id":2,"kind":"analysis","of":1,"valid":true}"""
                    """{"id":3,"kind":"something new"}"""
                ]
                |> List.map (fun response -> response["id"].GetValue<int>())

            Expect.equal ids [ 0..3 ] "numbers"
        }

        test "an eval that is not here is not defined" {
            let response = serve [ """{"id":1,"kind":"define","module":"nothing"}""" ] |> List.exactlyOne
            Expect.isFalse (response["success"].GetValue<bool>()) "success"
            Expect.stringContains (response["error"].GetValue<string>()) "There is no eval 'nothing'" "error"
        }

        test "a run is timed as often as wished" {
            let response = serve [ evaluation "lse" "gradient" (sample "lse") ] |> List.exactlyOne
            let names = [ for timing in response["timings"].AsArray() -> timing["name"].GetValue<string>() ]
            Expect.equal names [ "prepare"; "evaluate"; "evaluate"; "evaluate" ] "timings"
        }

        test "a bad input is an error, and the session goes on" {
            let bad = evaluation "lse" "gradient" (JsonNode.Parse """{"x":[1,"two"]}""")
            let infinite = evaluation "llsq" "primal" (JsonNode.Parse """{"x":[1e308,1e308],"n":4}""")
            let responses = serve [ bad; infinite; evaluation "hello" "square" (JsonValue.Create 2.0) ]
            let successes = responses |> List.map (fun response -> response["success"].GetValue<bool>())
            Expect.equal successes [ false; false; true ] "success"

            Expect.isFalse
                (responses |> List.exists (fun r -> not (isNull r["output"]) && not (isNull r["error"])))
                "either"
        }
    ]

let private pages =
    testList "pages" [
        test "docs/benchmark.md quotes the objectives" {
            let folder = Path.Combine(repository, "bench/GradBench/Objectives")
            let squeeze (text: string) = Regex.Replace(text, @"\s+", "")
            let sources = Directory.GetFiles folder |> Array.map (File.ReadAllText >> squeeze) |> String.concat "\n"
            let page = File.ReadAllText(Path.Combine(repository, "docs/benchmark.md"))

            let quoted = [
                for fence in Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline) do
                    yield!
                        fence.Groups[1].Value.Split '\n' |> Seq.map squeeze |> Seq.filter (fun line -> line.Length > 1)
            ]

            Expect.isGreaterThan quoted.Length 10 "lines"
            Expect.isEmpty (quoted |> List.filter (fun line -> not (sources.Contains line))) "lines of no file"
        }

        test "no objective is longer than eighty lines" {
            let files = Directory.GetFiles(Path.Combine(repository, "bench/GradBench/Objectives"))

            let long =
                files
                |> Array.filter (fun file -> (File.ReadAllLines file).Length > 80)
                |> Array.map Path.GetFileName

            Expect.isEmpty long "files"
        }
    ]

[<Tests>]
let tests = testList "GradBench" [ objectives; protocol; pages ]
