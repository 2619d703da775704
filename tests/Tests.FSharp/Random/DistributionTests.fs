/// Draws have the distribution that they name. The keys are fixed, so nothing here can fail by chance;
/// each bound is what a right sampler passes with a probability of 1 − 1e-4 or more.
module Functional.Tests.Random.DistributionTests

open System
open Expecto
open Functional.Core
open Functional.Core.Kernels

let private n = 100_000
let private key = Key.Of 2024L
let private bothDTypes = [ DType.Float32; DType.Float64 ]

/// The largest distance between the share of numbers below x and the distribution function at x, times √n.
let private kolmogorov (cumulative: float -> float) (x: float[]) =
    let sorted = Array.sort x
    let count = float x.Length

    let distance i x =
        let p = cumulative x
        max (abs (p - float i / count)) (abs (p - float (i + 1) / count))

    sqrt count * (sorted |> Array.mapi distance |> Array.max)

// P(√n D > 2.3) = 2 exp(−2 · 2.3²) ≈ 5e-5 (Kolmogorov 1933).
let private follows name cumulative (x: Tensor) = Expect.isLessThan (kolmogorov cumulative (x.ToArray())) 2.3 name

let private phi x = NormalDistribution.Cumulative x

let private moment k (x: float[]) = x |> Array.averageBy (fun x -> Math.Pow(x, k))

/// A mean of n numbers of the given standard deviation lies within 4 of its own deviations.
let private near name expected deviation actual =
    Expect.isLessThan (abs (actual - expected)) (4.0 * deviation / sqrt (float n)) name

[<Tests>]
let tests =
    testList "Distributions" [
        test "uniform numbers are evenly spread" {
            for dtype in bothDTypes do
                follows $"{dtype}" id (key.Uniform([| n |], dtype = dtype))
                follows $"{dtype}, bounds" (fun x -> (x + 3.0) / 5.0) (key.Uniform([| n |], -3.0, 2.0, dtype))
        }

        test "uniform numbers lie in [low, high) even where rounding brings them to high" {
            for dtype in bothDTypes do
                let last = if dtype = DType.Float32 then 1.0 + 2.0 ** -22.0 else 1.0 + 2.0 ** -51.0
                let x = key.Uniform([| 1000 |], 1.0, last, dtype).ToArray()
                Expect.all x (fun x -> x >= 1.0 && x < last) $"{dtype}"
        }

        test "normal numbers have the normal distribution function and its moments" {
            for dtype in bothDTypes do
                let x = key.Normal([| n |], dtype)
                follows $"{dtype}" phi x
                let x = x.ToArray()
                near "mean" 0.0 1.0 (moment 1.0 x)
                near "variance" 1.0 (sqrt 2.0) (moment 2.0 x)
                near "skewness" 0.0 (sqrt 15.0) (moment 3.0 x)
                near "kurtosis" 3.0 (sqrt 96.0) (moment 4.0 x)
        }

        test "truncated normal numbers have the conditional distribution function" {
            for low, high in [ -2.0, 2.0; 0.5, 0.6; 3.0, infinity; -infinity, -1.0; 6.0, 8.0; -infinity, infinity ] do
                for dtype in bothDTypes do
                    let x = key.TruncatedNormal([| n |], low, high, dtype)
                    // From the left for the left tail and from the right for the right one, where 1 − Φ is a difference.
                    let conditional x =
                        if low > 0.0 then
                            (phi -low - phi -x) / (phi -low - phi -high)
                        else
                            (phi x - phi low) / (phi high - phi low)

                    follows $"({low}, {high}) {dtype}" conditional x
                    Expect.all (x.ToArray()) (fun x -> x >= low && x <= high) "bounds"
        }

        test "the default truncated normal has standard deviation 0.8796" {
            let x = key.TruncatedNormal([| n |]).ToArray()
            near "variance" 0.7737 0.8 (moment 2.0 x)
        }

        test "Gumbel numbers have the distribution function exp(−exp(−x))" {
            follows "Gumbel" (fun x -> exp (-exp -x)) (key.Gumbel [| n |])
        }

        test "Bernoulli numbers are 1 as often as the probability says, and are the same in both dtypes" {
            for p in [ 0.0; 0.001; 0.3; 0.5; 1.0 ] do
                let x = key.Bernoulli(p, [| n |])
                near $"p = {p}" p (sqrt (p * (1.0 - p)) + 1e-9) (Array.average (x.ToArray()))
                Expect.all (x.ToArray()) (fun x -> x = 0.0 || x = 1.0) "0 or 1"
                Expect.equal (key.Bernoulli(p, [| n |], DType.Float32).ToArray()) (x.ToArray()) "dtypes"
        }

        test "integers are evenly spread over low to high − 1" {
            let x = key.Integers(-3L, 4L, [| n |]).ToArray()
            let counts = x |> Array.countBy int |> Array.sort
            Expect.equal (Array.map fst counts) [| -3 .. 3 |] "all of them"
            let expected = float n / 7.0
            let chiSquared = counts |> Array.sumBy (fun (_, count) -> (float count - expected) ** 2.0 / expected)
            // 6 degrees of freedom: P(χ² > 27.9) = 1e-4.
            Expect.isLessThan chiSquared 27.9 "chi squared"
        }

        test "each of the 24 permutations of 4 comes equally often" {
            let draws = 24_000
            let counts = key.Split draws |> Array.countBy (fun key -> List.ofArray (key.Permutation 4))
            Expect.hasLength counts 24 "all of them"
            let chiSquared = counts |> Array.sumBy (fun (_, count) -> (float count - 1000.0) ** 2.0 / 1000.0)
            // 23 degrees of freedom: P(χ² > 56) = 1e-4.
            Expect.isLessThan chiSquared 56.0 "chi squared"
        }

        test "a permutation holds each number once" {
            for n in [ 0; 1; 2; 1000 ] do
                Expect.equal (Array.sort (key.Permutation n)) [| 0 .. n - 1 |] $"{n}"
        }

        test "classes come as often as the softmax of their logits says" {
            let p = [| 0.1; 0.6; 0.3 |]
            let logits = Tensor.Create(Array.init (3 * n) (fun i -> log p[i % 3] + 5.0), n, 3)
            let x = key.Categorical(logits).ToArray()

            for k in 0..2 do
                let share = x |> Array.averageBy (fun x -> if int x = k then 1.0 else 0.0)
                near $"class {k}" p[k] 0.5 share
        }

        test "draws of the children, folds and streams of a key are not correlated" {
            let struct (a, b) = key.Split()

            let draws = [
                for key in [ key; a; b; key.FoldIn 0; key.FoldIn 1; Key.Of 2025L ] -> key.Normal([| n |]).ToArray()
            ]

            for i in 0 .. draws.Length - 1 do
                for j in 0 .. i - 1 do
                    let product = Array.map2 (*) draws[i] draws[j]
                    near $"draws {j} and {i}" 0.0 1.0 (Array.average product)
        }

        test "neighbours in a draw are not correlated" {
            for dtype in bothDTypes do
                let x = key.Normal([| n + 2 |], dtype).ToArray()

                for lag in 1..2 do
                    near $"lag {lag}" 0.0 1.0 (Array.average (Array.init n (fun i -> x[i] * x[i + lag])))
        }
    ]
