/// Special functions against their values, to stated errors.
/// The tables were computed with 90 and more digits from the functions' series and rounded to float64.
module Functional.Tests.Kernels.SpecialTests

open System
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Naive

/// The distance in units in the last place of the expected value.
let private ulps (actual: float) (expected: float) =
    if actual.Equals expected then
        0.0
    else
        let size = abs expected
        abs (actual - expected) / (Math.BitIncrement size - size)

let private within bound (actual: float) expected message =
    let distance = ulps actual expected

    // A NaN distance is not within any bound.
    if not (distance <= bound) then
        failtest $"{message} = {actual:R}, which is {distance} ulp from {expected:R}"

let private scalar name : float -> float =
    match name with
    | "expm1" -> Special.Expm1
    | "log1p" -> Special.Log1p
    | "log1mexp" -> Special.Log1mExp
    | "sigmoid" -> Special.Sigmoid
    | "softplus" -> Special.Softplus
    | "logsigmoid" -> Special.LogSigmoid
    | "erf" -> Special.Erf
    | "erfc" -> Special.Erfc
    | "lgamma" -> Special.Lgamma
    | "digamma" -> Special.Digamma
    | "sinc" -> Special.Sinc
    | "cbrt" -> Special.Cbrt
    | _ -> invalidArg (nameof name) $"no function is called {name}"

