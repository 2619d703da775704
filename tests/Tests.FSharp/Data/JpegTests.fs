/// JPEG files: what the encoder rounds away is all that may be lost.
module Functional.Tests.Data.JpegTests

open System
open System.IO
open Expecto
open Functional.Core
open Functional.Models
open Functional.Hardening.Files.JpegBytes

let private withFile (bytes: byte[]) (check: string -> 'a) =
    let file = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.jpg")

    try
        File.WriteAllBytes(file, bytes)
        check file
    finally
        File.Delete file

/// A soft picture with some noise.
let private picture y x =
    128.0 + 60.0 * sin (float x / 5.0) + 40.0 * cos (float y / 7.0) + float ((x * 7 + y * 13) % 11)

let private grey = { Across = 1; Down = 1; Pixel = picture }
let private flat value = { Across = 1; Down = 1; Pixel = fun _ _ -> value }

let private bytesOf (image: Tensor) = image.ToArray() |> Array.map (fun x -> 255.0 * x)

let private fails (bytes: byte[]) (error: string -> ImageError) =
    withFile bytes (fun file ->
        Expect.equal (Image.readJpeg file |> Result.map ignore) (Error(error file)) "error"
        Expect.stringContains (string (error file)) file "the message names the file")

let private read bytes check =
    withFile bytes (fun file ->
        match Image.readFile file with
        | Ok image -> check image
        | Error error -> failtest (string error))

[<Tests>]
let tests =
    testList "JPEG" [
        for width, height, interval in [ 8, 8, 1000; 29, 21, 1000; 29, 21, 3 ] do
            test $"grey, {width} × {height}, anew after {interval}" {
                read (encode width height interval [ grey ]) (fun image ->
                    Expect.sequenceEqual image.Shape [ 3; height; width ] "shape"
                    let bytes = bytesOf image

                    for i in 0 .. bytes.Length - 1 do
                        let y, x = i / width % height, i % width
                        // Rounded coefficients: half a step each, 64 of them, mostly cancelling.
                        Expect.isLessThan (abs (bytes[i] - picture y x)) 1.5 $"({y}, {x})")
            }

        test "colours of brightness and two differences" {
            read (encode 9 9 1000 [ flat 100.0; flat 90.0; flat 180.0 ]) (fun image ->
                let expected = [ 100.0 + 1.402 * 52.0; 100.0 - 0.71414 * 52.0 + 0.34414 * 38.0; 100.0 - 1.772 * 38.0 ]

                for c in 0..2 do
                    for value in bytesOf image[c] do
                        Expect.isLessThan (abs (value - expected[c])) 1.0 $"channel {c}")
        }

        for across, down in [ 2, 1; 1, 2; 2, 2; 4, 1 ] do
            test $"differences at a smaller size, {across} × {down}" {
                // Brightness is flat, and the difference of red a ramp: what is between its pixels follows it.
                let slope = 2.0
                let bright = { Across = across; Down = down; Pixel = fun _ _ -> 128.0 }
                let ramp = { Across = 1; Down = 1; Pixel = fun y x -> 60.0 + slope * float (x + y) }

                read (encode 32 16 1000 [ bright; flat 128.0; ramp ]) (fun image ->
                    let red = image[0]

                    for y in 2..13 do
                        for x in 4..27 do
                            let place size i = (float i + 0.5) / float size - 0.5
                            let v = 60.0 + slope * (place across x + place down y)
                            let expected = Math.Clamp(128.0 + 1.402 * (v - 128.0), 0.0, 255.0)
                            let got = 255.0 * red[y, x].ToScalar()
                            // Linear between pixels, but a wide one is repeated.
                            let loose = if across = 4 then 1.402 * slope else 0.0
                            Expect.isLessThan (abs (got - expected)) (2.0 + loose) $"({y}, {x})")
            }

        test "a file that is not whole, of another kind or another form is an error" {
            let whole = encode 29 21 3 [ grey ]
            fails [| 1uy; 2uy; 3uy |] (fun file -> WrongKind(file, "JPEG"))

            for length in 3 .. whole.Length - 1 do
                fails whole[.. length - 1] (fun file -> DamagedPixels file)

            let frame =
                Array.findIndex (fun i -> whole[i] = 0xFFuy && whole[i + 1] = 0xC0uy) [| 0 .. whole.Length - 2 |]

            let changed place value =
                let other = Array.copy whole
                other[frame + place] <- value
                other

            let form file =
                UnknownForm(
                    file,
                    "to be a baseline JPEG of 8 bits, grey or with brightness and two differences, not progressive"
                )

            fails (changed 1 0xC2uy) form
            fails (changed 4 12uy) form
            fails (changed 9 4uy) form
            fails (changed 6 0uy) DamagedPixels
        }

        test "a size that the file cannot fill takes no memory" {
            let whole = encode 8 8 1000 [ grey ]

            let frame =
                Array.findIndex (fun i -> whole[i] = 0xFFuy && whole[i + 1] = 0xC0uy) [| 0 .. whole.Length - 2 |]

            let sized (side: int) =
                Array.blit [| byte (side >>> 8); byte side; byte (side >>> 8); byte side |] 0 whole (frame + 5) 4

            let before = GC.GetAllocatedBytesForCurrentThread()
            sized 8192
            fails whole DamagedPixels
            sized 65535
            fails whole (fun file -> TooManyPixels(file, 65535L, 65535L, 1L <<< 26))
            Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 1_000_000L "bytes"
        }

        test "frames one after the other are an error, before each takes its memory" {
            let whole = segments 29 21 1000 [ grey ]
            let frame = whole |> List.find (fun (mark, _) -> mark = 0xC0uy) |> snd |> Array.copy
            // 512 × 512, as the many make the file long enough for it.
            Array.blit [| 2uy; 0uy; 2uy; 0uy |] 0 frame 1 4
            let many = List.replicate 1000 (0xC0uy, frame) @ whole |> ofSegments
            let before = GC.GetAllocatedBytesForCurrentThread()
            fails many DamagedPixels
            Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 2_000_000L "bytes"
        }

        test "a hundred thousand segments, and tables of one, are read as one is" {
            let whole = segments 29 21 1000 [ grey ]
            let read file = withFile file (Image.readJpeg >> Result.map (fun x -> x.ToArray()))
            let expected = read (ofSegments whole)
            Expect.isOk expected "read"
            Expect.equal (read (ofSegments (List.replicate 100_000 (0xE1uy, [||]) @ whole))) expected "segments"

            Expect.equal
                (read (ofSegments (List.replicate 100_000 (0uy, [| 0xFFuy |]) @ whole)))
                expected
                "bytes of ones"

            let before = GC.GetAllocatedBytesForCurrentThread()
            let table = Array.append [| 5uy |] (Array.create 64 1uy)
            let tables = 0xDBuy, Array.concat (Array.replicate 1000 table)
            let codes = 0xC4uy, Array.concat (Array.replicate 3800 (Array.append [| 5uy |] (Array.zeroCreate 16)))
            Expect.equal (read (ofSegments (tables :: codes :: whole))) expected "tables"
            Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 5_000_000L "bytes"
        }

        test "a byte changed anywhere is an error of one type, or another picture" {
            let whole = encode 16 8 1 [ grey; grey; flat 90.0 ]

            for place in 2 .. whole.Length - 1 do
                for change in [ 1uy; 0xFFuy ] do
                    let other = Array.copy whole
                    other[place] <- other[place] ^^^ change
                    withFile other (Image.readJpeg >> ignore)
        }
    ]
