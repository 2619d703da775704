/// Bytes of JPEG files, by a small encoder.
module Functional.Hardening.Files.JpegBytes

open System

let private word n = [| byte (n / 256); byte (n % 256) |]

/// A file of segments by their marks; what has the mark 0 stands there as it is.
let ofSegments (segments: (byte * byte[]) list) =
    Array.concat [
        [| 0xFFuy; 0xD8uy |]
        for mark, body in segments do
            if mark <> 0uy then
                [| 0xFFuy; mark |]
                word (body.Length + 2)

            body
    ]

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
type Plane = { Across: int; Down: int; Pixel: int -> int -> float }

/// The segments of a baseline JPEG; every `interval` units, the bits begin anew.
let segments width height interval (planes: Plane list) =
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

    [
        0xE0uy, "JFIF"B
        0xDBuy, Array.append [| 0uy |] (Array.create 64 1uy)
        0xC0uy,
        Array.concat [
            [| 8uy |]
            word height
            word width
            [| byte planes.Length |]
            Array.concat [ for i, p in List.indexed planes -> [| byte i; byte (16 * p.Across + p.Down); 0uy |] ]
        ]
        0xC4uy, Array.append (table 0uy) (table 16uy)
        0xDDuy, word interval
        0xDAuy,
        Array.concat [
            [| byte planes.Length |]
            Array.concat [ for i in 0 .. planes.Length - 1 -> [| byte i; 0uy |] ]
            [| 0uy; 63uy; 0uy |]
        ]
        0uy, Array.concat stretches
        0uy, [| 0xFFuy; 0xD9uy |]
    ]

/// The file of these.
let encode width height interval planes = ofSegments (segments width height interval planes)