let private values: (string * float * float * float) list = [
    "expm1", 1e-300, 1e-300, 2.0
    "expm1", -1e-18, -1e-18, 2.0
    "expm1", 1e-08, 1.0000000050000001e-08, 2.0
    "expm1", -0.01, -0.009950166250831947, 2.0
    "expm1", 0.34657, 0.4142084849595797, 2.0
    "expm1", -0.5, -0.3934693402873666, 2.0
    "expm1", 1.0, 1.7182818284590453, 2.0
    "expm1", -1.0, -0.6321205588285577, 2.0
    "expm1", 5.0, 147.4131591025766, 2.0
    "expm1", -30.0, -0.9999999999999064, 2.0
    "expm1", 45.0, 3.4934271057485095e+19, 2.0
    "expm1", 700.0, 1.0142320547350045e+304, 2.0
    "log1p", 1e-300, 1e-300, 2.0
    "log1p", -1e-18, -1e-18, 2.0
    "log1p", 1e-08, 9.999999950000001e-09, 2.0
    "log1p", -0.25, -0.2876820724517809, 2.0
    "log1p", 0.41, 0.3435897043900769, 2.0
    "log1p", 0.5, 0.4054651081081644, 2.0
    "log1p", -0.9999, -9.210340371976294, 2.0
    "log1p", 3.0, 1.3862943611198906, 2.0
    "log1p", 10000000000.0, 23.025850930040455, 2.0
    "log1p", 1e+300, 690.7755278982137, 2.0
    "log1mexp", -1e-300, -690.7755278982137, 2.0
    "log1mexp", -1e-10, -23.025850929990458, 2.0
    "log1mexp", -0.1, -2.3521684610440907, 2.0
    "log1mexp", -0.6931, -0.6931943633460008, 2.0
    "log1mexp", -0.6932, -0.6930943639096365, 2.0
    "log1mexp", -1.0, -0.4586751453870819, 2.0
    "log1mexp", -20.0, -2.061153624562735e-09, 2.0
    "log1mexp", -700.0, -9.85967654375977e-305, 2.0
    "sigmoid", -740.0, 4.2e-322, 2.0
    "sigmoid", -30.0, 9.357622968839299e-14, 2.0
    "sigmoid", -1.0, 0.2689414213699951, 2.0
    "sigmoid", 1e-09, 0.50000000025, 2.0
    "sigmoid", 2.0, 0.8807970779778824, 2.0
    "sigmoid", 36.0, 0.9999999999999998, 2.0
    "softplus", -740.0, 4.2e-322, 2.0
    "logsigmoid", 740.0, -4.2e-322, 2.0
    "softplus", -30.0, 9.357622968839737e-14, 2.0
    "logsigmoid", 30.0, -9.357622968839737e-14, 2.0
    "softplus", -1.0, 0.3132616875182228, 2.0
    "logsigmoid", 1.0, -0.3132616875182228, 2.0
    "softplus", 1e-09, 0.6931471810599453, 2.0
    "logsigmoid", -1e-09, -0.6931471810599453, 2.0
    "softplus", 2.0, 2.1269280110429727, 2.0
    "logsigmoid", -2.0, -2.1269280110429727, 2.0
    "softplus", 36.0, 36.0, 2.0
    "logsigmoid", -36.0, -36.0, 2.0
    "softplus", 800.0, 800.0, 2.0
    "logsigmoid", -800.0, -800.0, 2.0
    "erf", 1e-310, 1.1283791670955e-310, 3.0
    "erf", 1e-09, 1.1283791670955127e-09, 3.0
    "erf", -0.3, -0.3286267594591274, 3.0
    "erf", 0.6499, 0.6419553678723194, 3.0
    "erf", 0.65, 0.6420293273556719, 3.0
    "erf", 1.0, 0.8427007929497149, 3.0
    "erf", -2.0, -0.9953222650189527, 3.0
    "erf", 3.5, 0.9999992569016276, 3.0
    "erf", 5.9, 0.9999999999999999, 3.0
    "erfc", -3.0, 1.9999779095030015, 4.0
    "erfc", -0.5, 1.5204998778130465, 4.0
    "erfc", 1e-09, 0.9999999988716208, 4.0
    "erfc", 0.3, 0.6713732405408726, 4.0
    "erfc", 0.6499, 0.3580446321276805, 4.0
    "erfc", 0.65, 0.35797067264432814, 4.0
    "erfc", 1.0, 0.15729920705028513, 4.0
    "erfc", 2.0, 0.004677734981047266, 4.0
    "erfc", 6.0, 2.1519736712498913e-17, 4.0
    "erfc", 15.0, 7.212994172451207e-100, 4.0
    "erfc", 26.0, 5.663192408856143e-296, 4.0
    "erfc", 27.0, 5.23705e-319, 4.0
    "lgamma", 1e-300, 690.7755278982137, 4.0
    "lgamma", 0.001, 6.907178885383853, 4.0
    "lgamma", 0.5, 0.5723649429247001, 4.0
    "lgamma", 0.9, 0.06637623973474295, 4.0
    "lgamma", 1.0000001, -5.772155829918507e-08, 4.0
    "lgamma", 1.3, -0.10817480950786047, 4.0
    "lgamma", 1.4616, -0.12148629003589732, 4.0
    "lgamma", 1.9, -0.03898427592308336, 4.0
    "lgamma", 2.1, 0.04543773854448518, 4.0
    "lgamma", 2.6, 0.35741186354897986, 4.0
    "lgamma", 7.5, 7.534364236758733, 4.0
    "lgamma", 9.99, 12.779315214350193, 4.0
    "lgamma", 10.01, 12.824350262448247, 4.0
    "lgamma", 171.0, 706.5730622457874, 4.0
    "lgamma", 10000000000.0, 220258509288.81058, 4.0
    "lgamma", -0.5, 1.2655121234846454, 4.0
    "lgamma", -1.5, 0.860047015376481, 4.0
    "lgamma", -10.3, -14.457515440024208, 4.0
    "digamma", 1e-300, -9.999999999999999e+299, 4.0
    "digamma", 0.001, -1000.5755719318103, 4.0
    "digamma", 0.5, -1.9635100260214235, 4.0
    "digamma", 0.97, -0.6276756262377752, 4.0
    "digamma", 1.0, -0.5772156649015329, 4.0
    "digamma", 1.46, -0.0015805619870834522, 4.0
    "digamma", 1.4616321449683622, -9.241265521729427e-17, 4.0
    "digamma", 1.5, 0.03648997397857652, 4.0
    "digamma", 1.97, 0.4032522088137713, 4.0
    "digamma", 3.7, 1.1671535393615113, 4.0
    "digamma", 9.99, 2.250700372831201, 4.0
    "digamma", 10.01, 2.2528037003181356, 4.0
    "digamma", 10000000000.0, 23.025850929890456, 4.0
    "digamma", -0.5, 0.03648997397857652, 16.0
    "digamma", -1.7, -1.4857174995110567, 16.0
    "digamma", -50.2, 8.24997344899999, 16.0
]

