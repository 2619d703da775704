module Functional.Tests.Models.DarknetTests

open System
open System.IO
open Expecto
open Functional.Core
open Functional.Models
open Functional.Hardening.Files.DarknetBytes

let private parse text = DarknetConfig.parse "small.cfg" text |> Result.bind DarknetFiles.net

let private net = parse description |> DarknetFiles.orRaise

let private withFile (bytes: byte[]) check =
    let file = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.weights")

    try
        File.WriteAllBytes(file, bytes)
        check file
    finally
        File.Delete file

// As the C program does it: (channels, height, width) and numbers.
let private at (c, h, w) (x: float[]) i y z = if y < 0 || z < 0 || y >= h || z >= w then 0.0 else x[(i * h + y) * w + z]

let private convolve (c, h, w) (x: float[]) filters size stride pad (kernel: float[]) =
    let h', w' = (h + 2 * pad - size) / stride + 1, (w + 2 * pad - size) / stride + 1

    (filters, h', w'),
    [|
        for f in 0 .. filters - 1 do
            for v in 0 .. h' - 1 do
                for u in 0 .. w' - 1 ->
                    List.sum [
                        for i in 0 .. c - 1 do
                            for a in 0 .. size - 1 do
                                for b in 0 .. size - 1 ->
                                    kernel[((f * c + i) * size + a) * size + b]
                                    * at (c, h, w) x i (v * stride + a - pad) (u * stride + b - pad)
                    ]
    |]

let private eachChannel (_, h, w) f (x: float[]) = x |> Array.mapi (fun i value -> f (i / (h * w)) value)

let private expected (image: float[]) =
    let numbers = Array.map float numbers
    let take start count = numbers[start .. start + count - 1]
    let bias, scale, mean, variance = take 0 4, take 4 4, take 8 4, take 12 4
    let shape, y = convolve (2, 9, 7) image 4 3 2 1 (take 16 72)

    let first =
        y
        |> eachChannel shape (fun c v -> (v - mean[c]) / (sqrt variance[c] + 1e-6) * scale[c] + bias[c])
        |> Array.map (fun v -> if v > 0.0 then v else 0.1 * v)

    let shape, y = convolve shape first 4 1 1 0 (take (88 + 4) 16)
    let second = y |> eachChannel shape (fun c v -> max 0.0 (v + (take 88 4)[c]))
    let sum = Array.map2 (+) first second
    // 5 × 4 becomes 3 × 2: windows begin at the edge, the last row of them reaches beyond it.
    let _, h, w = shape

    let pooled = [|
        for c in 0..3 do
            for v in 0..2 do
                for u in 0..1 ->
                    List.max [
                        for a in 0..1 do
                            for b in 0..1 do
                                if 2 * v + a < h && 2 * u + b < w then
                                    sum[(c * h + 2 * v + a) * w + 2 * u + b]
                    ]
    |]

    let shape, y = convolve (4, 3, 2) pooled 3 1 1 0 (take (108 + 3) 12)

    let scores =
        y
        |> eachChannel shape (fun c v -> v + (take 108 3)[c])
        |> Array.chunkBySize 6
        |> Array.map Array.average

    let exponentials = scores |> Array.map (fun s -> exp (s - Array.max scores))
    exponentials |> Array.map (fun e -> e / Array.sum exponentials)

let private fails name text (error: DarknetError) (message: string) =
    test name {
        match parse text with
        | Ok net -> failtest $"read as {net}"
        | Error got ->
            Expect.equal got error "error"
            Expect.equal (string got) message "message"
    }

