/// Files of tensors that are damaged, hostile, or not those that were asked for.
module Functional.Tests.Files.DamagedFileTests

open System
open System.IO
open System.IO.Compression
open System.Text
open Expecto
open Functional.Core
open Functional.Models
open Functional.Hardening.Files.TensorBytes
open Functional.Tests.Files.TensorFileTests

let private part text elements = zipped [ "x.npy", npy text elements ]

/// Name of the file, its bytes, the tensor at fault, and what the message says after the file's name.
let private damaged = [
    "p.safetensors", [||], None, "wants 8 bytes for the length of its header, but has 0."
    "p.safetensors", safe 1L "" 0, None, "wants a header of at most 0 bytes, but says 1."
    "p.safetensors",
    safe Int64.MaxValue "{}" 0,
    None,
    "wants a header of at most 2 bytes, but says 9223372036854775807."
    "p.safetensors", safe -1L "{}" 0, None, "wants a header of at most 2 bytes, but says 18446744073709551615."
    "p.safetensors", headed "{]" 0, None, "wants a header of JSON that names each tensor once, but: "
    "p.safetensors", headed "[]" 0, None, "wants a header of JSON that names each tensor once, but: "
    "p.safetensors", headed (String('[', 100000)) 0, None, "wants a header of JSON that names each tensor once, but: "
    "p.safetensors", headed """{"x":{"y":[[]]}}""" 0, None, "wants a header of JSON that names each tensor once, but: "
    "p.safetensors", headed """{"x":1}""" 0, Some "x", "wants dtype, shape and data_offsets of x, but: "
    "p.safetensors", headed """{"x":{}}""" 0, Some "x", "wants dtype, shape and data_offsets of x, but: "
    "p.safetensors",
    headed """{"x":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}""" 2,
    Some "x",
    "wants x to have the dtype F32 or F64, but has BF16; convert it where it is written."
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""" 4,
    Some "x",
    "wants dtype, shape and data_offsets of x, but: Shape wants sizes of 0 or more, but got [-1]."
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[2147483647,2147483647],"data_offsets":[0,4]}}""" 4,
    Some "x",
    "wants dtype, shape and data_offsets of x, but: Shape wants at most 2147483647 elements"
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[99999999999],"data_offsets":[0,4]}}""" 4,
    Some "x",
    "wants dtype, shape and data_offsets of x, but: "
    "p.safetensors",
    headed """{"x":{"dtype":"F64","shape":[2000000000],"data_offsets":[0,16000000000]}}""" 4,
    Some "x",
    "wants x to end within 4 bytes of elements, but says 16000000000."
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""" 4,
    Some "x",
    "wants 8 bytes for x of Float32[2], but says 0 to 4."
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""" 4,
    Some "x",
    "wants x to begin at byte 0 of the elements, but says -4."
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""" 4,
    Some "x",
    "wants two data_offsets of x, but has 1."
    "p.safetensors",
    headed
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"""
        8,
    Some "y",
    "wants y to begin at byte 4 of the elements, but says 0."
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""" 8,
    Some "x",
    "wants x to begin at byte 0 of the elements, but says 4."
    "p.safetensors",
    headed """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""" 8,
    None,
    "wants 4 bytes of elements, but has 8."
    "p.safetensors",
    headed
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"""
        8,
    None,
    "wants a header of JSON that names each tensor once, but: "
    "p.npz", [||], None, "wants a whole zip, but: "
    "p.npz", zipped [ "x.txt", [| 1uy |] ], Some "x.txt", "wants parts whose names end in .npy, but has x.txt."
    "p.npz", zipped [ "x.npy", [| 1uy |] ], Some "x", "wants a whole zip at x, but: "
    "p.npz",
    zipped [ "x.npy", Array.zeroCreate 8 ],
    Some "x",
    "wants x to begin as a .npy of version 1 to 3, but got 0000000000000000."
    "p.npz", part "{}" 0, Some "x", "wants descr, fortran_order and shape of x, but says {}."
    "p.npz",
    part "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }" 8,
    Some "x",
    "wants x to have the dtype f4 or f8, but has <i8; convert it where it is written."
    "p.npz",
    part "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }" 8,
    Some "x",
    "wants the shape of x, but says (-1,): "
    "p.npz",
    part "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,), }" 8,
    Some "x",
    "wants 16000000000 bytes of elements of x, but has 8."
    "p.npz",
    part "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }" 8,
    Some "x",
    "wants the shape of x, but says (99999999999,): "
    "p.npz",
    part "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }" 9,
    Some "x",
    "wants 8 bytes of elements of x, but has 9."
    "p.npz",
    zipped [
        for n in 1..2 -> "x.npy", npy $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({n},), }}" (8 * n)
    ],
    Some "x",
    "wants each tensor once, but has x twice."
    "p.npz",
    zipped [
        for name in [ "x.npy"; "y.npy"; "z.npy" ] -> name, Array.init 1000 (fun i -> byte (i * i * i / 7))
    ],
    Some "y.npy",
    "wants parts side by side, but y.npy begins within the bytes of x.npy."
    // Room enough for all of them.
    "p.npz",
    zipped [
        for name in [ "x.npy"; "y.npy" ] do
            name, npy "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }" 8

        "z.npy", Array.init 1000 (fun i -> byte (i * i * i / 7))
    ],
    Some "y.npy",
    "wants parts side by side, but y.npy begins within the bytes of x.npy."
    "p.npz",
    zip64 (Some -1L) "x.npy" (npy "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }" 8),
    Some "x.npy",
    "wants x.npy to end within the file, but says it has 18446744073709551615 bytes."
    "p.npz",
    zip64 (Some Int64.MaxValue) "x.npy" (npy "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }" 8),
    Some "x.npy",
    "wants x.npy to end within the file, but says it has 9223372036854775807 bytes."
    "p.txt", [||], None, "wants a name that ends in .safetensors or .npz, which says the form of the file."
]

let private fails (file: string) tensor (message: string) (read: unit -> unit) =
    Expect.throwsC read (fun e ->
        match e with
        | :? TensorFileException as e ->
            Expect.equal (e.File, Option.ofObj e.Tensor) (file, tensor) "file and tensor"
            Expect.stringStarts e.Message $"{file} {message}" "message"
        | e -> failtest $"{e}")

type private Layer = { W: Tensor; B: Tensor }

let private layer = { W = Tensor.zeros [ 2; 3 ]; B = Tensor.zeros [ 3 ] }

let private misfits: (string * (string -> unit) * string option * string) list = [
    "a tensor that is missing",
    (fun file -> Params.load file [ layer; layer ] |> ignore),
    Some "[1].W",
    "wants a tensor [1].W of Float64[2, 3], but has [0].W, [0].B. Was it saved from a tree of another form?"
    "a tensor too many",
    (fun file -> Params.load file [ Map [ "W", layer.W ] ] |> ignore),
    Some "[0][W]",
    "wants a tensor [0][W] of Float64[2, 3], but has [0].W, [0].B."
    "one of another shape",
    (fun file -> Params.load file [ { layer with B = Tensor.zeros [ 1; 3 ] } ] |> ignore),
    Some "[0].B",
    "wants [0].B to be Float64[1, 3], but has Float64[3]; load it into a tree with the sizes it was saved from."
    "one of another dtype",
    (fun file -> Params.load file [ Params.map (fun x -> x.Cast DType.Float32) layer ] |> ignore),
    Some "[0].W",
    "wants [0].W to be Float32[2, 3], but has Float64[2, 3]; load it into a tree with the dtype it was saved from."
]

[<Tests>]
let tests =
    testList "TensorFile, wrong files" [
        for i, (name, bytes, tensor, message) in List.indexed damaged do
            test $"file {i}: {name} {message}" {
                withFile name (fun file ->
                    File.WriteAllBytes(file, bytes)
                    fails file tensor message (fun () -> Params.read file |> ignore))
            }

        for name in formats do
            for what, load, tensor, message in misfits do
                test $"{name}: {what}" {
                    withFile name (fun file ->
                        Params.save file [ layer ]
                        fails file tensor message (fun () -> load file))
                }

            test $"{name}: one tensor more than the tree has" {
                withFile name (fun file ->
                    Params.save file [ layer; layer ]

                    fails
                        file
                        (Some "[1].W")
                        "wants only the 2 tensors of the tree, but has [1].W of Float64[2, 3] as well; load it into the tree that it was saved from"
                        (fun () -> Params.load file [ layer ] |> ignore))
            }

            test $"{name}: no file, and no folder" {
                withFile name (fun file ->
                    Expect.throwsT<FileNotFoundException> (fun () -> Params.read file |> ignore) "no file"
                    let lost = Path.Combine(file, "there", name)
                    Expect.throwsT<DirectoryNotFoundException> (fun () -> Params.save lost layer) "no folder")
            }

            test $"{name}: a file cut short anywhere is an error that names it" {
                withFile name (fun file ->
                    Params.save file layer
                    let bytes = File.ReadAllBytes file

                    for length in 0 .. bytes.Length - 1 do
                        File.WriteAllBytes(file, bytes[.. length - 1])

                        Expect.throwsC (fun () -> Params.read file |> ignore) (fun e ->
                            Expect.equal (e :?> TensorFileException).File file $"{length}"))
            }

            test $"{name}: a byte changed anywhere is an error of one type, or other numbers" {
                withFile name (fun file ->
                    Params.save file { W = Tensor.ones [ 2; 3 ]; B = Tensor.ones [ 3 ] }
                    let bytes = File.ReadAllBytes file

                    for place in 0 .. bytes.Length - 1 do
                        for change in [ 1uy; 0x80uy; 0xFFuy ] do
                            let other = Array.copy bytes
                            other[place] <- other[place] ^^^ change
                            File.WriteAllBytes(file, other)

                            try
                                Params.read file |> ignore
                            with :? TensorFileException ->
                                ())
            }

        test "an npz whose elements changed is found out by its checksum" {
            withFile "p.npz" (fun file ->
                Params.save file (Tensor.ones [ 4 ])
                let bytes = File.ReadAllBytes file
                // The last of the ones is the only 3F before the directory of the zip.
                let place = Array.FindLastIndex(bytes, (fun b -> b = 0x3Fuy))
                bytes[place] <- 0x40uy
                File.WriteAllBytes(file, bytes)
                fails file (Some "") "wants  to have the checksum " (fun () -> Params.read file |> ignore))
        }

        test "files of more than 2³¹ elements or bytes are typed errors of every reader" {
            // Without a byte of its own beyond the beginning: the file system keeps no zeros.
            let sparse name (start: byte[]) (length: int64) check =
                withFile name (fun file ->
                    using (new FileStream(file, FileMode.CreateNew, FileAccess.Write)) (fun stream ->
                        stream.Write start
                        stream.SetLength length)

                    check file)

            let long = (1L <<< 31) + 1000L

            let isError (read: string -> Result<'a, 'e>) file =
                match read file with
                | Error error -> Expect.stringContains (string (error: 'e)) file "it names the file"
                | Ok _ -> failtest $"{file} was read"

            let count = 2147483647L

            let header = $"{{\"x\":{{\"dtype\":\"F32\",\"shape\":[{count}],\"data_offsets\":[0,{4L * count}]}}}}"

            let start = headed header 0

            sparse "p.safetensors" start (start.LongLength + 4L * count) (fun file ->
                fails
                    file
                    (Some "x")
                    $"wants x to have at most {Array.MaxLength} elements, but has {count}."
                    (fun () -> Params.read file |> ignore))

            sparse "p.npz" [||] long (fun file ->
                fails file None "wants a whole zip, but: " (fun () -> Params.read file |> ignore))

            sparse "p.ppm" (Encoding.ASCII.GetBytes "P6 30000 30000 255 ") long (isError Image.readFile)
            sparse "p.png" [||] long (isError Image.readFile)
            sparse "p.jpg" [||] long (isError Image.readFile)
            sparse "p.cfg" (Encoding.ASCII.GetBytes "[net]\n") long (isError DarknetFiles.readNet)

            sparse
                "p.weights"
                [||]
                long
                (isError (DarknetFiles.readWeights { Channels = 1; Height = 1; Width = 1; Layers = [] }))

            sparse "p.f32" [||] long (fun file -> isError RawTensors.read file[.. file.Length - 5])
            sparse "p.idx" [| 0uy; 0uy; 8uy; 1uy; 0x80uy; 0uy; 0uy; 0uy |] long (isError (Idx.read 1))
        }

        test "a part of a zip that says more than it has takes no memory" {
            withFile "p.npz" (fun file ->
                // Deflated zeros: a thousand of them in a byte. One less than the header says.
                let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (8000001,), }"
                File.WriteAllBytes(file, part text 64_000_000)
                let before = GC.GetAllocatedBytesForCurrentThread()

                fails file (Some "x") "wants 64000008 bytes of elements of x, but has 64000000." (fun () ->
                    Params.read file |> ignore)

                Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 10_000_000L "bytes allocated")
        }

        test "a header of many shapes that do not end takes no time" {
            withFile "p.npz" (fun file ->
                let text = String.replicate 6000 "'shape': ("
                File.WriteAllBytes(file, zipped [ for i in 1..100 -> $"{i}.npy", npy (text + string i) 0 ])
                let clock = Diagnostics.Stopwatch.StartNew()

                fails file (Some "1") "wants descr, fortran_order and shape of 1" (fun () ->
                    Params.read file |> ignore)

                Expect.isLessThan clock.Elapsed.TotalSeconds 1.0 "seconds")
        }

        test "a key of numbers that are none" {
            withFile "p.safetensors" (fun file ->
                for word in [ -1.0; 0.5; 4294967296.0; nan ] do
                    TensorFile.Write(file, Map [ ".Bits", Tensor.ofArray [| word; 1.0 |] ])

                    fails file None "wants a tree, but: Key wants two whole numbers from 0 to 2³² − 1" (fun () ->
                        Params.load file (Random.key 1) |> ignore))
        }

        test "NumPy's elements with the first axis fastest, or the highest byte first" {
            withFile "p.npz" (fun file ->
                let text order dtype = $"{{'descr': '{dtype}', 'fortran_order': {order}, 'shape': (2, 3), }}"
                let elements = [| 1.0; 4.0; 2.0; 5.0; 3.0; 6.0 |]
                let high = elements |> Array.collect (BitConverter.GetBytes >> Array.rev)
                let low = elements |> Array.collect (float32 >> BitConverter.GetBytes)

                zipped [
                    "high.npy", Array.append (npy (text "False" ">f8") 0) high
                    "low.npy", Array.append (npy (text "True" "<f4") 0) low
                ]
                |> fun bytes -> File.WriteAllBytes(file, bytes)

                let read = Params.read file
                Expect.equal read["high"] (Tensor.create elements [| 2; 3 |]) "the highest byte first"

                Expect.equal
                    read["low"]
                    ((Tensor.create [| 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 |] [| 2; 3 |]).Cast DType.Float32)
                    "columns")
        }
    ]
