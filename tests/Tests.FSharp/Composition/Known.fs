/// Functions of which all derivatives along one direction are known.
module Functional.Tests.Composition.Known

open Functional.Core

/// A function of three numbers with a scalar answer, and its derivatives along `direction`, of every order.
type Known = {
    Name: string
    F: Tensor -> Tensor
    /// The k-th derivative of t ↦ f(x + t v) at t = 0; the value for k = 0.
    Along: int -> float[] -> float
}

/// The direction v of all derivatives.
let direction = [| 0.7; -0.4; 0.5 |]

/// Where functions are compared.
let points = [ [| 0.3; -0.2; 0.8 |]; [| 1.1; 0.4; -0.6 |] ]

let private a = [| 0.5; -0.3; 0.8 |]
let private b = [| -0.2; 0.6; 0.4 |]
let private dot = Array.fold2 (fun sum x y -> sum + x * y) 0.0
let private av, bv, vv = dot a direction, dot b direction, dot direction direction
let private tensor (x: float[]) = Tensor.Create x
let private ax (x: Tensor) = Tensor.Dot(tensor a, x)
let private bx (x: Tensor) = (tensor b * x).Sum()

/// g(a·x), from the derivatives of g.
let private ridge name (g: Tensor -> Tensor) (derivative: int -> float -> float) = {
    Name = name
    F = ax >> g
    Along = fun k x -> av ** float k * derivative k (dot a x)
}

let private sines k t = sin (t + float k * System.Math.PI / 2.0)

/// n (n − 1) … down k factors.
let private falling n k = Seq.fold (fun product i -> product * float (n - i)) 1.0 (seq { 0 .. k - 1 })

let known = [
    ridge "exp(a·x)" Tensor.Exp (fun _ t -> exp t)
    ridge "sin(a·x)" Tensor.Sin sines
    ridge "(a·x)³" (fun t -> Tensor.Pow(t, 3.0)) (fun k t -> if k > 3 then 0.0 else falling 3 k * t ** float (3 - k))
    ridge "1/(2 + a·x)" (fun t -> 1.0 / (2.0 + t)) (fun k t -> falling -1 k * (2.0 + t) ** float (-1 - k))
    {
        Name = "x·x"
        F = fun x -> Tensor.Square(x).Sum()
        Along =
            fun k x ->
                match k with
                | 0 -> dot x x
                | 1 -> 2.0 * dot x direction
                | 2 -> 2.0 * vv
                | _ -> 0.0
    }
    {
        Name = "(b·x) sin(a·x)"
        F = fun x -> bx x * Tensor.Sin(ax x)
        Along =
            fun k x ->
                let sine k = av ** float k * sines k (dot a x)
                dot b x * sine k + (if k = 0 then 0.0 else float k * bv * sine (k - 1))
    }
    {
        // By a product with a matrix, moved, repeated and cut elements.
        Name = "Σ exp(xᵢ)/i, in a roundabout way"
        F =
            fun x ->
                let both = Tensor.Concat([ x; x ], 0).Gather [| 5; 1; 0 |]
                let turned = Tensor.MatMul(both.Reshape(1, 3), Tensor.Eye(3).Flip 0).Reshape 3
                (Tensor.Exp turned / tensor [| 1.0; 2.0; 3.0 |]).Sum()
        Along =
            fun k x ->
                Array.fold2
                    (fun sum x (i, v) -> sum + v ** float k * exp x / i)
                    0.0
                    x
                    (Array.zip [| 1.0; 2.0; 3.0 |] direction)
    }
]
