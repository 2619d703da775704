/// The numbers that keys give, pinned: a change of one bit is a change of every user's results.
/// The values are those of another program, in Python, after the documentation of Key.
module Functional.Tests.Random.ValueTests

open System
open Expecto
open Functional.Core
open Functional.Core.Kernels

let private key = Key.Of 42L
let private singles (x: Tensor) = x.ToArray()
let private float32s = Array.map (float32 >> float)

/// Φ⁻¹ and ln of another library may differ from ours in the last bits.
let private closeTo name expected (actual: Tensor) =
    for a, b in Array.zip (actual.ToArray()) expected do
        Expect.floatClose { absolute = 0.0; relative = 4e-15 } a b name

let private message kind expected f =
    Expect.throwsC f (fun error ->
        Expect.equal error.Message expected "message"
        Expect.equal (error.GetType()) kind "type")

let private domain = message typeof<DomainException>

let private uniform64 = [|
    0.4267275666499092
    0.10015824060222667
    0.19643804153695055
    0.39141026336025375
    0.7247435814901916
|]

let private uniform32 = [|
    0.42672756675165147
    0.06302018032874912
    0.10015824052970856
    0.811462877667509
    0.1964380416320637
|]

[<Tests>]
let values =
    testList "Random values" [
        test "uniform numbers never change" {
            Expect.equal (singles (key.Uniform [| 5 |])) uniform64 "Float64"
            Expect.equal (singles (key.Uniform([| 5 |], dtype = DType.Float32))) (float32s uniform32) "Float32"

            Expect.equal
                (singles (key.Uniform([| 5 |], -1.0, 3.0)))
                (uniform64 |> Array.map (fun u -> -1.0 + 4.0 * u))
                "bounds"
        }

        test "normal numbers are the normal quantiles of the uniform ones" {
            let normal64 = [|
                -0.1847117452819115
                -1.280650421548447
                -0.85441320284043
                -0.2756452816745115
                0.5969918274181047
            |]

            let normal32 = [|
                -0.1847117450224935
                -1.5299045351035223
                -1.280650421961183
                0.8832999243640813
                -0.8544132024969886
            |]

            closeTo "Float64" normal64 (key.Normal [| 5 |])
            Expect.equal (singles (key.Normal([| 5 |], DType.Float32))) (float32s normal32) "Float32"
        }

        test "the bits of normal, truncated and Gumbel numbers never change" {
            let bits (x: Tensor) = x.ToArray() |> Array.map (fun x -> $"{BitConverter.DoubleToInt64Bits x:x16}")

            Expect.equal
                (bits (key.Normal [| 3 |]))
                [| "bfc7a4a26c962155"; "bff47d8b4be28c10"; "bfeb575a5b6f0c60" |]
                "normal"

            Expect.equal
                (bits (key.TruncatedNormal [| 3 |]))
                [| "bfc68e4cb3103600"; "bff2eeac2b40dc9e"; "bfe9c71801b3e627" |]
                "truncated"

            Expect.equal
                (bits (key.Gumbel [| 3 |]))
                [| "3fc48f6eaaf61cf7"; "bfeaaac43a95f4ab"; "bfdf2ad29f236606" |]
                "Gumbel"
        }

        test "truncated normal and Gumbel numbers follow their formulas" {
            closeTo
                "truncated"
                [| -0.17621763938261387; -1.183269661863768; -0.8055534394508796 |]
                (key.TruncatedNormal [| 3 |])

            closeTo "Gumbel" [| 0.16062720630382163; -0.8333455223324983; -0.4869886926731798 |] (key.Gumbel [| 3 |])
        }

        test "masks, whole numbers and permutations never change" {
            Expect.equal (singles (key.Bernoulli(0.4, [| 5 |]))) [| 0; 1; 1; 0; 1 |] "mask"
            Expect.equal (singles (key.Integers(-10L, 20L, [| 5 |]))) [| 2; -7; -5; 1; 11 |] "whole numbers"
            Expect.equal (singles (key.Integers(-10L, 20L, [| 5 |], DType.Float32))) [| 2; -7; -5; 1; 11 |] "Float32"
            Expect.equal (key.Permutation 10) [| 7; 6; 0; 1; 9; 2; 5; 4; 8; 3 |] "permutation"
        }

        test "the first numbers of a long draw are those of a short one, whatever the shape" {
            for dtype in [ DType.Float32; DType.Float64 ] do
                let draws: (string * (int[] -> Tensor)) list = [
                    "uniform", (fun shape -> key.Uniform(shape, dtype = dtype))
                    "normal", (fun shape -> key.Normal(shape, dtype))
                    "mask", (fun shape -> key.Bernoulli(0.5, shape, dtype))
                    "whole numbers", (fun shape -> key.Integers(0L, 100L, shape, dtype))
                ]

                for name, draw in draws do
                    let many = singles (draw [| 3; 1111 |])

                    for n in [ 0; 1; 2; 511; 512; 513; 1023; 1025 ] do
                        Expect.equal (singles (draw [| n |])) many[.. n - 1] $"{name}, {n} of {dtype}"

                Expect.equal (key.Uniform([||], dtype = dtype)).Rank 0 "a scalar"
        }

        test "draws by many threads are those of one" {
            let one = singles (key.Normal [| 10_000 |])
            let many = Array.Parallel.init 32 (fun _ -> singles (key.Normal [| 10_000 |]))
            Expect.all many ((=) one) "pure"
        }

        test "classes are drawn along any axis, and never where the logit is −∞" {
            let logits = Array2D.init 50 4 (fun _ k -> if k % 2 = 0 then -infinity else float k)
            let flat (x: float[,]) = x |> Seq.cast<float> |> Array.ofSeq
            let rows = key.Categorical(Tensor.Create(flat logits, 50, 4))
            Expect.equal rows.Shape (Shape 50) "the axis goes"
            Expect.all (singles rows) (fun k -> k = 1.0 || k = 3.0) "only odd classes"

            let columns = Array2D.init 4 50 (fun k i -> logits[i, k])
            let drawn = key.Categorical(Tensor.Create(flat columns |> Array.map float32, 4, 50), 0)
            Expect.equal drawn.Type (TensorType(Shape 50, DType.Float32)) "the dtype stays"
            Expect.all (singles drawn) (fun k -> k = 1.0 || k = 3.0) "only odd classes"
        }

        test "classes are constant to a gradient" {
            let draw (x: Tensor) = (key.Categorical x * 2.0 + x.Sum()).Sum()
            let gradient = Ad.Grad(fun (x: Tensor) -> draw x).Invoke(Tensor.Create [| 1.0; 2.0; 3.0 |])
            Expect.equal gradient (Tensor.Ones [| 3 |]) "only through the sum"
        }

        test "each example of a batch draws with the same noise" {
            let logits = Tensor.Create [| [| 0.0; 1.0; 2.0 |]; [| 2.0; 1.0; 0.0 |] |]
            let drawn = Ad.Vectorize(fun (x: Tensor) -> key.Categorical x).Invoke logits
            let expected = [| for i in 0..1 -> (key.Categorical logits[i]).ToScalar() |]
            Expect.equal (singles drawn) expected "as one by one"
        }

        test "a logit of +∞ is always drawn" {
            let logits = Tensor.Create [| 1e300; infinity; 5.0 |]
            Expect.equal (key.Categorical(logits).ToScalar()) 1.0 "class 1"
        }
    ]

