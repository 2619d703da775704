/// Every format that the library reads, with valid files of each.
module Functional.Hardening.Fuzz.Formats

open System
open System.IO
open System.Text
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Hardening.Files
open Functional.Hardening.Kept

// Each element is looked at.
let private touch (x: Tensor) = Tensor.sum x |> Tensor.toScalar |> ignore

let private outcome (read: Result<'a, 'e>) =
    match read with
    | Ok _ -> None
    | Error error -> Some(string error)

let private images (read: Result<Tensor, 'e>) = read |> Result.map touch |> outcome

// A file of one part, as it is or pressed.
let private plain (bytes: byte[]) = {
    Parts = [ "", bytes ]
    Build = fun parts -> [ Array.concat (List.map snd parts) ]
}

let private pressed (bytes: byte[]) =
    let seed = plain bytes
    { seed with Build = seed.Build >> List.map IdxBytes.gzip }

let private ramp count = Array.init count (fun i -> byte (i * i / 3))

let private idx =
    let pictures, labels = IdxBytes.idx [ 3; 5; 4 ] (ramp 60), IdxBytes.idx [ 7 ] (Array.init 7 byte)

    let read file =
        match Idx.images DType.Float32 file with
        | Error(WrongRank _) -> Idx.labels 10 DType.Float64 file |> images
        | read -> images read

    {
        Name = "idx"
        Endings = [ ".idx" ]
        Seeds = [
            for file in [ pictures; labels; IdxBytes.idx [ 0; 28; 28 ] [||] ] do
                plain file
                pressed file
            pressed (IdxBytes.idx [ 40; 28; 28 ] (Array.zeroCreate (40 * 28 * 28)))
        ]
        Read = List.head >> read
        PerByte = Format.pressed
    }

let private cfg = {
    Name = "cfg"
    Endings = [ ".cfg" ]
    Seeds = [ plain (Encoding.UTF8.GetBytes DarknetBytes.description) ]
    Read = List.head >> DarknetFiles.readNet >> outcome
    PerByte = Format.lines
}

let private weights =
    let seed minor = {
        Parts = [
            ".cfg", Encoding.UTF8.GetBytes DarknetBytes.description
            "", DarknetBytes.bytes minor DarknetBytes.numbers
        ]
        Build =
            fun parts ->
                let cfg, weights = parts |> List.partition (fun (name, _) -> name = ".cfg")
                [ Array.concat (List.map snd cfg); Array.concat (List.map snd weights) ]
    }

    let read (files: string list) =
        match DarknetFiles.readNet files[0] with
        | Error error -> Some(string error)
        | Ok net -> DarknetFiles.readWeights net files[1] |> Result.map (Params.leaves >> Array.iter touch) |> outcome

    {
        Name = "weights"
        Endings = [ ".cfg"; ".weights" ]
        Seeds = [ seed 1; seed 2 ]
        Read = read
        PerByte = Format.lines
    }

let private raw =
    let index =
        """[{"name":"a","shape":[2,3],"offsetFloats":0},{"name":"b","shape":[],"offsetFloats":6},{"name":"c","shape":[0,4],"offsetFloats":7}]"""

    {
        Name = "raw"
        Endings = [ ".json"; ".f32" ]
        Seeds = [
            {
                Parts = [ ".json", Encoding.UTF8.GetBytes index; "", ramp 28 ]
                Build =
                    fun parts -> [
                        for name in [ ".json"; "" ] ->
                            Array.concat [
                                for n, b in parts do
                                    if n = name then
                                        b
                            ]
                    ]
            }
        ]
        Read =
            fun files ->
                RawTensors.read (nonNull (Path.ChangeExtension(files[0], null)))
                |> Result.map (Map.iter (fun _ x -> touch x))
                |> outcome
        PerByte = Format.plain
    }

let private tree = {|
    W = Random.normal [ 2; 3 ] (Random.key 1)
    B = [ Tensor.zerosOf DType.Float32 [ 3 ]; Tensor.zeros [ 0 ] ]
|}

let private saved ending write =
    let file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}{ending}")

    try
        write file
        File.ReadAllBytes file
    finally
        File.Delete file

let private refused read =
    try
        read ()
        None
    with :? TensorFileException as error ->
        Some error.Message

let private readTensors (files: string list) = refused (fun () -> Params.read files[0] |> Map.iter (fun _ x -> touch x))

// Header and elements; the length of the header is a true one.
let private safe (file: byte[]) =
    let size = int (BitConverter.ToInt64(file, 0))

    {
        Parts = [ "", file[8 .. 7 + size]; "elements", file[8 + size ..] ]
        Build =
            fun parts ->
                let header, elements = parts |> List.partition (fun (name, _) -> name = "")
                let header = Array.concat (List.map snd header)
                [ Array.concat [ BitConverter.GetBytes header.LongLength; header; yield! List.map snd elements ] ]
    }

