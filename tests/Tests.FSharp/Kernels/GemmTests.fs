/// The matrix product against the sum that defines it, on integers: the answers are exact.
module Functional.Tests.Kernels.GemmTests

open System
open System.Numerics
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Naive

/// A product's sizes, the sides that are stored transposed, whether C is added to, and the elements between the rows of each matrix.
type private Product = {
    M: int
    N: int
    K: int
    TransposeA: bool
    TransposeB: bool
    Accumulate: bool
    Gap: int
} with

    member p.Lda = (if p.TransposeA then p.M else p.K) + p.Gap
    member p.Ldb = (if p.TransposeB then p.K else p.N) + p.Gap
    member p.Ldc = p.N + p.Gap
    member p.A i j = if p.TransposeA then j * p.Lda + i else i * p.Lda + j
    member p.B i j = if p.TransposeB then j * p.Ldb + i else i * p.Ldb + j

    /// The places of each matrix: those of its last row end with it.
    member p.Lengths =
        let length rows columns ld = if rows = 0 || columns = 0 then 0 else (rows - 1) * ld + columns

        (if p.TransposeA then length p.K p.M p.Lda else length p.M p.K p.Lda),
        (if p.TransposeB then length p.N p.K p.Ldb else length p.K p.N p.Ldb),
        length p.M p.N p.Ldc

let private variants m n k = [
    for transposeA in [ false; true ] do
        for transposeB in [ false; true ] do
            for accumulate in [ false; true ] do
                {
                    M = m
                    N = n
                    K = k
                    TransposeA = transposeA
                    TransposeB = transposeB
                    Accumulate = accumulate
                    Gap = (m + n + k) % 3
                }
]

let private naive (p: Product) (a: float[]) (b: float[]) (c: float[]) =
    let result = Array.copy c

    for i in 0 .. p.M - 1 do
        for j in 0 .. p.N - 1 do
            let mutable sum = if p.Accumulate then c[i * p.Ldc + j] else 0.0

            for q in 0 .. p.K - 1 do
                sum <- sum + a[p.A i q] * b[p.B q j]

            result[i * p.Ldc + j] <- sum

    result

let private multiply<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    (p: Product)
    (a: 'T[])
    (b: 'T[])
    (c: 'T[])
    =
    Gemm.Multiply<'T>(
        p.M,
        p.N,
        p.K,
        ReadOnlySpan a,
        p.Lda,
        p.TransposeA,
        ReadOnlySpan b,
        p.Ldb,
        p.TransposeB,
        Span c,
        p.Ldc,
        p.Accumulate
    )

let private check<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    fill
    (random: Random)
    (p: Product)
    =
    let lengthA, lengthB, lengthC = p.Lengths
    let a, b, c = fill random lengthA, fill random lengthB, integers random lengthC
    let actual = narrow<'T> c
    multiply p (narrow<'T> a) (narrow<'T> b) actual
    same actual (naive p a b c) $"{p}"

let private checkSizes<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    fill
    sizes
    ()
    =
    let random = Random 7

    for m, n, k in sizes do
        for product in variants m n k do
            check<'T> fill random product

/// Sizes on both sides of every border: of vectors, of tiles, of the choice of a kernel.
let private small = [
    for m in [ 1; 2; 4; 7; 8; 9; 13; 17 ] do
        for n in [ 1; 2; 3; 5; 8; 15; 16; 17; 33; 49; 64; 65 ] do
            for k in [ 1; 2; 5; 8; 16; 33 ] do
                m, n, k
]

/// Sizes that are packed, in several slabs of k and blocks of rows, and shared between cores.
let private large = [
    40, 70, 600
    300, 100, 110
    130, 257, 129
    5, 130, 1100
    1, 700, 1600
    1600, 1, 700
    1100, 1000, 1
    700, 3, 90
    3, 16, 16400
    20, 18, 16400
]

let private empty = [ 0, 3, 4; 3, 0, 4; 3, 4, 0; 0, 0, 0; 1, 20, 0 ]

/// One per kernel.
let private kernels = [
    4, 20, 1
    1, 40, 9
    1, 200, 9
    40, 1, 33
    5, 20, 33
    20, 3, 40
    40, 5, 9
    12, 50, 10
    30, 60, 40
    50, 70, 260
]

/// Halves of the rows are other tiles, and other work for other cores, but the same sums in the same order.
let private halves<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 8
    let m, n, k = 606, 300, 300
    let noise count = Array.init count (fun _ -> 'T.CreateTruncating(random.NextDouble() - 0.5))
    let a, b = noise (m * k), noise (k * n)
    let whole: 'T[] = unwritten (m * n)
    let parts: 'T[] = unwritten (m * n)
    Gemm.Multiply<'T>(m, n, k, ReadOnlySpan a, false, ReadOnlySpan b, false, Span whole)

    for first, rows in [ 0, 303; 303, 303 ] do
        Gemm.Multiply<'T>(
            rows,
            n,
            k,
            ReadOnlySpan(a, first * k, rows * k),
            false,
            ReadOnlySpan b,
            false,
            Span(parts, first * n, rows * n)
        )

    Expect.isTrue (whole.AsSpan().SequenceEqual(ReadOnlySpan parts)) "the halves make the whole, bit for bit"

[<Tests>]
let tests =
    testList "Kernels.Gemm" [
        both
            "is the sum that defines it, at every border of size"
            (checkSizes<float32> integers small)
            (checkSizes<float> integers small)
        both "is so for sizes of several blocks" (checkSizes<float32> integers large) (checkSizes<float> integers large)
        both
            "of nothing is zeros, or what is added to"
            (checkSizes<float32> integers empty)
            (checkSizes<float> integers empty)
        both
            "carries NaN and infinity as the sum does"
            (checkSizes<float32> awkward kernels)
            (checkSizes<float> awkward kernels)
        both "does not depend on where the rows are split" halves<float32> halves<float>
    ]
