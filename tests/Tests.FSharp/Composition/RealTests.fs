/// The transforms of functions that are written number by number, each over each other, where the derivatives are known.
module Functional.Tests.Composition.RealTests

open Expecto
open Functional.Core
open Functional.Tests.Composition.Known

/// A function of three numbers, and its derivatives along `direction`, of every order.
type private KnownReal = { Name: string; F: Real[] -> Real; Along: int -> float[] -> float }

/// What a transform makes of the function, and how many derivatives along the direction that takes.
type private Transform = { Name: string; Order: int; Of: (Real[] -> Real) -> Real[] -> Real }

let private sine (x: Real[]) = sin (0.5 * x[0] - 0.3 * x[1] + 0.8 * x[2])

let private rational (x: Real[]) = 1.0 / (2.0 + 0.5 * x[0] - 0.3 * x[1] + 0.8 * x[2])
let private product (x: Real[]) = exp x[0] * exp x[1] * exp x[2]

let private find name = known |> List.find (fun f -> f.Name = name)

let private functions = [
    { Name = "sin(a·x)"; F = sine; Along = (find "sin(a·x)").Along }
    { Name = "1/(2 + a·x)"; F = rational; Along = (find "1/(2 + a·x)").Along }
    {
        Name = "exp(x₀) exp(x₁) exp(x₂)"
        F = product
        Along = fun k x -> Array.sum direction ** float k * exp (Array.sum x)
    }
]

let private real (x: float) = Real x
let private v = Array.map real direction
let private dot (xs: Real[]) = Array.fold2 (fun (sum: Real) x y -> sum + x * y) (real 0.0) xs v
let private row (matrix: Real[,]) i = Array.init 3 (fun j -> matrix[i, j])

/// Along the line x + t v.
let private line (f: Real[] -> Real) (x: Real[]) (t: Real) = f (Array.map2 (fun x v -> x + t * v) x v)

let private transforms = [
    { Name = "Derivative"; Order = 1; Of = fun f x -> Scalars.Derivative(line f x, real 0.0) }
    {
        Name = "the value beside a derivative"
        Order = 0
        Of = fun f x -> Scalars.ValueAndDerivative(line f x, real 0.0).Value
    }
    { Name = "Gradient"; Order = 1; Of = fun f x -> dot (Scalars.Gradient((fun x -> f x), x)) }
    {
        Name = "the value beside a gradient"
        Order = 0
        Of = fun f x -> Scalars.ValueAndGradient((fun x -> f x), x).Value
    }
    {
        Name = "Pushforward"
        Order = 1
        Of = fun f x -> Scalars.Pushforward((fun x -> [| f x |]), x, v).Tangent[0]
    }
    {
        Name = "Jacobian"
        Order = 1
        Of = fun f x -> dot (row (Scalars.Jacobian((fun x -> [| f x |]), x)) 0)
    }
    {
        Name = "Hessian"
        Order = 2
        Of =
            fun f x ->
                let hessian = Scalars.Hessian((fun x -> f x), x)
                dot (Array.init 3 (fun i -> dot (row hessian i)))
    }
    { Name = "Hvp"; Order = 2; Of = fun f x -> dot (Scalars.Hvp((fun x -> f x), x, v)) }
    { Name = "Taylor"; Order = 3; Of = fun f x -> 6.0 * Scalars.Taylor(line f x, real 0.0, 3)[3] }
]

let private compose (outer: Transform) (f: KnownReal) = {
    Name = $"{outer.Name} of {f.Name}"
    F = outer.Of f.F
    Along = fun k x -> f.Along (k + outer.Order) x
}

let private holds (f: KnownReal) =
    for point in points do
        let actual, expected = float (f.F(Array.map real point)), f.Along 0 point

        if not (abs (actual - expected) <= 1e-10 * (1.0 + abs expected)) then
            failtest $"{f.Name}: got {actual}, expected {expected}"

[<Tests>]
let tests =
    testList "Composition of scalar functions" [
        for outer in transforms do
            testList outer.Name [
                for middle in transforms do
                    testCase $"over {middle.Name}, over any other" (fun () ->
                        for f in functions do
                            holds (compose outer (compose middle f))

                            for inner in transforms do
                                holds (compose outer (compose middle (compose inner f))))
            ]
    ]