let private safetensors = {
    Name = "safetensors"
    Endings = [ ".safetensors" ]
    Seeds = [
        safe (saved ".safetensors" (fun file -> Params.save file tree))
        safe (
            TensorBytes.headed
                """{"__metadata__":{"format":"pt"},"a.b":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]}}"""
                16
        )
    ]
    Read = readTensors
    PerByte = Format.plain
}

let private npz =
    let text order shape = $"{{'descr': '<f4', 'fortran_order': {order}, 'shape': ({shape}), }}"

    {
        Name = "npz"
        Endings = [ ".npz" ]
        Seeds = [
            {
                Parts = [
                    "a.npy", TensorBytes.npy (text "False" "2, 3") 24
                    "b.npy", TensorBytes.npy (text "True" "5, 2") 40
                    "c.npy", TensorBytes.npy (text "False" "60, 80") 19200
                ]
                Build = fun parts -> [ TensorBytes.zipped parts ]
            }
            plain (saved ".npz" (fun file -> Params.save file tree))
            {
                Parts = [ "a.npy", TensorBytes.npy (text "False" "2, 3") 24 ]
                Build = fun parts -> [ TensorBytes.zip64 None "a.npy" (Array.concat (List.map snd parts)) ]
            }
        ]
        Read = readTensors
        PerByte = Format.pressed
    }

let private checkpoint =
    let plan = { KeptRun.plan 3 with Compiled = false; Epochs = 2 }

    let after epochs =
        saved ".safetensors" (fun file ->
            Training.run { plan with Epochs = epochs } KeptRun.key KeptRun.start
            |> Checkpoint.save file KeptRun.key)

    let goOn (file: string) =
        try
            Training.runKept file Int32.MaxValue plan KeptRun.key KeptRun.start |> ignore
            None
        with
        | :? TensorFileException as error -> Some error.Message
        // The key of another run, or batches that its plan does not have.
        | :? DomainException as error -> Some $"{file}: {error.Message}"

    {
        Name = "checkpoint"
        Endings = [ ".safetensors" ]
        Seeds = [ for epochs in 0..2 -> safe (after epochs) ]
        Read = List.head >> goOn
        PerByte = Format.plain
    }

let private raster channels = { Width = 7; Height = 9; Channels = channels; Pixels = ramp (63 * channels) }

let private png =
    let seed raster =
        let rows = PngBytes.filtered raster

        {
            Parts = [ "IHDR", (Png.encode raster)[16..28]; "tEXt", "Title\000x"B; "IDAT", rows; "IEND", [||] ]
            Build =
                fun parts -> [
                    PngBytes.ofChunks [
                        for name, data in parts -> name, (if name = "IDAT" then PngBytes.compress data else data)
                    ]
                ]
        }

    let blank = { Width = 300; Height = 200; Channels = 1; Pixels = Array.zeroCreate 60000 }

    {
        Name = "png"
        Endings = [ ".png" ]
        Seeds = [ seed (raster 1); seed (raster 3); plain (Png.encode blank) ]
        Read = List.head >> Image.readFile >> images
        PerByte = Format.pressed
    }

let private ppm = {
    Name = "ppm"
    Endings = [ ".ppm" ]
    Seeds = [ plain (Array.append "P6 # seven by nine\n7 9\n255\n"B (ramp 189)) ]
    Read = List.head >> Image.readFile >> images
    PerByte = Format.plain
}

let private jpeg =
    let plane across down = {
        JpegBytes.Across = across
        JpegBytes.Down = down
        JpegBytes.Pixel = fun y x -> float ((x * 5 + y * 3) % 256)
    }

    let seed interval planes = {
        Parts = JpegBytes.segments 29 21 interval planes |> List.map (fun (mark, body) -> mark.ToString "X2", body)
        Build =
            fun parts -> [
                parts |> List.map (fun (mark, body) -> Convert.ToByte(mark, 16), body) |> JpegBytes.ofSegments
            ]
    }

    {
        Name = "jpeg"
        Endings = [ ".jpg" ]
        Seeds = [
            seed 1000 [ plane 1 1 ]
            seed 3 [ plane 2 2; plane 1 1; plane 1 1 ]
            seed 1000 [ plane 2 1; plane 1 1; plane 1 1 ]
        ]
        Read = List.head >> Image.readFile >> images
        PerByte = Format.pressed
    }

/// All formats.
let all = [ idx; cfg; weights; raw; safetensors; npz; checkpoint; png; ppm; jpeg ]
