/// Convolution and its two transposes against the sum that defines them, on integers: the answers are exact.
module Functional.Tests.Kernels.ConvolutionTests

open System
open System.Numerics
open Expecto
open Functional.Core.Kernels
open Functional.Tests.Kernels.Naive

let private geometry
    (batch, channels, height, width)
    (outChannels, kernelHeight, kernelWidth)
    (strideHeight, strideWidth)
    (top, bottom, left, right)
    (dilationHeight, dilationWidth)
    groups
    =
    Conv2dGeometry(
        batch,
        channels,
        height,
        width,
        outChannels,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        top,
        bottom,
        left,
        right,
        dilationHeight,
        dilationWidth,
        groups
    )

/// Visits every product of the sum: input place, weight place, output place.
let private products (g: Conv2dGeometry) visit =
    let perGroup = g.InChannels / g.Groups
    let outPerGroup = g.OutChannels / g.Groups

    for n in 0 .. g.Batch - 1 do
        for o in 0 .. g.OutChannels - 1 do
            for y in 0 .. g.OutHeight - 1 do
                for x in 0 .. g.OutWidth - 1 do
                    for c in 0 .. perGroup - 1 do
                        for i in 0 .. g.KernelHeight - 1 do
                            for j in 0 .. g.KernelWidth - 1 do
                                let line = y * g.StrideHeight + i * g.DilationHeight - g.PadTop
                                let column = x * g.StrideWidth + j * g.DilationWidth - g.PadLeft

                                if line >= 0 && line < g.Height && column >= 0 && column < g.Width then
                                    let channel = o / outPerGroup * perGroup + c

                                    visit
                                        (((n * g.InChannels + channel) * g.Height + line) * g.Width + column)
                                        (((o * perGroup + c) * g.KernelHeight + i) * g.KernelWidth + j)
                                        (((n * g.OutChannels + o) * g.OutHeight + y) * g.OutWidth + x)

let private check<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    (random: Random)
    (g: Conv2dGeometry)
    =
    let x = integers random g.InputLength
    let w = integers random g.WeightLength
    let dy = integers random g.OutputLength
    let y, dx, dw = Array.zeroCreate dy.Length, Array.zeroCreate x.Length, Array.zeroCreate w.Length

    products g (fun xAt wAt yAt ->
        y[yAt] <- y[yAt] + w[wAt] * x[xAt]
        dx[xAt] <- dx[xAt] + w[wAt] * dy[yAt]
        dw[wAt] <- dw[wAt] + dy[yAt] * x[xAt])

    let x', w', dy' = narrow<'T> x, narrow<'T> w, narrow<'T> dy

    let forward, inputGradient, weightGradient =
        unwritten<'T> y.Length, unwritten<'T> x.Length, unwritten<'T> w.Length

    Convolution.Forward<'T>(&g, ReadOnlySpan x', ReadOnlySpan w', Span forward)
    Convolution.InputGradient<'T>(&g, ReadOnlySpan w', ReadOnlySpan dy', Span inputGradient)
    Convolution.WeightGradient<'T>(&g, ReadOnlySpan x', ReadOnlySpan dy', Span weightGradient)
    same forward y $"the convolution of {g}"
    same inputGradient dx $"the transpose in the input of {g}"
    same weightGradient dw $"the transpose in the weights of {g}"

let private anyGeometry (random: Random) =
    let from low high = random.Next(low, high + 1)
    let groups = from 1 3
    let pointwise = from 1 7 = 1
    let unitStride = pointwise || from 1 3 = 1
    let kernel () = if pointwise then 1 else from 1 3
    let pad () = if pointwise then 0 else from 0 3
    let stride () = if unitStride then 1 else from 1 3

    geometry
        (from 0 3, groups * from 1 3, from 1 11, from 1 29)
        (groups * from 1 3, kernel (), kernel ())
        (stride (), stride ())
        (pad (), pad (), pad (), pad ())
        (from 1 2, from 1 2)
        groups