[<Tests>]
let accuracy =
    testList "Normal distribution" [
        test "Φ agrees with ½ erfc(−x/√2)" {
            // By Python's math.erfc; rounding the argument −x/√2 alone costs x² units in the last place.
            let published = [
                -20.0, 2.7536241186063314e-89
                -8.2, 1.2019351542735898e-16
                -6.0, 9.865876450377012e-10
                -5.0, 2.866515718791946e-07
                -3.5, 0.00023262907903552504
                -3.0, 0.0013498980316300957
                -2.9, 0.0018658133003840384
                -2.0, 0.02275013194817922
                -1.0, 0.15865525393145707
                0.0, 0.5
                0.1, 0.539827837277029
                1.0, 0.8413447460685429
                2.99, 0.9986051127645077
                5.0, 0.9999997133484281
            ]

            for x, expected in published do
                let tolerance = 2.3e-16 * (16.0 + 4.0 * x * x)

                Expect.floatClose
                    { absolute = 0.0; relative = tolerance }
                    (NormalDistribution.Cumulative x)
                    expected
                    $"{x}"

            Expect.equal
                (List.map NormalDistribution.Cumulative [ -infinity; infinity; -40.0; 40.0 ])
                [ 0; 1; 0; 1 ]
                "ends"

            Expect.isTrue (Double.IsNaN(NormalDistribution.Cumulative nan)) "NaN"
        }

        test "the quantile is the inverse of Φ, and odd about ½" {
            for i in 1..2000 do
                let p = if i <= 1000 then 0.5 * float i / 1000.0 else 2.0 ** -(float (i - 1000) * 0.5)
                let x = NormalDistribution.Quantile p
                // A step of x by one unit changes Φ by about x² relative.
                let tolerance = 4e-16 * (10.0 + 4.0 * x * x)
                Expect.floatClose { absolute = 0.0; relative = tolerance } (NormalDistribution.Cumulative x) p $"{p}"

                if i <= 1000 then
                    let other = NormalDistribution.Quantile(1.0 - p)
                    Expect.floatClose { absolute = 1e-15; relative = 1e-13 } other -x $"1 − {p}"
        }

        test "the quantile of many is that of each" {
            let p = Array.init 1003 (fun i -> (float i + 0.5) / 1003.0)
            let x = Array.copy p
            NormalDistribution.Quantile(Span x)
            Expect.equal x (Array.map (fun (p: float) -> NormalDistribution.Quantile p) p) "bit for bit"
        }

        test "the quantile is infinite at 0 and 1, and NaN outside" {
            let quantile (p: float) = NormalDistribution.Quantile p
            Expect.equal (List.map quantile [ 0.0; 0.5; 1.0 ]) [ -infinity; 0.0; infinity ] "ends"
            Expect.all [ -0.1; 1.1; nan ] (quantile >> Double.IsNaN) "outside"
        }

        test "ln is right to 2 units in the last place" {
            for i in -2000 .. 2000 do
                let x = 1.01 ** float i
                let expected = log x
                let unit = Math.BitIncrement(abs expected) - abs expected
                // Near 1 the two parts of the sum do not cancel: the exponent is 0 there.
                Expect.isLessThanOrEqual (abs (NormalDistribution.Log x - expected)) (2.0 * unit) $"{x}"
        }
    ]