/// n, x, ψ⁽ⁿ⁾(x), ulp
let private polygammas: (int * float * float * float) list = [
    1, 0.001, 1000001.6425331958, 4.0
    1, 0.5, 4.934802200544679, 4.0
    1, 1.0, 1.6449340668482264, 4.0
    1, 7.25, 0.14787923315893217, 4.0
    1, 100000000.0, 1.000000005e-08, 4.0
    1, -0.5, 8.934802200544679, 4.0
    1, -40.25, 19.71467015612291, 4.0
    2, 1.0, -2.4041138063191885, 4.0
    2, 0.01, -2000002.340398677, 4.0
    2, -40.3, 68.8369430742367, 8.0
    3, 2.5, 0.22390584881725206, 4.0
    4, 0.7, -144.70825364302465, 12.0
    9, 3.0, 6.5364223826268075, 12.0
]

/// The limits and the points outside the domain; the zeros' signs count.
let private limits: (string * float * float) list =
    let inf = infinity

    [
        "expm1", 0.0, 0.0
        "expm1", -0.0, -0.0
        "expm1", -inf, -1.0
        "expm1", inf, inf
        "expm1", 800.0, inf
        "expm1", 5e-324, 5e-324
        "log1p", 0.0, 0.0
        "log1p", -0.0, -0.0
        "log1p", -1.0, -inf
        "log1p", -1.5, nan
        "log1p", -inf, nan
        "log1p", inf, inf
        "log1p", 5e-324, 5e-324
        "log1mexp", 0.0, -inf
        "log1mexp", -0.0, -inf
        "log1mexp", 1.0, nan
        "log1mexp", -inf, 0.0
        "log1mexp", -5e-324, -744.4400719213812
        "sigmoid", 1e3, 1.0
        "sigmoid", -1e3, 0.0
        "sigmoid", inf, 1.0
        "sigmoid", -inf, 0.0
        "sigmoid", 0.0, 0.5
        "softplus", 1e3, 1e3
        "softplus", -1e3, 0.0
        "softplus", inf, inf
        "softplus", -inf, 0.0
        "logsigmoid", 1e3, -0.0
        "logsigmoid", -1e3, -1e3
        "logsigmoid", -inf, -inf
        "erf", 0.0, 0.0
        "erf", -0.0, -0.0
        "erf", inf, 1.0
        "erf", -inf, -1.0
        "erf", 5e-324, 5e-324
        "erfc", inf, 0.0
        "erfc", -inf, 2.0
        "erfc", 1e200, 0.0
        "erfc", 0.0, 1.0
        "lgamma", 0.0, inf
        "lgamma", -0.0, inf
        "lgamma", -3.0, inf
        "lgamma", 1.0, 0.0
        "lgamma", 2.0, 0.0
        "lgamma", inf, inf
        "lgamma", -inf, inf
        "lgamma", 1e306, inf
        "digamma", 0.0, nan
        "digamma", -4.0, nan
        "digamma", inf, inf
        "digamma", -inf, nan
        "sinc", 0.0, 1.0
        "sinc", -0.0, 1.0
        "sinc", 5e-324, 1.0
        "sinc", 1.0, 0.0
        "sinc", -7.0, 0.0
        "sinc", inf, 0.0
        "cbrt", -27.0, -3.0
        "cbrt", -0.0, -0.0
        "cbrt", inf, inf
        "cbrt", 5e-324, 1.7031839360032603e-108
    ]

