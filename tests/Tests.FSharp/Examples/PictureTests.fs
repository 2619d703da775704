module Functional.Tests.Examples.PictureTests

open System
open System.Buffers.Binary
open System.Globalization
open System.IO
open System.IO.Compression
open System.Text
open System.Threading
open System.Xml.Linq
open Expecto
open Functional.Gallery.Pictures

let private number (bytes: byte[]) offset = BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(bytes, offset, 4))

/// Type and data of each chunk, checked bit by bit against the polynomial of the standard.
let private chunks (file: byte[]) =
    let crc (bytes: byte[]) =
        let bit (c: uint32) _ = if c &&& 1u = 1u then 0xEDB88320u ^^^ (c >>> 1) else c >>> 1
        ~~~(bytes |> Array.fold (fun c b -> Seq.fold bit (c ^^^ uint32 b) [ 1..8 ]) 0xFFFFFFFFu)

    let rec from offset = [
        if offset < file.Length then
            let length = int (number file offset)
            let named = file[offset + 4 .. offset + 7 + length]
            Expect.equal (number file (offset + 8 + length)) (crc named) "the checksum of a chunk"
            Encoding.ASCII.GetString(named, 0, 4), named[4..]
            yield! from (offset + 12 + length)
    ]

    Expect.sequenceEqual file[..7] [| 137uy; 80uy; 78uy; 71uy; 13uy; 10uy; 26uy; 10uy |] "the signature of PNG"
    from 8

/// A reader of what the gallery writes: one data chunk, filter 0.
let private decode (file: byte[]) =
    let parts = Map.ofList (chunks file)
    let header = parts["IHDR"]
    let width, height = int (number header 0), int (number header 4)
    let channels = if header[9] = 2uy then 3 else 1
    use zlib = new ZLibStream(new MemoryStream(parts["IDAT"]), CompressionMode.Decompress)
    use rows = new MemoryStream()
    zlib.CopyTo rows
    let rows = rows.ToArray() |> Array.chunkBySize (1 + width * channels)
    Expect.equal rows.Length height "the number of rows"
    Expect.all rows (fun row -> row[0] = 0uy) "rows begin with filter 0"
    { Width = width; Height = height; Channels = channels; Pixels = rows |> Array.collect Array.tail }

let private random width height channels seed =
    let pixels = Array.zeroCreate (width * height * channels)
    Random(seed: int).NextBytes pixels
    { Width = width; Height = height; Channels = channels; Pixels = pixels }

let private png =
    testList "PNG" [
        testTheory
            "a reader finds the pixels that were written"
            [ 1, 1, 1; 1, 1, 3; 7, 3, 1; 3, 7, 3; 64, 65, 3 ]
            (fun (width, height, channels) ->
                let raster = random width height channels 1
                Expect.equal (decode (Png.encode raster)) raster "the same raster")

        test "the chunks are a header, data and an end" {
            let names = random 2 2 1 2 |> Png.encode |> chunks |> List.map fst
            Expect.equal names [ "IHDR"; "IDAT"; "IEND" ] "in this order"
        }

        // ITU-T V.42 and the catalogue of parametrised CRC algorithms: the check value of CRC-32/ISO-HDLC.
        test "the checksum of the digits 1 to 9 is the published one" {
            Expect.equal (Png.crc32 (Encoding.ASCII.GetBytes "123456789")) 0xCBF43926u "CRC-32"
        }

        test "a raster whose bytes are too few is refused" {
            let raster = { random 4 4 3 3 with Height = 5 }

            Expect.throwsC (fun () -> Png.encode raster |> ignore) (fun error ->
                Expect.equal
                    error.Message
                    "Png.encode wants 1 or 3 channels and 5 rows of 12 bytes, but got 3 channels and 48 bytes."
                    "says what it wants")
        }
    ]

let private wave name = {
    Name = name
    Colour = Colours.ofClass 0
    Points = [| for i in 0..40 -> float i, 1.5 + sin (float i) |]
}

let private labels = { Title = "a < b & \"c\""; X = "x"; Y = "y > 0" }

let private texts (svg: string) =
    XDocument.Parse(svg).Descendants()
    |> Seq.filter (fun e -> e.Name.LocalName = "text")
    |> Seq.map _.Value
    |> List.ofSeq

let private drawings =
    testList "SVG" [
        testTheory
            "a drawing is well-formed and keeps its title"
            [
                Chart.lines false labels [ wave "one"; wave "two & more" ]
                Chart.lines true labels [ wave "" ]
                Chart.scatter labels None (struct (-1.0, 41.0)) (struct (0.0, 3.0)) [ wave "one" ]
                Chart.scatter labels (Some(random 4 4 3 4)) (struct (-1.0, 41.0)) (struct (0.0, 3.0)) [
                    wave "one"
                    wave "two"
                ]
                Heatmap.confusion labels.Title [| "a"; "b" |] (array2D [ [ 3; 1 ]; [ 0; 2000 ] ])
            ]
            (fun svg -> Expect.contains (texts svg) labels.Title "the title")

        test "numbers have a point in every culture" {
            let before = Thread.CurrentThread.CurrentCulture

            try
                Thread.CurrentThread.CurrentCulture <- CultureInfo "de-DE"
                Expect.equal (Svg.number 1.25) "1.25" "not 1,25"
                Expect.equal (Scale.label 12000.5) "12,000.5" "not 12.000,5"
            finally
                Thread.CurrentThread.CurrentCulture <- before
        }

        test "a small number on a tick is not 0" {
            Expect.equal
                (List.map Scale.label [ 0.0; 1e-7; -2.5e-5; 0.00025 ])
                [ "0"; "1e-7"; "-2.5e-5"; "0.00025" ]
                "labels"
        }

        test "ticks are round and lie within the range" {
            let ticks low high logarithmic =
                Scale.ticks 5 { Low = low; High = high; Start = 0.0; End = 1.0; Logarithmic = logarithmic }

            Expect.equal (ticks -0.93 1.04 false) [ -0.5; 0.0; 0.5; 1.0 ] "steps of a half"
            Expect.equal (ticks 0.0 10000.0 false) [ 0.0; 2000.0; 4000.0; 6000.0; 8000.0; 10000.0 ] "both ends"
            Expect.equal (ticks 0.2 30.0 true) [ 0.3; 1.0; 3.0; 10.0; 30.0 ] "thirds of decades"
        }

        test "a confusion matrix shows what was counted and no zeros" {
            let shown = texts (Heatmap.confusion "t" [| "a"; "b" |] (array2D [ [ 3; 1 ]; [ 0; 2000 ] ]))
            Expect.containsAll shown [ "3"; "1"; "2,000" ] "counts"
            Expect.isFalse (List.contains "0" shown) "no zero"
        }

        test "a wrong prediction is red and says what it is" {
            let picture truth = { Image = random 28 28 1 5; Truth = truth; Predicted = "coat"; Probability = 0.474 }
            let right = ImageGrid.predictions "t" 2 [ picture "coat" ]
            let wrong = ImageGrid.predictions "t" 2 [ picture "shirt" ]
            Expect.contains (texts wrong) "is shirt" "the truth"
            Expect.contains (texts right) "coat 47 %" "class and probability"
            Expect.isTrue (wrong.Contains Colours.wrong && not (right.Contains Colours.wrong)) "red where wrong"
        }
    ]

[<Tests>]
let tests = testList "gallery pictures" [ png; drawings ]
