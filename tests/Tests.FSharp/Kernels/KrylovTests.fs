module Functional.Tests.Kernels.KrylovTests

open System
open Expecto
open Functional.Core.Kernels

let private product (a: float[][]) (x: float[]) =
    a |> Array.map (fun row -> Array.fold2 (fun sum p q -> sum + p * q) 0.0 row x)

let private norm (x: float[]) = sqrt (Array.sumBy (fun v -> v * v) x)

let private general (random: Random) n =
    Array.init n (fun i -> Array.init n (fun j -> random.NextDouble() - 0.5 + (if i = j then float n else 0.0)))

/// B Bᵀ + n I.
let private definite (random: Random) n =
    let b = Array.init n (fun _ -> Array.init n (fun _ -> random.NextDouble() - 0.5))

    Array.init n (fun i ->
        Array.init n (fun j ->
            Array.fold2 (fun sum p q -> sum + p * q) 0.0 b[i] b[j] + (if i = j then float n else 0.0)))

/// Independent systems end to end.
let private together (systems: float[][][]) (x: float[]) =
    let n = x.Length / systems.Length
    systems |> Array.mapi (fun s a -> product a x[s * n .. (s + 1) * n - 1]) |> Array.concat

let private solvers = [
    "conjugate gradients",
    definite,
    fun (a, b, tolerance, most, systems) -> Krylov.ConjugateGradients((fun x _ -> a x), b, tolerance, most, systems)
    "GMRES",
    general,
    fun (a, b, tolerance, most, systems) -> Krylov.Gmres((fun x _ -> a x), b, tolerance, most, systems)
]

[<Tests>]
let tests =
    testList "Krylov" [
        for name, matrix, solve in solvers do
            testProperty $"{name} leaves over what it says, and no more than allowed" (fun (seed: int) ->
                let random = Random seed
                let n = random.Next(1, 40)
                let a = matrix random n
                let b = Array.init n (fun _ -> random.NextDouble() - 0.5)
                let struct (x, residuals) = solve (product a, b, 1e-12, 1000, 1)
                let left = norm (Array.map2 (-) b (product a x))
                Expect.isLessThanOrEqual residuals[0] (1e-12 * norm b) "Converged"
                Expect.isLessThanOrEqual (abs (left - residuals[0])) (1e-13 * norm b) "As it says")

            testProperty $"{name} of several systems is that of each" (fun (seed: int) ->
                let random = Random seed
                let systems = Array.init 3 (fun _ -> matrix random 12)
                // The second is solved before it begins.
                let rights =
                    Array.init 3 (fun s -> Array.init 12 (fun _ -> if s = 1 then 0.0 else random.NextDouble()))

                let struct (all, _) = solve (together systems, Array.concat rights, 1e-12, 1000, 3)

                let each =
                    Array.map2
                        (fun a b -> let struct (x, _) = solve (product a, b, 1e-12, 1000, 1) in x)
                        systems
                        rights

                Expect.equal all (Array.concat each) "To the bit")

            testCase $"{name} stops at the most products that it may make" (fun () ->
                let random = Random 1
                let a = matrix random 30
                let mutable products = 0

                let count x =
                    products <- products + 1
                    product a x

                let struct (_, residuals) = solve (count, Array.create 30 1.0, 1e-14, 3, 1)
                Expect.isLessThanOrEqual products 4 "Three, and one for what is left over"
                Expect.isGreaterThan residuals[0] 1e-14 "Which is said")

        testCase "GMRES starts again where its basis would get too long" (fun () ->
            // The shift of n elements, moved off the circle, wants many vectors.
            let n = 250
            let shift (x: float[]) = Array.init n (fun i -> 1.2 * x[i] - x[(i + 1) % n])
            let b = Array.init n (fun i -> if i = 0 then 1.0 else 0.0)
            let struct (x, residuals) = Krylov.Gmres((fun x _ -> shift x), b, 1e-10, 5000, 1)
            Expect.isLessThanOrEqual residuals[0] 1e-10 "Converged"
            Expect.isLessThan (norm (Array.map2 (-) b (shift x))) 2e-10 "Truly")

        testCase "GMRES says that a singular system is not solved" (fun () ->
            let struct (_, residuals) = Krylov.Gmres((fun x _ -> [| x[0]; 0.0 |]), [| 1.0; 1.0 |], 1e-12, 100, 1)
            Expect.isGreaterThan residuals[0] 0.5 "What is left over")

        testCase "conjugate gradients stop at a negative curvature" (fun () ->
            let struct (x, residuals) =
                Krylov.ConjugateGradients((fun x _ -> [| x[0]; -x[1] |]), [| 1.0; 2.0 |], 1e-12, 100, 1)

            Expect.equal x [| 0.0; 0.0 |] "Where they are"
            Expect.floatClose Accuracy.high residuals[0] (sqrt 5.0) "All is left")
    ]