let private names = [
    "expm1"
    "log1p"
    "log1mexp"
    "sigmoid"
    "softplus"
    "logsigmoid"
    "erf"
    "erfc"
    "lgamma"
    "digamma"
    "sinc"
    "cbrt"
]

let private span64 name (x: float[]) (y: float[]) =
    match name with
    | "expm1" -> Special.Expm1<float>(ReadOnlySpan x, Span y)
    | "log1p" -> Special.Log1p<float>(ReadOnlySpan x, Span y)
    | "log1mexp" -> Special.Log1mExp<float>(ReadOnlySpan x, Span y)
    | "sigmoid" -> Special.Sigmoid<float>(ReadOnlySpan x, Span y)
    | "softplus" -> Special.Softplus<float>(ReadOnlySpan x, Span y)
    | "logsigmoid" -> Special.LogSigmoid<float>(ReadOnlySpan x, Span y)
    | "erf" -> Special.Erf<float>(ReadOnlySpan x, Span y)
    | "erfc" -> Special.Erfc<float>(ReadOnlySpan x, Span y)
    | "lgamma" -> Special.Lgamma<float>(ReadOnlySpan x, Span y)
    | "digamma" -> Special.Digamma<float>(ReadOnlySpan x, Span y)
    | "sinc" -> Special.Sinc<float>(ReadOnlySpan x, Span y)
    | _ -> Special.Cbrt<float>(ReadOnlySpan x, Span y)

let private span32 name (x: float32[]) (y: float32[]) =
    match name with
    | "expm1" -> Special.Expm1<float32>(ReadOnlySpan x, Span y)
    | "log1p" -> Special.Log1p<float32>(ReadOnlySpan x, Span y)
    | "log1mexp" -> Special.Log1mExp<float32>(ReadOnlySpan x, Span y)
    | "sigmoid" -> Special.Sigmoid<float32>(ReadOnlySpan x, Span y)
    | "softplus" -> Special.Softplus<float32>(ReadOnlySpan x, Span y)
    | "logsigmoid" -> Special.LogSigmoid<float32>(ReadOnlySpan x, Span y)
    | "erf" -> Special.Erf<float32>(ReadOnlySpan x, Span y)
    | "erfc" -> Special.Erfc<float32>(ReadOnlySpan x, Span y)
    | "lgamma" -> Special.Lgamma<float32>(ReadOnlySpan x, Span y)
    | "digamma" -> Special.Digamma<float32>(ReadOnlySpan x, Span y)
    | "sinc" -> Special.Sinc<float32>(ReadOnlySpan x, Span y)
    | _ -> Special.Cbrt<float32>(ReadOnlySpan x, Span y)

