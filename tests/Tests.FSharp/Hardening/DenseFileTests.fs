/// Files that hold as much as their bytes can: what `docs/hardening.md` says of memory is held to these as well.
module Functional.Tests.Hardening.DenseFileTests

open System
open System.IO
open System.Text
open Expecto
open Functional.Models
open Functional.Hardening.Files
open Functional.Hardening.Fuzz
open Functional.Hardening.Kept
open Functional.Tests.Files.TensorFileTests

let private lines count (line: int -> string) = String.Join("", Seq.init count line)

/// Two bits for each block of 64 pixels: codes of one bit for a mean that does not change and for an end. The planes have 9 blocks for 16.
let private jpeg units =
    let table kind = Array.concat [ [| kind; 1uy |]; Array.zeroCreate 16 ]
    let size = 32 * units
    let high, low = byte (size / 256), byte (size % 256)

    JpegBytes.ofSegments [
        0xDBuy, Array.append [| 0uy |] (Array.create 64 1uy)
        0xC0uy, [| 8uy; high; low; high; low; 3uy; 1uy; 0x41uy; 0uy; 2uy; 0x14uy; 0uy; 3uy; 0x11uy; 0uy |]
        0xC4uy, Array.append (table 0uy) (table 16uy)
        0xDAuy, [| 3uy; 1uy; 0uy; 2uy; 0uy; 3uy; 0uy; 0uy; 63uy; 0uy |]
        0uy, Array.zeroCreate (units * units * 9 / 4 + 1)
        0uy, [| 0xFFuy; 0xD9uy |]
    ]

let private header order shape =
    TensorBytes.npy $"{{'descr': '<f4', 'fortran_order': {order}, 'shape': ({shape}), }}"

let private epochs count =
    let history = [ for i in 1..count -> { Epoch = i; Loss = float i; Metrics = [ "a", 1.0; "b", 2.0 ] } ]
    let state = { Training.start (KeptRun.plan 3) KeptRun.start with History = history }
    let bytes = ref [||]

    withFile "p.safetensors" (fun file ->
        Checkpoint.save file KeptRun.key state
        bytes.Value <- File.ReadAllBytes file)

    bytes.Value

/// Name, format, its files, and whether they are valid.
let private files = [
    "options", "cfg", [ Encoding.UTF8.GetBytes("[net]\n" + lines 16000 (fun i -> $"{i:x}=\n")) ], true
    "layers", "cfg", [ Encoding.UTF8.GetBytes("[net]\n" + lines 8000 (fun _ -> "[max]\n")) ], true
    "tensors of nothing",
    "safetensors",
    [
        let tensors =
            lines 2000 (fun i -> $"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},")

        TensorBytes.headed ("{" + tensors.TrimEnd ',' + "}") 0
    ],
    true
    "axes",
    "safetensors",
    [
        let ones = (lines 40000 (fun _ -> "1,")).TrimEnd ','
        TensorBytes.headed $"{{\"\":{{\"dtype\":\"F32\",\"shape\":[{ones}],\"data_offsets\":[0,4]}}}}" 4
    ],
    true
    "epochs", "checkpoint", [ epochs 1000 ], true
    "tensors of nothing",
    "raw",
    [
        let tensors = lines 2000 (fun i -> $"{{\"name\":\"{i}\",\"shape\":[0],\"offsetFloats\":0}},")
        Encoding.UTF8.GetBytes("[" + tensors.TrimEnd ',' + "]")
        [||]
    ],
    true
    "parts of nothing",
    "npz",
    [ TensorBytes.zipped [ for i in 0..2000 -> $"{i}.npy", header "False" $"0, {i}" 0 ] ],
    true
    "axes", "npz", [ TensorBytes.zipped [ "x.npy", header "True" (lines 20000 (fun _ -> "1,")) 4 ] ], true
    "zeros", "npz", [ TensorBytes.zipped [ "x.npy", header "True" "1000, 2000" 8_000_000 ] ], true
    "zeros", "idx", [ IdxBytes.gzip (IdxBytes.idx [ 5; 1000; 1000 ] (Array.zeroCreate 5_000_000)) ], true
    "zeros of labels", "idx", [ IdxBytes.gzip (IdxBytes.idx [ 3_000_000 ] (Array.zeroCreate 3_000_000)) ], true
    "zeros",
    "png",
    [
        PngBytes.ofChunks [
            "IHDR", [| 0uy; 0uy; 8uy; 0uy; 0uy; 0uy; 4uy; 0uy; 8uy; 0uy; 0uy; 0uy; 0uy |]
            "IDAT", PngBytes.compress (Array.zeroCreate (2049 * 1024))
        ]
    ],
    true
    "blocks of two bits", "jpeg", [ jpeg 40 ], true
    "marks to begin anew",
    "jpeg",
    [
        JpegBytes.ofSegments [
            0xC0uy, [| 8uy; 0uy; 8uy; 0uy; 8uy; 1uy; 1uy; 0x11uy; 0uy |]
            0xDAuy, [| 1uy; 1uy; 0uy; 0uy; 63uy; 0uy |]
            0uy, Array.init 60000 (fun i -> if i % 2 = 0 then 0xFFuy else 0xD0uy)
        ]
    ],
    false
]

[<Tests>]
let tests =
    testList "Dense files" [
        for name, format, bytes, valid in files do
            test $"{format}: {name}" {
                let format = Formats.all |> List.find (fun other -> other.Name = format)

                let result = Fuzzing.inFolder (fun folder -> Case.judge format (Case.paths folder format 0L) bytes)

                Expect.equal result.Ending (if valid then Case.Value else Case.TypedError) "the ending"
            }
    ]
