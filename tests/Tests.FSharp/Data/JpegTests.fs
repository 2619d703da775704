/// JPEG files, written by a small encoder: what it rounds away is all that may be lost.
module Functional.Tests.Data.JpegTests

open System
open System.IO
open Expecto
open Functional.Core
open Functional.Models

let private withFile (bytes: byte[]) check =
    let file = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.jpg")

    try
        File.WriteAllBytes(file, bytes)
        check file
    finally
        File.Delete file

let private word n = [| byte (n / 256); byte (n % 256) |]
let private segment mark (body: byte[]) = Array.concat [ [| 0xFFuy; mark |]; word (body.Length + 2); body ]

/// Along the diagonals of a block, there and back, as the standard draws it.
let private zigzag =
    let rec walk (y, x) up places =
        let places = (8 * y + x) :: places

        match y, x, up with
        | 7, 7, _ -> List.rev places
        | y, 7, true -> walk (y + 1, 7) false places
        | 0, x, true -> walk (0, x + 1) false places
        | 7, x, false -> walk (7, x + 1) true places
        | y, 0, false -> walk (y + 1, 0) true places
        | y, x, true -> walk (y - 1, x + 1) true places
        | y, x, false -> walk (y + 1, x - 1) false places

    walk (0, 0) true []

/// The coefficients of a block by the definition: ¼ c(u) c(v) Σ (f − 128) cos cos, with c(0) = 1/√2.
let private transform (f: int -> int -> float) =
    let wave u x = cos (float (2 * x + 1) * float u * Math.PI / 16.0)
    let weight u = if u = 0 then sqrt 0.5 else 1.0

    Array.init 64 (fun i ->
        let v, u = i / 8, i % 8

        let total =
            List.sum [
                for y in 0..7 do
                    for x in 0..7 -> (f y x - 128.0) * wave u x * wave v y
            ]

        int (round (0.25 * weight u * weight v * total)))

/// How many bits a number takes, and these: those of a negative one are those of what is one less.
let private bitsOf value =
    let size = 32 - Numerics.BitOperations.LeadingZeroCount(uint (abs value))
    let code = if value < 0 then value + (1 <<< size) - 1 else value
    size, [ for i in size - 1 .. -1 .. 0 -> code >>> i &&& 1 ]

// Each symbol is its own code of eight bits.
let private symbol s = [ for i in 7..-1..0 -> s >>> i &&& 1 ]

let private encodeBlock last (coefficients: int[]) =
    let values = zigzag |> List.map (fun place -> coefficients[place])

    let rec rest zeros values =
        match values with
        | [] -> if zeros > 0 then symbol 0 else []
        | 0 :: values -> rest (zeros + 1) values
        | values when zeros > 15 -> symbol 0xF0 @ rest (zeros - 16) values
        | value :: values ->
            let size, bits = bitsOf value
            symbol (16 * zeros + size) @ bits @ rest 0 values

    let size, bits = bitsOf (values.Head - last)
    values.Head, symbol size @ bits @ rest 0 values.Tail

let private pack (bits: int list) =
    bits
    |> List.chunkBySize 8
    |> List.collect (fun bits ->
        let value = List.fold (fun n bit -> 2 * n + bit) 0 (bits @ List.replicate (8 - bits.Length) 1)
        if value = 255 then [ 255uy; 0uy ] else [ byte value ])
    |> Array.ofList

/// A plane of a picture: blocks in a unit to the right and down, and its pixels.
type private Plane = { Across: int; Down: int; Pixel: int -> int -> float }

/// A baseline JPEG; every `interval` units, the bits begin anew.
let private encode width height interval (planes: Plane list) =
    let most side = planes |> List.map side |> List.max
    let across, down = most _.Across, most _.Down
    let wide, high = (width + 8 * across - 1) / (8 * across), (height + 8 * down - 1) / (8 * down)

    let unit last index =
        (last, List.zip [ 0 .. planes.Length - 1 ] planes)
        ||> List.mapFold (fun (last: int list) (p, plane) ->
            let blocks = [
                for row in 0 .. plane.Down - 1 do
                    for column in 0 .. plane.Across - 1 ->
                        let y, x = 8 * (index / wide * plane.Down + row), 8 * (index % wide * plane.Across + column)
                        transform (fun dy dx -> plane.Pixel (y + dy) (x + dx))
            ]

            let bits, mean =
                (last[p], blocks)
                ||> List.mapFold (fun mean block ->
                    let mean, bits = encodeBlock mean block
                    bits, mean)

            List.concat bits, List.updateAt p mean last)
        |> fun (bits, last) -> List.concat bits, last

    let stretch units =
        List.mapFold unit (List.replicate planes.Length 0) units |> fst |> List.concat |> pack

    let stretches =
        [ 0 .. wide * high - 1 ]
        |> List.chunkBySize interval
        |> List.mapi (fun i units ->
            let bits = stretch units

            if (i + 1) * interval >= wide * high then
                bits
            else
                Array.append bits [| 0xFFuy; byte (0xD0 + i % 8) |])

    let table kind =
        Array.concat [ [| kind |]; [| for length in 1..16 -> if length = 8 then 255uy else 0uy |]; [| 0uy .. 254uy |] ]

    Array.concat [
        [| 0xFFuy; 0xD8uy |]
        segment 0xE0uy "JFIF"B
        segment 0xDBuy (Array.append [| 0uy |] (Array.create 64 1uy))
        segment
            0xC0uy
            (Array.concat [
                [| 8uy |]
                word height
                word width
                [| byte planes.Length |]
                Array.concat [ for i, p in List.indexed planes -> [| byte i; byte (16 * p.Across + p.Down); 0uy |] ]
            ])
        segment 0xC4uy (Array.append (table 0uy) (table 16uy))
        segment 0xDDuy (word interval)
        segment
            0xDAuy
            (Array.concat [
                [| byte planes.Length |]
                Array.concat [ for i in 0 .. planes.Length - 1 -> [| byte i; 0uy |] ]
                [| 0uy; 63uy; 0uy |]
            ])
        Array.concat stretches
        [| 0xFFuy; 0xD9uy |]
    ]

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

            Array.blit [| 255uy; 255uy; 255uy; 255uy |] 0 whole (frame + 5) 4
            let before = GC.GetAllocatedBytesForCurrentThread()
            fails whole DamagedPixels
            Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 1_000_000L "bytes"
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