[<Tests>]
let errors =
    testList "Random errors" [
        test "Uniform wants finite bounds in order" {
            domain "Uniform wants finite bounds with low < high, but got low 1 and high 1 in Float64." (fun () ->
                key.Uniform([| 2 |], 1.0, 1.0) |> ignore)

            domain "Uniform wants finite bounds with low < high, but got low 0 and high Infinity in Float64." (fun () ->
                key.Uniform([| 2 |], 0.0, infinity) |> ignore)

            domain
                "Uniform wants finite bounds with low < high, but got low 1 and high 1.00000001 in Float32."
                (fun () -> key.Uniform([| 2 |], 1.0, 1.00000001, DType.Float32) |> ignore)
        }

        test "Bernoulli wants a probability" {
            for p, text in [ -0.1, "-0.1"; 1.5, "1.5"; nan, "NaN" ] do
                domain $"Bernoulli wants a probability in [0, 1], but got {text}." (fun () ->
                    key.Bernoulli(p, [| 2 |]) |> ignore)
        }

        test "TruncatedNormal wants bounds with weight between them" {
            for low, high in [ 2.0, -2.0; 1.0, 1.0; 50.0, 60.0; nan, 1.0 ] do
                domain
                    $"TruncatedNormal wants low < high with weight between them, but got low {low} and high {high}."
                    (fun () -> key.TruncatedNormal([| 2 |], low, high) |> ignore)
        }

        test "Integers wants bounds that the dtype holds" {
            domain "Integers wants low < high within ±16777216 in Float32, but got low 0 and high 16777218." (fun () ->
                key.Integers(0L, 16777218L, [| 2 |], DType.Float32) |> ignore)

            domain "Integers wants low < high within ±9007199254740992 in Float64, but got low 3 and high 3." (fun () ->
                key.Integers(3L, 3L, [| 2 |]) |> ignore)
        }

        test "Permutation wants no negative number" {
            domain "Permutation wants 0 or more numbers, but got -1." (fun () -> key.Permutation -1 |> ignore)
        }

        test "Categorical wants comparable logits" {
            domain "Categorical wants logits that are numbers, but got NaN for class 1 of draw 0." (fun () ->
                key.Categorical(Tensor.Create [| 1.0; nan |]) |> ignore)

            domain "Categorical wants a logit above −∞ in each draw, but got none among the 2 of draw 1." (fun () ->
                key.Categorical(Tensor.Create([| 0.0; 0.0; -infinity; -infinity |], 2, 2)) |> ignore)

            message typeof<ShapeException> "Categorical wants an axis of [2] (−1 … 0), but got 1." (fun () ->
                key.Categorical(Tensor.Create [| 0.0; 0.0 |], 1) |> ignore)
        }

        test "a negative size is a shape error" {
            message typeof<ShapeException> "Shape wants sizes of 0 or more, but got [-1]." (fun () ->
                key.Normal [| -1 |] |> ignore)
        }
    ]
