module Functional.Tests.Data.ImageTests

open System
open System.Buffers.Binary
open System.IO
open Expecto
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Hardening.Files

let private withFile (bytes: byte[]) check =
    let file = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.image")

    try
        File.WriteAllBytes(file, bytes)
        check file
    finally
        File.Delete file

let private pixels = [| for i in 0 .. 3 * 5 * 4 - 1 -> byte (i * i * 7 + i * 13) |]
let private raster = { Raster.Width = 5; Height = 4; Channels = 3; Pixels = pixels }
let private ascii (text: string) = Text.Encoding.ASCII.GetBytes text
let private ppm = Array.append (ascii "P6 # five by four\n5 4\n255\n") pixels

let private jpeg width height =
    let plane = { JpegBytes.Across = 1; JpegBytes.Down = 1; JpegBytes.Pixel = fun y x -> float ((x + y) % 256) }
    JpegBytes.encode width height 1000 [ plane ]

let private bytesOf (image: Tensor) =
    image.Permute(1, 2, 0).ToArray() |> Array.map (fun x -> byte (Math.Round(255.0 * x)))

// The same PNG with row y filtered by kind y + 1.
let private filtered () =
    PngBytes.ofChunks [
        "IHDR", (Png.encode raster)[16..28]
        "IDAT", PngBytes.compress (PngBytes.filtered raster)
        "IEND", [||]
    ]

let private fails read (bytes: byte[]) (error: string -> ImageError) =
    withFile bytes (fun file ->
        Expect.equal (read file |> Result.map ignore) (Error(error file)) "error"
        Expect.stringContains (string (error file)) file "the message names the file")

[<Tests>]
let tests =
    testList "Images" [
        test "PPM and PNG give the pixels, filtered or not" {
            withFile ppm (fun file ->
                match Image.readPpm file with
                | Ok image ->
                    Expect.sequenceEqual image.Shape [ 3; 4; 5 ] "shape"
                    Expect.equal (bytesOf image) pixels "PPM"
                | Error error -> failtest (string error))

            for png in [ Png.encode raster; filtered () ] do
                withFile png (fun file ->
                    match Image.readPng file with
                    | Ok image -> Expect.equal (bytesOf image) pixels "PNG"
                    | Error error -> failtest (string error))
        }

        test "grey is read as three equal colours" {
            let grey = { Raster.Width = 2; Height = 2; Channels = 1; Pixels = [| 1uy; 2uy; 3uy; 4uy |] }

            withFile (Png.encode grey) (fun file ->
                match Image.readPng file with
                | Ok image ->
                    Expect.equal
                        (bytesOf image)
                        [|
                            for b in 1uy .. 4uy do
                                yield! [ b; b; b ]
                        |]
                        "pixels"
                | Error error -> failtest (string error))
        }

        test "a file that is not whole, or none, is an error" {
            fails Image.readPpm ppm[.. ppm.Length - 2] (fun file -> WrongLength(file, 60L, 59L))
            fails Image.readPpm (ascii "P5 1 1 255 ") (fun file -> WrongKind(file, "PPM (P6)"))

            fails Image.readPpm (ascii "P6 1 1 70000 ") (fun file ->
                UnknownForm(file, "width, height and 255 after P6"))

            fails Image.readPng [| 1uy |] (fun file -> WrongKind(file, "PNG"))
            let png = Png.encode raster
            fails Image.readPng png[..50] (fun file -> DamagedPixels file)
            png[24] <- 16uy

            fails Image.readPng png (fun file ->
                UnknownForm(file, "8 bits a channel of grey or colour, with or without alpha, not interlaced"))
        }

        test "a size that the file cannot fill is an error that takes no memory" {
            let sized (width: int) (height: int) =
                let png = Png.encode raster
                BinaryPrimitives.WriteInt32BigEndian(png.AsSpan 16, width)
                BinaryPrimitives.WriteInt32BigEndian(png.AsSpan 20, height)
                png

            let before = GC.GetAllocatedBytesForCurrentThread()
            fails Image.readPng (sized 8192 8192) (fun file -> DamagedPixels file)

            // The product of these is 1 in 64 bits.
            let side = 4294967295L
            fails Image.readPng (sized -1 -1) (fun file -> TooManyPixels(file, side, side, 1L <<< 26))

            Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 1_000_000L "bytes"
        }

        test "a file of many pixels is refused by the limit, before memory is taken" {
            let png =
                let rows = Array.zeroCreate (300 * 201)
                let header = [| 0uy; 0uy; 0uy; 200uy; 0uy; 0uy; 1uy; 44uy; 8uy; 0uy; 0uy; 0uy; 0uy |]
                PngBytes.ofChunks [ "IHDR", header; "IDAT", PngBytes.compress rows; "IEND", [||] ]

            let ppm = Array.append (ascii "P6 200 300 255 ") (Array.zeroCreate 180000)
            let under most = { ImageOptions.Default with MaxPixels = most }

            for read, file in [ Image.Using.readPng, png; Image.Using.readPpm, ppm; Image.Using.readJpeg, jpeg 200 300 ] do
                withFile file (fun path -> Expect.isOk (read (under 60000L) path) "at the limit")
                fails (read (under 59999L)) file (fun file -> TooManyPixels(file, 200L, 300L, 59999L))
                fails (read (under 0L)) file (fun file -> TooManyPixels(file, 200L, 300L, 0L))

            // 746 KB that stand for 256 million pixels, as were sent to us.
            let side = 16000

            let bomb =
                let be (n: int) = Array.rev (BitConverter.GetBytes n)
                let header = Array.concat [ be side; be side; [| 8uy; 0uy; 0uy; 0uy; 0uy |] ]
                PngBytes.ofChunks [ "IHDR", header; "IDAT", Array.zeroCreate 746_000; "IEND", [||] ]

            let before = GC.GetAllocatedBytesForCurrentThread()
            fails Image.readPng bomb (fun file -> TooManyPixels(file, int64 side, int64 side, 1L <<< 26))
            Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 10_000_000L "bytes"
        }

        test "a letterbox is grey around the image, resized linearly" {
            let image = Key.Of(2).Uniform([| 3; 6; 9 |], dtype = DType.Float32)
            let boxed = Image.letterbox 7 5 image
            Expect.sequenceEqual boxed.Shape [ 3; 7; 5 ] "shape"
            // 6 × 9 becomes 3 × 5, two rows below the top.
            let value c y x =
                let sy, sx = float y * 5.0 / 2.0, float x * 8.0 / 4.0
                let iy, ix = min 4 (int sy), min 7 (int sx)
                let dy, dx = sy - float iy, sx - float ix
                let p y x = image[c, y, x].ToScalar()

                (1.0 - dy) * ((1.0 - dx) * p iy ix + dx * p iy (ix + 1))
                + dy * ((1.0 - dx) * p (iy + 1) ix + dx * p (iy + 1) (ix + 1))

            for c in 0..2 do
                for y in 0..6 do
                    for x in 0..4 do
                        let expected = if y < 2 || y > 4 then 0.5 else value c (y - 2) x
                        Expect.floatClose Accuracy.medium (boxed[c, y, x].ToScalar()) expected $"({c}, {y}, {x})"
        }
    ]
