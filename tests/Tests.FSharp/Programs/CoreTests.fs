/// Compiled programs on one core and on two: the same bits. The number of cores is fixed when a process starts, so this program runs itself.
module Functional.Tests.Programs.CoreTests

open System
open System.Diagnostics
open System.IO
open System.Reflection
open System.Security.Cryptography
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Laws

/// The hidden argument that makes the program print the digests alone.
[<Literal>]
let Argument = "--digests"

let private digest (answers: Tensor seq) =
    use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256

    for y in answers do
        let numbers = y.ToArray()
        let bytes = Array.zeroCreate (sizeof<float> * numbers.Length)
        Buffer.BlockCopy(numbers, 0, bytes, 0, bytes.Length)
        hash.AppendData bytes

    Convert.ToHexString(hash.GetHashAndReset())

/// Functions whose kernels are large enough to be split.
let private large dtype : (string * (unit -> Tensor list)) list =
    let normal seed shape = Random.normalOf dtype shape (Random.key seed)
    let run f xs () : Tensor list = AD.compile f xs

    let layer (struct (w: Tensor, b: Tensor)) x = tanh (x *@ w + b)

    let gradient f = AD.grad (fun xs -> Tensor.sum (Tensor.square (f xs)))

    [
        "layers",
        run
            (fun (xs: Tensor list) ->
                AD.grad (fun (xs: Tensor list) -> Tensor.mean (layer (struct (xs[1], xs[2])) xs[0])) xs)
            [ normal 1 [ 700; 300 ]; normal 2 [ 300; 129 ]; normal 3 [ 129 ] ]
        "convolution and pooling",
        run (gradient (fun (xs: Tensor list) -> Tensor.MaxPool2d(Tensor.Relu(Tensor.Conv2d(xs[0], xs[1])), 2))) [
            normal 4 [ 20; 3; 28; 28 ]
            normal 5 [ 16; 3; 5; 5 ]
        ]
        "padded and strided convolutions",
        run (gradient (fun (xs: Tensor list) -> Tensor.Conv2d(Tensor.Conv2d(xs[0], xs[1], 1, Padding.Same), xs[2], 2))) [
            normal 6 [ 1; 16; 40; 40 ]
            normal 7 [ 32; 16; 3; 3 ]
            normal 8 [ 24; 32; 1; 1 ]
        ]
        "sums and softmax",
        run
            (fun (xs: Tensor list) -> [
                Tensor.sum xs[0]
                Tensor.softmax 1 xs[0]
                xs[0].Sum 0
                xs[0].LogSumExp 1
                Tensor.sum (Tensor.Exp(Tensor.Sin xs[0]))
            ])
            [ normal 9 [ 1500; 1001 ] ]
        "sums of rows with their block",
        run (fun (xs: Tensor list) -> [ (Tensor.Tanh(xs[0] * xs[0]) - xs[0]).Sum(1, true) ]) [ normal 10 [ 700; 1001 ] ]
    ]

/// The digest of what each function gives, by name.
let private digests () = [
    for sample in ModelSamples.all do
        for dtype in sample.DTypes do
            $"{sample.Name} {dtype}", digest (AD.compile (ModelSamples.step sample dtype) (sample.Point dtype))
    for dtype in [ DType.Float64; DType.Float32 ] do
        for name, run in large dtype do
            $"{name} {dtype}", digest (run ())

        for row in LawTests.rows do
            let random = Random 13
            let xs, f = row.Inputs |> List.map (fun draw -> Nd.toTensor dtype (draw random)) |> Laws.free row

            if not xs.IsEmpty then
                $"{row.Title} {dtype}", digest (AD.compile (Laws.valueAndGradient row f) xs)
]

/// Prints the digests of a process, a line each.
let print () =
    printfn $"cores {Environment.ProcessorCount}"

    for name, digest in digests () do
        printfn $"{name}: {digest}"

let private onCores (count: int) =
    let program = nonNull Environment.ProcessPath
    let start = ProcessStartInfo(program, RedirectStandardOutput = true)

    if Path.GetFileNameWithoutExtension program = "dotnet" then
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location)

    start.ArgumentList.Add Argument
    start.Environment["DOTNET_PROCESSOR_COUNT"] <- string count
    use child = nonNull (Process.Start start)
    let lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
    child.WaitForExit()
    Expect.equal child.ExitCode 0 "the child ends well"
    Expect.equal (Array.tryHead lines) (Some $"cores {count}") "its cores"
    Array.tail lines

[<Tests>]
let tests =
    testList "Cores" [
        test "compiled models, large kernels and every operation give the same bits on one core and on two" {
            let one, two = onCores 1, onCores 2
            Expect.isGreaterThan one.Length 800 "functions"
            Expect.equal two one "digests"
        }
    ]
