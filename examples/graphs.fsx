// Computations as pages to look at in a browser: drag, zoom, fold, point at a box. Run: dotnet fsi examples/graphs.fsx [folder]
#if INTERACTIVE
#load "load.fsx"
#endif

open System.IO
open Functional.Core
open Functional.Models

/// So many steps of an LSTM of 15 units with an output layer, and points on a circle.
let net = LstmNet.init (Initializer.truncatedNormal 1.0) DType.Float64 2 [ 15 ] 2 (Random.key 1)
let points steps = (Random.key 2).Normal [| steps; 1; 2 |]

/// The loop as one operation: its step is drawn once, and each weight says how often it is used.
let scanned xs p =
    let struct (_, outputs) = LstmNet.unroll tanh p (LstmNet.start 1 p) xs
    Tensor.sum (Tensor.Square(outputs.Named "outputs"))

/// The loop written out: every step stands in the picture, folded at first, as there are many alike.
let writtenOut (xs: Tensor) p =
    let next (states, loss) (x: Tensor) =
        let struct (states, y) = LstmNet.step tanh p states x
        states, loss + Tensor.sum (Tensor.Square y)

    [ for t in 0 .. xs.Shape[0] - 1 -> xs[t] ] |> List.fold next (LstmNet.start 1 p, Tensor.Zero) |> snd

/// The bound of a small variational auto-encoder at random pictures.
let vae = Vae.init Initializer.glorotUniform DType.Float64 784 50 25 [] (Random.key 3)
let pictures = (Random.key 5).Uniform [| 20; 784 |]
let bound p = Tensor.mean (Vae.elbo Vae.bernoulli (Random.key 4) p pictures)

let gradient = AD.explain (AD.grad (scanned (points 50))) net

let pages = [
    "lstm.html", "Fifty steps of an LSTM: one loop", lazy AD.draw (scanned (points 50)) net
    "lstm-steps.html", "The same fifty steps, written out", lazy AD.draw (writtenOut (points 50)) net
    "lstm-gradient.html",
    "The gradient of the loop, as it runs",
    lazy (AD.explain (AD.grad (scanned (points 50))) net |> _.Simplify().ToHtml())
    "vae.html", "The bound of a variational auto-encoder", lazy AD.draw bound vae
    "many.html", "A hundred and twenty steps: over two thousand operations", lazy AD.draw (writtenOut (points 120)) net
]

#if INTERACTIVE
let folder =
    match fsi.CommandLineArgs |> Array.filter (fun argument -> not (argument.StartsWith "--")) with
    | [| _; folder |] -> Directory.CreateDirectory(folder).FullName
    | _ -> Directory.CreateTempSubdirectory("functional-graphs-").FullName

for file, title, page in pages do
    File.WriteAllText(Path.Combine(folder, file), page.Value)
    printfn $"{title}: {Path.Combine(folder, file)}"
#endif
