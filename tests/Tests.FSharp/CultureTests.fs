/// Texts are the same whatever the culture of the thread.
module Functional.Tests.CultureTests

open System
open System.Globalization
open System.IO
open Expecto
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Testing
open Functional.Tests.Learning
open Functional.Tests.Files.TensorFileTests

// One that no machine lacks, which writes every part of a number otherwise.
let private strange =
    let culture = CultureInfo.InvariantCulture.Clone() :?> CultureInfo
    let format = culture.NumberFormat
    format.NegativeSign <- "minus"
    format.PositiveSign <- "plus"
    format.NumberDecimalSeparator <- "@"
    format.PercentDecimalSeparator <- "@"
    format.NumberGroupSeparator <- "_"
    format.NaNSymbol <- "none"
    format.PositiveInfinitySymbol <- "endless"
    format.NegativeInfinitySymbol <- "minus endless"
    culture

let private cultures =
    strange
    :: [
        for name in [ "tr-TR"; "de-DE"; "ar-SA"; "fa-IR"; "sv-SE"; "hi-IN" ] -> CultureInfo.GetCultureInfo name
    ]

let private under (culture: CultureInfo) (text: unit -> string) =
    let before = CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture

    try
        CultureInfo.CurrentCulture <- culture
        CultureInfo.CurrentUICulture <- culture
        text ()
    finally
        CultureInfo.CurrentCulture <- fst before
        CultureInfo.CurrentUICulture <- snd before

// What is raised, its own text alone: those of the runtime within are not ours.
let private error f () =
    try
        f ()
        "no error"
    with error ->
        $"{error.GetType().Name}: {error.Message}"

let private vector = Tensor.ofArray [| -1.5; 0.25; 1e-9; 12345.678 |]
let private x2 = Tensor.ofRows [ [ 1.5; -2.5 ]; [ 3.25; 0.5 ] ]

let private tensors: (string * (unit -> string)) list = [
    "numbers", (fun () -> string vector)
    "a number", (fun () -> string (Tensor.scalar -0.5))
    "no numbers", (fun () -> string (Tensor.ofArray [| nan; infinity; -infinity; -0.0 |]))
    "many", (fun () -> string (Tensor.linspace -1.5 2.5 2000))
    "Float32", (fun () -> string (vector.Cast DType.Float32))
    "traced",
    (fun () ->
        let text = ref ""

        AD.grad
            (fun (x: Tensor) ->
                text.Value <- string x
                x.Sum())
            vector
        |> ignore

        text.Value)
    "a real", (fun () -> string (Real -1.5))
    "a dual", (fun () -> string (Dual<Tangent1>(-1.5)))
    "a measured number", (fun () -> string (Scalars.constant -1.5))
    "a derivative", (fun () -> string (Scalars.Derivative(Func<_, _>(fun (x: Real) -> x * 1.5), -0.5)))
    "a scalar program", (fun () -> string (Scalars.trace (fun x -> x[0] * -1.5 + sin x[1]) [| 0.5; 0.25 |]))
    "tolerances", (fun () -> string (SolveOptions(Tolerance = 0.5)))
    "tolerances of equations", (fun () -> string (OdeOptions(RelativeTolerance = 0.5)))
    "a padding", (fun () -> string (Padding(1, 2, 3, 4)))
    "a key", (fun () -> string (Key.Of -1L))
    "an activation of darknet", (fun () -> string (Convolution(1, 2, 3, 4, -1, true, Leaky)))
    "a schedule's state", (fun () -> string { Step = -1; Memory = [| [| vector |] |] })
    "paths of a tree", (fun () -> Params.paths (Map [ -1, vector; 2, vector ]) |> String.concat " ")
    "paths of another", (fun () -> Params.paths (Map [ -1.5, vector; 0.25, vector ]) |> String.concat " ")
]

let private f (x: Tensor) =
    let y = Tensor.Clamp(x * -1.5 + 0.25, -0.5, 0.75)
    let z = Tensor.LeakyRelu(y, 0.125) + Tensor.Elu(y, 1.5) + (y ** -2.5) + Tensor.Combine(-0.5, x, 1.25, y)
    let w = z.Roll(-1, 0).Slice(0, Nullable -1, Nullable(), -1).Norm(0, 1.5)

    Tensor.where (x .> 0.5) z (Tensor.full -7.25 [ 4 ])
    + w
    + Tensor.ofArray [| -0.5; 1.5; nan; infinity |]

let private programs: (string * (unit -> string)) list = [
    let program () = AD.explain f vector
    "the program", (fun () -> string (program ()))
    "DOT", (fun () -> (program ()).ToDot())
    "Mermaid", (fun () -> (program ()).ToMermaid())
    "expressions", (fun () -> (program ()).ToExpression())
    "statistics", (fun () -> string (program ()).Statistics)
    "the page", (fun () -> AD.draw f vector)

    "the expression of a gradient",
    (fun () -> AD.expression (AD.grad (fun (x: Tensor) -> Tensor.sum (-4.5 / x))) vector)

    "the program of a compiled gradient", (fun () -> string (AD.explain (AD.grad (f >> Tensor.sum)) vector))

    "the program of a loop",
    (fun () ->
        Scan.fold (fun (s: Tensor) x -> s * -0.5 + x) (Tensor.scalar -1.5)
        |> fun fold -> string (AD.explain fold vector))

    "draws",
    (fun () ->
        let draw (key: Key) =
            Random.uniform -1.5 2.5 [ 2 ] key
            + Random.truncatedNormal -0.5 1.5 [ 2 ] key
            + Random.bernoulli 0.25 [ 2 ] key

        string (AD.explain draw (Random.key -3)))

    "a random program",
    (fun () -> [ for seed in 1..40 -> string (Programs.ofSeed DType.Float64 2 8 seed) ] |> String.concat "\n")
]