[<Tests>]
let tests =
    testList "Darknet" [
        test "a network is that of its description, and its answer that of the C program's loops" {
            Expect.equal
                net.Layers
                [
                    Convolution(2, 4, 3, 2, 1, true, Leaky)
                    Convolution(4, 4, 1, 1, 0, false, Relu)
                    Shortcut(0, Linear)
                    Dropout
                    MaxPool(2, 2, 1)
                    Convolution(4, 3, 1, 1, 0, false, Linear)
                    AveragePool
                    Softmax
                ]
                "layers"

            let images = Key.Of(3).Normal([| 2; 2; 9; 7 |], DType.Float32)

            for minor in [ 1; 2 ] do
                withFile (bytes minor numbers) (fun file ->
                    let parameters = DarknetFiles.readWeights net file |> DarknetFiles.orRaise
                    let probabilities = Darknet.forward net parameters images

                    for i in 0..1 do
                        let image = images[i].ToArray()

                        for e, a in Array.zip (expected image) (probabilities[i].ToArray()) do
                            Expect.floatClose Accuracy.medium a e "probability"

                    let scores = Darknet.logits net parameters images
                    let again = (Tensor.Softmax scores).ToArray()
                    Expect.equal again (probabilities.ToArray()) "logits")
        }

        test "it is differentiable in all its parameters" {
            withFile (bytes 2 numbers) (fun file ->
                let parameters = DarknetFiles.readWeights net file |> DarknetFiles.orRaise
                let images = Key.Of(4).Normal([| 2; 2; 9; 7 |], DType.Float32)
                let loss p = Loss.crossEntropy (Tensor.ofArray [| 0.0; 2.0 |]) (Darknet.logits net p images)
                let gradient = AD.grad loss parameters
                let direction = Tree.Map((fun x -> Tensor.Cos x), parameters)
                let slope = AD.pushforward loss parameters direction |> fun struct (_, dot) -> Tensor.toScalar dot

                let product =
                    Array.map2
                        (fun g d -> Tensor.toScalar (Tensor.sum (g * d)))
                        (Tree.Flatten gradient)
                        (Tree.Flatten direction)
                    |> Array.sum

                Expect.floatClose Accuracy.medium product slope "the gradient along a direction"

                Expect.isTrue
                    (Tree.Flatten gradient |> Array.forall (fun g -> g.ToArray() |> Array.exists ((<>) 0.0)))
                    "none is zero")
        }

        test "the greatest probabilities come with their names" {
            let top = Darknet.top 2 [ "a"; "b"; "c" ] (Tensor.ofArray [| 0.2; 0.5; 0.3 |])
            Expect.equal top [ "b", 0.5; "c", 0.3 ] "two"
        }

        testList "errors" [
            fails
                "a section not known"
                "[net]\n[crop]"
                (UnknownSection("small.cfg", 2, "crop"))
                "small.cfg has a section [crop] in line 2; the layers known are convolutional, maxpool, avgpool, shortcut, dropout and softmax."
            fails "no net" "[softmax]" (NoNet "small.cfg") "small.cfg wants the section [net] before all others."
            fails
                "a line of nothing"
                "[net]\nheight"
                (WrongLine("small.cfg", 2, "height"))
                "small.cfg wants a section '[name]', an option 'name=value' or a comment '#' in line 2, but got 'height'."
            fails
                "an option that is no number"
                "[net]\n[maxpool]\nstride=two"
                (WrongOption("small.cfg", 2, "maxpool", "stride", "a whole number of at least 1", "two"))
                "[maxpool] in line 2 of small.cfg wants a whole number of at least 1 for stride, but got 'two'."
            fails
                "a shortcut from nowhere"
                "[net]\n[avgpool]\n[shortcut]\nfrom=-3"
                (WrongOption("small.cfg", 3, "shortcut", "from", "one of the 1 layers before", "-3"))
                "[shortcut] in line 3 of small.cfg wants one of the 1 layers before for from, but got '-3'."
            fails
                "a window that does not fit"
                "[net]\nheight=2\nwidth=2\n[convolutional]\nsize=5"
                (WrongShape("small.cfg", 4, "convolutional", "a window that fits into (3, 2, 2)"))
                "[convolutional] in line 4 of small.cfg wants a window that fits into (3, 2, 2)."
            fails
                "a window that does not fit, whose stride would hide it"
                "[net]\nheight=2\nwidth=2\n[maxpool]\nsize=3\nstride=2\npadding=0"
                (WrongShape("small.cfg", 4, "maxpool", "a window that fits into (3, 2, 2)"))
                "[maxpool] in line 4 of small.cfg wants a window that fits into (3, 2, 2)."
            fails
                "a padding whose double passes 2³¹"
                "[net]\nheight=2\nwidth=2\n[convolutional]\npadding=2147483647"
                (WrongShape("small.cfg", 4, "convolutional", "a window that fits into (3, 2, 2)"))
                "[convolutional] in line 4 of small.cfg wants a window that fits into (3, 2, 2)."

            test "a hundred thousand shortcuts take no time" {
                let clock = Diagnostics.Stopwatch.StartNew()
                let text = "[net]\n[dropout]\n" + String.replicate 100_000 "[shortcut]\nfrom=0\n"
                Expect.equal (parse text |> DarknetFiles.orRaise).Layers.Length 100_001 "layers"
                Expect.isLessThan clock.Elapsed.TotalSeconds 5.0 "seconds"
            }

            test "kernels whose number of elements passes 2⁶³" {
                let large size =
                    parse $"[net]\nheight=9\nwidth=7\n[convolutional]\nfilters=4\npad=1\nsize={size}\nstride={size}"
                    |> DarknetFiles.orRaise

                for size in [ 2147483647; 1 <<< 30 ] do
                    withFile (bytes 2 numbers) (fun file ->
                        match DarknetFiles.readWeights (large size) file with
                        | Error(WeightsEnd(name, 0, _, _)) -> Expect.equal name file "file"
                        | other -> failtest $"{other}")
            }

            test "weights that end, go on, or are none" {
                let read bytes = withFile bytes (fun file -> file, DarknetFiles.readWeights net file)
                let whole = int64 (20 + 4 * numbers.Length)
                let file, short = read (bytes 2 numbers[.. numbers.Length - 2])
                Expect.equal short (Error(WeightsEnd(file, 5, whole, whole - 4L))) "ends"
                let file, long = read (bytes 2 (Array.append numbers [| 1f |]))
                Expect.equal long (Error(WeightsGoOn(file, whole, whole + 4L))) "goes on"
                let file, other = read (bytes 9 numbers)
                Expect.equal other (Error(UnknownVersion(file, 0, 9))) "version"
                let none = DarknetFiles.readWeights { net with Layers = [] }
                let file, header = withFile (Array.take 18 (bytes 2 [||])) (fun file -> file, none file)
                Expect.equal header (Error(WeightsEnd(file, 0, 20L, 18L))) "within the header"
                let file, empty = read [||]
                Expect.equal empty (Error(WeightsEnd(file, 0, 16L, 0L))) "empty"
            }
        ]
    ]
