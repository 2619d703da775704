/// Parameters in files: what is written, that it comes back, and that a file is whole or not there.
module Functional.Tests.Files.TensorFileTests

open System
open System.IO
open System.Text
open Expecto
open Functional.Core
open Functional.Models

/// Runs a check with the path of a file in a folder of its own, which is removed afterwards.
let withFile (name: string) (check: string -> unit) =
    let folder = Directory.CreateTempSubdirectory "functional-"

    try
        check (Path.Combine(folder.FullName, name))
    finally
        folder.Delete true

let formats = [ "p.safetensors"; "p.npz" ]

type private Block = { W: Tensor; B: Tensor option }

type private Model = {
    Blocks: Block list
    Heads: Map<string, Tensor[]>
    Pair: struct (Tensor * Tensor)
    Empty: Tensor list
}

let private model dtype = {
    Blocks = [
        {
            W = Random.normalOf dtype [ 3; 4 ] (Random.key 1)
            B = Some(Random.normalOf dtype [ 4 ] (Random.key 2))
        }
        { W = Tensor.zerosOf dtype [ 0; 2 ]; B = None }
    ]
    Heads = Map [ "größe/\\\"1\"", [| Tensor.scalar Math.PI |]; "b", [||] ]
    Pair = struct ((Random.normalOf dtype [ 2; 3; 4 ] (Random.key 3)).Permute(2, 0, 1), (Tensor.arange 5).Cast dtype)
    Empty = []
}

let private bits (x: Tensor) = x.ToArray() |> Array.map BitConverter.DoubleToInt64Bits

let private same (p: 'p) (q: 'p) =
    Expect.sequenceEqual (Params.paths q) (Params.paths p) "paths"

    for x, y in Seq.zip (Params.leaves p) (Params.leaves q) do
        Expect.equal y.Type x.Type "shapes and dtypes"
        Expect.sequenceEqual (bits y) (bits x) "the same to the bit"

let private header (file: string) =
    let bytes = File.ReadAllBytes file
    Encoding.UTF8.GetString(bytes, 8, int (BitConverter.ToInt64(bytes, 0)))

