// A suite of laws that finds a wrong gradient. Run: dotnet fsi examples/testing.fsx
#if INTERACTIVE
#r "../src/Testing.FSharp/bin/Release/net10.0/Functional.Core.dll"
#r "../src/Testing.FSharp/bin/Release/net10.0/FsCheck.dll"
#r "../src/Testing.FSharp/bin/Release/net10.0/Functional.Testing.dll"
#endif

open Functional.Core
open Functional.Testing

type Layer = { W: Tensor; B: Tensor }

/// ln(1 + eˣ), with a rule of one's own that is wrong where x is large.
let softplus =
    Ad.CustomPushforward(
        (fun (x: Tensor) -> Tensor.Log(1.0 + Tensor.Exp x)),
        fun x _ xDot -> Tensor.Where(Tensor.Less(x, 1.5), Tensor.Sigmoid x, Tensor.OnesLike x) * xDot
    )

let images = Key.Of(1).Normal [| 4; 3 |]
let layer (p: Layer) = Tensor.Tanh(Tensor.MatMul(images, p.W) + p.B)
let example = { W = Tensor.Zeros [| 3; 2 |]; B = Tensor.Zeros [| 2 |] }

let suite testCase =
    let testGrad name = Laws.test testCase name

    [
        testGrad "product" (fun (struct (x: Tensor, y: Tensor)) -> x * y) (Draw.broadcastable Numbers.Default)
        testGrad "layer" layer (Draw.like Numbers.Default example)
        testGrad "softplus" softplus.Invoke (Draw.tensor Numbers.Default Shapes.any)
    ]

#if INTERACTIVE
for name, test in suite (fun name test -> name, test) do
    try
        test ()
        printfn $"{name} holds"
    with :? LawException as e ->
        printfn $"{e.Message}"
#endif
