/// Bytes of PNG files, in chunks, whose rows are filtered in each of the ways that there are.
module Functional.Hardening.Files.PngBytes

open System.IO
open System.IO.Compression
open Functional.Gallery.Pictures

/// Rows of pixels with the number of their filter before each: row y has the filter y + 1, up to 4, then 0 and so on.
let filtered (raster: Raster) =
    let stride = raster.Width * raster.Channels
    let at y x = if y < 0 || x < 0 then 0 else int raster.Pixels[y * stride + x]

    let paeth a b c =
        let p = a + b - c
        List.minBy (fun (v, order) -> abs (p - v), order) [ a, 0; b, 1; c, 2 ] |> fst

    let guess filter y x =
        let left, up, corner = at y (x - raster.Channels), at (y - 1) x, at (y - 1) (x - raster.Channels)

        match filter with
        | 0 -> 0
        | 1 -> left
        | 2 -> up
        | 3 -> (left + up) / 2
        | _ -> paeth left up corner

    Array.concat [
        for y in 0 .. raster.Height - 1 do
            let filter = (y + 1) % 5
            [| byte filter |]
            [| for x in 0 .. stride - 1 -> byte (at y x - guess filter y x) |]
    ]

/// Bytes as a stream of zlib.
let compress (rows: byte[]) =
    use out = new MemoryStream()
    using (new ZLibStream(out, CompressionLevel.Optimal)) (fun stream -> stream.Write(rows, 0, rows.Length))
    out.ToArray()

/// A file of named chunks with true lengths and checksums.
let ofChunks (chunks: (string * byte[]) list) =
    Array.concat [ Png.signature; yield! chunks |> List.map (fun (name, data) -> Png.chunk name data) ]