[<Tests>]
let tests =
    testList "TensorFile" [
        for name in formats do
            for dtype in [ DType.Float32; DType.Float64 ] do
                test $"{name}, {dtype}: a tree comes back, to the bit" {
                    withFile name (fun file ->
                        let p = model dtype
                        Params.save file p
                        same p (Params.load file (Params.zerosLike p))
                        let all = Params.read file
                        Expect.equal all.Count (Params.paths p).Length "all of them"

                        for path, x in Array.zip (Params.paths p) (Params.leaves p) do
                            same x all[path])
                }

            test $"{name}: a tensor alone, NaN, infinities, −0 and the smallest number come back" {
                withFile name (fun file ->
                    let x = Tensor.ofArray [| nan; infinity; -infinity; -0.0; Double.Epsilon; Double.MaxValue |]
                    Params.save file x
                    same x (Params.load file (Tensor.zerosLike x))
                    Params.save file []
                    Expect.equal (Params.load file ([]: Tensor list)) [] "no tensor at all")
            }

            test $"{name}: more elements than are written at a time" {
                withFile name (fun file ->
                    let x = Random.normalOf DType.Float32 [ 2; 1500; 701 ] (Random.key 4)
                    Params.save file x
                    same x (Params.load file (Tensor.zerosLike x)))
            }

            test $"{name}: the same tree gives the same bytes" {
                withFile name (fun file ->
                    Params.save file (model DType.Float32)
                    let once = File.ReadAllBytes file
                    Params.save file (model DType.Float32)
                    Expect.sequenceEqual (File.ReadAllBytes file) once "bytes")
            }

            test $"{name}: what a killed writer left is cleared, another's at work is not" {
                withFile name (fun file ->
                    File.WriteAllText(Replacement.Temporary file, "half")
                    let busy = Replacement.Temporary file

                    using (new FileStream(busy, FileMode.CreateNew, FileAccess.Write, FileShare.None)) (fun _ ->
                        Params.save file (Tensor.arange 3)
                        let names = Directory.GetFiles(Path.GetDirectoryName file) |> Array.sort
                        Expect.sequenceEqual names (Array.sort [| file; busy |]) "files")

                    same (Tensor.arange 3) (Params.load file (Tensor.arange 3)))
            }

            test $"{name}: a write that fails leaves what was there" {
                withFile name (fun file ->
                    Params.save file (Tensor.arange 3)
                    // A tensor without numbers: it cannot be written.
                    let traced x =
                        Params.save file [ Tensor.arange 2; x ]
                        x

                    Expect.throwsT<TraceException>
                        (fun () -> AD.compile traced (Tensor.arange 2) |> ignore)
                        "no numbers"

                    same (Tensor.arange 3) (Params.load file (Tensor.arange 3))
                    Expect.sequenceEqual (Directory.GetFiles(Path.GetDirectoryName file)) [ file ] "nothing beside it")
            }

            test $"{name}: readers meet whole files while one is written again and again" {
                withFile name (fun file ->
                    let full (value: float) = Tensor.full value [ 2000 ]
                    Params.save file (full 0.0)

                    let writer =
                        System.Threading.Tasks.Task.Run(fun () ->
                            for i in 1..30 do
                                Params.save file (full (float i)))

                    while not writer.IsCompleted do
                        let x = Params.load file (full 0.0)
                        Expect.equal x (full (x[0].ToScalar())) "one of those written"

                    writer.Wait())
            }

        test "a record of C#, by its paths" {
            withFile "p.safetensors" (fun file ->
                let p = Functional.Samples.Dense(Tensor.ones [ 2; 3 ], Tensor.arange 3)
                TensorFile.Save(file, p)
                Expect.sequenceEqual (TensorFile.Read(file).Keys |> Seq.sort) [ ".B"; ".W" ] "names"

                Expect.equal
                    (TensorFile.Load(file, Functional.Samples.Dense(Tensor.zeros [ 2; 3 ], Tensor.zeros [ 3 ])))
                    p
                    "the record")
        }

        test "safetensors: the header is as the form says, the wider elements first" {
            withFile "p.safetensors" (fun file ->
                Params.save file [ Tensor.ones([ 2; 1 ]).Cast DType.Float32; Tensor.arange 3 ]

                Expect.equal
                    ((header file).TrimEnd())
                    """{"[1]":{"dtype":"F64","shape":[3],"data_offsets":[0,24]},"[0]":{"dtype":"F32","shape":[2,1],"data_offsets":[24,32]}}"""
                    "header"

                Expect.equal ((header file).Length % 8) 0 "padded"
                Expect.equal (FileInfo(file).Length) (int64 (8 + (header file).Length + 32)) "length")
        }

        test "safetensors: notes are passed over" {
            withFile "p.safetensors" (fun file ->
                let header = """{"__metadata__":{"format":"pt"},"x":{"data_offsets":[0,4],"shape":[],"dtype":"F32"}}"""

                File.WriteAllBytes(
                    file,
                    Array.concat [
                        BitConverter.GetBytes(int64 header.Length)
                        Encoding.UTF8.GetBytes header
                        BitConverter.GetBytes 2.5f
                    ]
                )

                Expect.equal (Params.read file) (Map [ "x", Tensor.Scalar(2.5, DType.Float32) ]) "x alone")
        }

        test "npz: the header is NumPy's" {
            withFile "p.npz" (fun file ->
                Params.save file (Tensor.ones [ 2; 3 ])
                use zip = Compression.ZipFile.OpenRead file
                use part = zip.GetEntry(".npy").Open()
                let bytes = Array.zeroCreate<byte> 128
                part.ReadExactly bytes

                Expect.equal
                    (Encoding.Latin1.GetString bytes)
                    ("\u0093NUMPY\001\000v\000{'descr': '<f8', 'fortran_order': False, 'shape': (2,3,), }".PadRight 127
                     + "\n")
                    "header")
        }

        test "two leaves of one path cannot be told apart" {
            withFile "p.npz" (fun file ->
                let p: Map<string, obj> =
                    Map [ "a][b", box (Tensor.arange 1); "a", box (Map [ "b", Tensor.arange 2 ]) ]

                Expect.throwsC (fun () -> Params.save file p) (fun e ->
                    Expect.equal
                        (e.GetType(), e.Message)
                        (typeof<TreeException>, "Save wants a path of its own for each leaf, but got two at [a][b].")
                        "")

                Expect.isFalse (File.Exists file) "nothing is written")
        }
    ]