[<Tests>]
let tests =
    testList "Kernels.Special" [
        test "values are within their stated ulps" {
            for name, x, expected, bound in values do
                // Half an ulp more, for the table's own rounding.
                within (bound + 0.5) (scalar name x) expected $"{name} {x:R}"
        }

        test "limits and points outside the domain are exact" {
            for name, x, expected in limits do
                let actual = scalar name x

                Expect.equal
                    (BitConverter.DoubleToInt64Bits(if Double.IsNaN actual then nan else actual))
                    (BitConverter.DoubleToInt64Bits expected)
                    $"{name} {x:R} = {actual:R}"
        }

        testTheory "NaN stays NaN" names (fun name -> Expect.isTrue (Double.IsNaN(scalar name nan)) name)

        test "polygamma has its published values" {
            for n, x, expected, bound in polygammas do
                within (bound + 0.5) (Special.Polygamma(n, x)) expected $"polygamma {n} {x:R}"
        }

        test "polygamma follows its recurrence ψ⁽ⁿ⁾(x + 1) = ψ⁽ⁿ⁾(x) + (−1)ⁿ n! x⁻ⁿ⁻¹" {
            for n in 0..6 do
                for x in [ 0.3; 1.7; 4.2; 11.1; -0.4; -2.6; -33.3 ] do
                    let mutable step = 1.0 / x

                    for j in 1..n do
                        step <- -step * float j / x

                    let left, right = Special.Polygamma(n, x + 1.0), Special.Polygamma(n, x) + step
                    let scale = abs left + abs step

                    Expect.isLessThanOrEqual (abs (left - right)) (scale * 2e-14) $"n = {n}, x = {x}"
        }

        test "polygamma at its poles is +∞ for odd orders and NaN for even ones" {
            for x in [ 0.0; -1.0; -5.0 ] do
                Expect.equal (Special.Polygamma(1, x)) infinity $"order 1 at {x}"
                Expect.isTrue (Double.IsNaN(Special.Polygamma(2, x))) $"order 2 at {x}"
        }

        test "sinc, sinc′, sinc″ … at 0 are (iπ)ⁿ / (n + 1)" {
            for n in 0..9 do
                let expected =
                    if n % 2 = 1 then
                        0.0
                    else
                        (if n % 4 = 0 then 1.0 else -1.0) * Math.Pow(Math.PI, float n) / float (n + 1)

                within 4.0 (Special.SincDerivative(n, 0.0)) expected $"order {n}"
        }

        test "the derivatives of sinc satisfy x f⁽ⁿ⁾ + n f⁽ⁿ⁻¹⁾ = πⁿ⁻¹ sin(πx + nπ/2)" {
            for n in 1..8 do
                for x in [ 1e-7; -0.01; 0.2; 0.9; 1.5; -2.2; 3.7; 20.25 ] do
                    let scale = Math.Pow(Math.PI, float (n - 1))
                    let left = x * Special.SincDerivative(n, x) + float n * Special.SincDerivative(n - 1, x)
                    let right = scale * Math.Sin(Math.PI * x + float n * Math.PI / 2.0)
                    Expect.isLessThanOrEqual (abs (left - right)) (scale * 2e-14) $"n = {n}, x = {x}"
        }

        test "the inverse hyperbolic functions are exact to 2 ulp near 0 and 1" {
            within 2.5 (Special.Asinh 1e-9) 1e-9 "arsinh 1e-9"
            within 2.5 (Special.Asinh 0.25) 0.24746646154726346 "arsinh 1/4"
            within 2.5 (Special.Acosh 1.0000000001) 1.4142136208675862e-05 "arcosh 1.0000000001"
            within 2.5 (Special.Atanh 1e-9) 1e-9 "artanh 1e-9"
            within 2.5 (Special.Atanh 0.999999) 7.254328619247669 "artanh 0.999999"
            Expect.equal (Special.Atanh 1.0) infinity "artanh 1"
            Expect.isTrue (Double.IsNaN(Special.Acosh 0.5)) "arcosh below 1"
        }

        testTheory "a value does not depend on its place in a span" names (fun name ->
            let random = Random 1

            for length in [ 0; 1; 2; 3; 4; 5; 7; 8; 9; 16; 17; 33 ] do
                let x = Array.init length (fun _ -> 6.0 * random.NextDouble() - 3.0)
                let y = Array.create (length + 1) 77.0
                span64 name x y
                let expected = Array.append (Array.map (scalar name) x) [| 77.0 |]
                same y expected $"{name} over {length} elements")

        // The activations have their own arithmetic in float32: see SingleTests.
        let activations = [ "expm1"; "sigmoid"; "softplus"; "logsigmoid"; "erf"; "erfc" ]

        testTheory "float32 is float64 rounded" (List.except activations names) (fun name ->
            let random = Random 2
            let x = Array.init 37 (fun _ -> float32 (6.0 * random.NextDouble() - 3.0))
            let y = Array.zeroCreate 37
            span32 name x y
            same y (x |> Array.map (fun v -> float (float32 (scalar name (float v))))) name)
    ]
