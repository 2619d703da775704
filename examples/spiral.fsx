// Three arms of a spiral told apart by a small network. Run: dotnet fsi examples/spiral.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

type Model = { W1: Tensor; B1: Tensor; W2: Tensor; B2: Tensor }

/// The post's numbers: 2–100–3, weights 0.01·randn, the whole set in each step of length 1, and ½ · 0.001 · ΣW² beside the cross-entropy.
let hidden, classes, perClass, rate, regularization, steps = 100, 3, 100, 1.0, 1e-3, 10_000

/// Arm j: radii 0 … 1 at angles 4j … 4(j + 1) with noise; points [n, 2] and the class of each [n].
let data key =
    let along low high =
        Tensor.ofArray (Array.init perClass (fun i -> low + (high - low) * float i / float (perClass - 1)))

    let arm j key =
        let angle = along (4.0 * float j) (4.0 * float (j + 1)) + 0.2 * Random.normal [ perClass ] key
        let radius = along 0.0 1.0
        Tensor.stack 1 [ radius * sin angle; radius * cos angle ]

    let arms = Random.splitMany classes key |> Array.mapi arm
    Tensor.concat 0 arms, Tensor.ofArray (Array.init (classes * perClass) (fun i -> float (i / perClass)))

let init key =
    let struct (first, second) = Random.split key

    {
        W1 = 0.01 * Random.normal [ 2; hidden ] first
        B1 = Tensor.zeros [ hidden ]
        W2 = 0.01 * Random.normal [ hidden; classes ] second
        B2 = Tensor.zeros [ classes ]
    }

let logits model x = Tensor.Relu(x *@ model.W1 + model.B1) *@ model.W2 + model.B2

let loss x labels model =
    let penalty = Params.squaredNorm [ model.W1; model.W2 ]
    Tensor.CrossEntropy(logits model x, labels) + 0.5 * regularization * penalty

/// One step of gradient descent: the loss before it, and the model after it.
let step x labels model =
    let struct (value, gradient) = AD.valueAndGrad (loss x labels) model
    struct (Tensor.toScalar value, Params.map2 (fun p g -> p - rate * g) model gradient)

/// Steps 1 … n; `report` hears the number and the loss of each.
let train n report x labels model =
    let advance model i =
        let struct (value, next) = step x labels model
        report i value
        next

    Seq.fold advance model (seq { 1..n })

/// The probability of each class for each point, [n, classes].
let probabilities model x = Tensor.Softmax(logits model x)

/// The share of points whose most probable class is their own.
let accuracy x (labels: Tensor) model =
    let hits = (logits model x).ArgMax 1 .= labels
    Tensor.toScalar (Tensor.sum hits) / float hits.Count

#if INTERACTIVE
let struct (dataKey, modelKey) = Random.split (Random.key 1)
let x, labels = data dataKey

let report i value =
    if i = 1 || i % 200 = 0 then
        printfn $"step {i, 5}: loss {value:F4}"

let model = train 1000 report x labels (init modelKey)
printfn $"accuracy {accuracy x labels model:F3} after 1,000 of {steps:N0} steps"
#endif