let private refusals: (string * (unit -> string)) list = [
    "reshape", error (fun () -> vector.Reshape(-2, -3) |> ignore)
    "an axis", error (fun () -> vector.Sum -7 |> ignore)
    "an index", error (fun () -> vector[-9] |> ignore)
    "a part", error (fun () -> vector[0..1, -3] |> ignore)
    "places", error (fun () -> vector.Gather [| -5 |] |> ignore)
    "no index", error (fun () -> vector.TakeAlongAxis(Tensor.ofArray [| -0.5 |], 0) |> ignore)
    "classes", error (fun () -> Loss.crossEntropy (Tensor.ofArray [| -1.5; 0.0 |]) x2 |> ignore)
    "a shape", error (fun () -> Tensor.zeros [ 2; -3 ] |> ignore)
    "a dropout", error (fun () -> Layer.dropout -0.5 (Random.key 1) vector |> ignore)
    "bounds", error (fun () -> Random.uniform 2.5 -1.5 [ 2 ] (Random.key 1) |> ignore)
    "an epsilon", error (fun () -> Tensor.LayerNorm(x2, Tensor.ones [ 2 ], Tensor.ones [ 2 ], -0.5) |> ignore)
    "a momentum",
    error (fun () ->
        BatchNorm.train -0.5 (BatchNorm.init DType.Float64 2) (BatchNorm.statistics DType.Float64 2) x2
        |> ignore)
    "a root", error (fun () -> AD.root (fun (x: Tensor) -> x * x + 1.5) (Tensor.scalar 0.5) |> ignore)
    "a fixed point", error (fun () -> AD.fixedPoint (fun (x: Tensor) -> -1.5 * x) (Tensor.scalar 0.5) |> ignore)
    "a linear system", error (fun () -> AD.solveLinear (fun (x: Tensor) -> 0.0 * x) vector |> ignore)
    "times",
    error (fun () -> Ode.solve (fun _ y -> y) (Tensor.scalar 0.5) (Tensor.ofArray [| 0.5; 0.5; -0.25 |]) |> ignore)
    "steps",
    error (fun () ->
        Ode.solveWith
            (OdeOptions(MaxSteps = 2))
            (fun _ y -> -1.5 * y)
            (Tensor.scalar 0.5)
            (Tensor.ofArray [| 0.5; 9.5 |])
        |> ignore)
    "no number", error (fun () -> AD.debug (fun (x: Tensor) -> Tensor.Log(x * 1.5)) vector |> ignore)
    "an infinity", error (fun () -> AD.debug (fun (x: Tensor) -> x / 0.0) vector |> ignore)
    "a factor", error (fun () -> Tensor.Cholesky x2 |> ignore)
    "batches", error (fun () -> Checkpoints.Within -5L |> ignore)
    "numbers", error (fun () -> Numbers(low = 1.5, high = -0.5) |> ignore)
    "a darknet version", (fun () -> string (UnknownVersion("f", -1, -2)))
    "offsets", (fun () -> string (BeyondNumbers("f", "n", -1L, 2)))
    "a plan",
    error (fun () ->
        let plan = [ { Filters = 1; Window = 9; Padding = -1; Pooled = false } ]
        ConvNet.init plan Initializer.heNormal DType.Float64 (1, 3) 1 1 (Random.key 1) |> ignore)
    "a law", (fun () -> string (Check.grads 1 (fun (x: Tensor) -> AD.stopGradient x * -1.5 * x) x2))
]

// Every number that a function of the learning layer refuses.
let private arguments: (string * (unit -> string)) list = [
    for row in ArgumentRows.all do
        for place, (domain, _) in List.indexed row.Arguments do
            for x in [ -1.0; -0.5; nan; -infinity ] do
                if not (domain.Has x) && (not domain.IsWhole || x = -1.0) then
                    let arguments = row.Arguments |> List.mapi (fun i (_, usual) -> if i = place then x else usual)

                    $"{row.Name}, argument {place}: {x}",
                    error (fun () -> row.Call(List.toArray arguments) |> Seq.iter ignore)
]

let private pictures: (string * (unit -> string)) list = [
    "a chart",
    (fun () ->
        Chart.lines false { Title = "t"; X = "x"; Y = "y" } [
            { Name = "a"; Colour = "#000000"; Points = [| -1.5, 0.25; 2.5, -1234.5 |] }
        ]
        |> string)
]

let private same texts =
    for name, text in texts do
        let expected = under CultureInfo.InvariantCulture text

        for culture in cultures do
            Expect.equal (under culture text) expected $"{name} under {culture.Name}"

[<Tests>]
let tests =
    testList "Culture" [
        test "values are written alike" { same tensors }
        test "programs are written alike" { same programs }
        test "errors are written alike" { same refusals }
        test "errors of the learning layer are written alike" { same arguments }
        test "pictures are written alike" { same pictures }

        testTheory "files are written alike, and read back" [ "p.npz"; "p.safetensors" ] (fun name ->
            withFile name (fun file ->
                let tree = Map [ -1.5, vector; 0.25, x2 ]

                let written culture =
                    let text () =
                        Params.save file tree
                        Convert.ToHexString(File.ReadAllBytes file)

                    under culture text

                let expected = written CultureInfo.InvariantCulture

                for culture in cultures do
                    Expect.equal (written culture) expected culture.Name

                    let back () =
                        Params.load file (Params.zerosLike tree)
                        |> Params.leaves
                        |> Seq.map string
                        |> String.concat " "

                    Expect.equal (under culture back) (under CultureInfo.InvariantCulture back) "read back"))
    ]