let private random<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 3

    for _ in 1..400 do
        check<'T> random (anyGeometry random)

/// Enough outputs and taps that the product packs what the windows see.
let private wide<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 6
    let from low high = random.Next(low, high + 1)
    let pad () = from 0 3

    for _ in 1..150 do
        let groups = from 1 2
        let dilation = from 1 2, from 1 2

        check<'T>
            random
            (geometry
                (from 1 2, groups * from 2 9, from 5 12, from 5 29)
                (groups * from 17 26, from 2 3, from 3 4)
                (from 1 3, from 1 3)
                (pad (), pad (), pad (), pad ())
                dilation
                groups)

    // Several tiles of columns; lines of half, one and three vectors; several slabs of rows; more rows than one pass takes.
    check<'T> random (geometry (1, 70, 24, 48) (18, 3, 3) (1, 1) (1, 1, 1, 1) (1, 1) 1)
    check<'T> random (geometry (1, 8, 60, 61) (17, 3, 3) (1, 1) (1, 1, 1, 1) (1, 1) 1)
    check<'T> random (geometry (1, 90, 16, 16) (33, 3, 3) (2, 2) (1, 1, 1, 1) (1, 1) 1)
    check<'T> random (geometry (3, 60, 16, 16) (20, 3, 3) (1, 1) (1, 1, 1, 1) (1, 1) 1)
    check<'T> random (geometry (1, 1900, 3, 3) (17, 3, 3) (1, 1) (1, 1, 1, 1) (1, 1) 1)

/// Sizes that need several tiles of columns, several parts of the weight gradient, or the cores' split.
let private large<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 4
    check<'T> random (geometry (2, 40, 40, 45) (3, 3, 3) (1, 1) (1, 1, 1, 1) (1, 1) 1)
    check<'T> random (geometry (1, 300, 1, 400) (2, 1, 5) (1, 1) (0, 0, 2, 2) (1, 1) 1)
    check<'T> random (geometry (9, 12, 20, 20) (12, 3, 3) (2, 2) (1, 1, 1, 1) (1, 1) 1)
    check<'T> random (geometry (9, 24, 24, 24) (24, 3, 3) (1, 1) (1, 1, 1, 1) (1, 1) 24)
    check<'T> random (geometry (5, 64, 16, 16) (64, 1, 1) (1, 1) (0, 0, 0, 0) (1, 1) 1)

let private empty<'T
    when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType and IBinaryFloatingPointIeee754<'T>>
    ()
    =
    let random = Random 5
    check<'T> random (geometry (2, 0, 5, 5) (3, 3, 3) (1, 1) (0, 0, 0, 0) (1, 1) 1)
    check<'T> random (geometry (2, 3, 2, 5) (3, 3, 3) (1, 1) (0, 0, 0, 0) (1, 1) 1)
    check<'T> random (geometry (0, 3, 5, 5) (3, 3, 3) (1, 1) (0, 0, 0, 0) (1, 1) 1)

[<Tests>]
let tests =
    testList "Kernels.Convolution" [
        both "is the sum that defines it, for 400 geometries" random<float32> random<float>
        both "is so for many outputs and taps" wide<float32> wide<float>
        both "is so for sizes of several tiles" large<float32> large<float>
        both "of nothing is zeros of the right shape" empty<float32> empty<float>

        test "the sizes of the output are those of the field" {
            // 224 × 224 by 7 × 7, stride 2, padding 3: 112 × 112, as in a residual network's first layer.
            let g = geometry (1, 3, 224, 224) (64, 7, 7) (2, 2) (3, 3, 3, 3) (1, 1) 1
            Expect.equal (g.OutHeight, g.OutWidth) (112, 112) "the first layer"
            let dilated = geometry (1, 1, 10, 9) (1, 3, 3) (1, 1) (0, 0, 0, 0) (2, 4) 1
            Expect.equal (dilated.OutHeight, dilated.OutWidth) (6, 1) "dilations 2 and 4"
        }
    ]
