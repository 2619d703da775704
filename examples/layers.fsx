// Apples, oranges and tax: layers as pairs of forward and backward. Run: dotnet fsi examples/layers.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

let mul: Pair<Tensor * Tensor, Tensor> = Pair.ofFunction (fun (x, y) -> x * y)
let add: Pair<Tensor * Tensor, Tensor> = Pair.ofFunction (fun (x, y) -> x + y)

/// (apple · apples + orange · oranges) · tax, of ((apple, apples), (orange, oranges)) and the tax.
let price =
    let fruit = mul |> Pair.beside mul |> Pair.andThen add
    fruit |> Pair.beside (Pair.ofFunction id) |> Pair.andThen mul

/// The book's basket: 2 apples at 100, 3 oranges at 150, tax 1.1.
let basket =
    let number (x: float) = Tensor.scalar x
    ((number 100.0, number 2.0), (number 150.0, number 3.0)), number 1.1

/// What the basket costs, and how much that changes with the price of an apple, the apples, the price of an orange, the oranges and the tax.
let run () =
    let struct (total, (((apple, apples), (orange, oranges)), tax)) = Pair.gradient price basket
    Tensor.toScalar total, List.map Tensor.toScalar [ apple; apples; orange; oranges; tax ]

#if INTERACTIVE
let total, gradients = run ()
printfn $"price {total:F1} (the book: 715)"

printfn
    $"""gradients {gradients |> List.map (sprintf "%.1f") |> String.concat ", "} (the book: 2.2, 110, 3.3, 165, 650)"""
#endif
