namespace Functional.Gallery.Pictures

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text

/// An image of bytes: 1 channel is grey, 3 are red, green and blue; row by row from the top.
type Raster = { Width: int; Height: int; Channels: int; Pixels: byte[] }

/// Functions that make rasters.
[<RequireQualifiedAccess>]
module Raster =

    /// A raster with the colour of each place.
    let ofColours width height (colour: int -> int -> struct (byte * byte * byte)) =
        let pixels = Array.zeroCreate (3 * width * height)

        for y in 0 .. height - 1 do
            for x in 0 .. width - 1 do
                let struct (r, g, b) = colour x y
                let at = 3 * (y * width + x)
                pixels[at] <- r
                pixels[at + 1] <- g
                pixels[at + 2] <- b

        { Width = width; Height = height; Channels = 3; Pixels = pixels }

    /// A grey raster of numbers, where 0 is black and 1 is white; what lies outside is clipped.
    let ofGreys width height (greys: float[]) =
        let toByte (grey: float) = byte (Math.Round(255.0 * Math.Clamp(grey, 0.0, 1.0)))
        { Width = width; Height = height; Channels = 1; Pixels = Array.map toByte greys }

/// Rasters as PNG files (ISO/IEC 15948): 8 bits a channel, grey or RGB, not interlaced.
[<RequireQualifiedAccess>]
module Png =

    /// The first bytes of a file.
    let signature = [| 0x89uy; 0x50uy; 0x4Euy; 0x47uy; 0x0Duy; 0x0Auy; 0x1Auy; 0x0Auy |]

    /// The remainders of the CRC-32 of ISO 3309 for each byte.
    let private remainders =
        let step (c: uint32) = if c &&& 1u = 1u then 0xEDB88320u ^^^ (c >>> 1) else c >>> 1
        Array.init 256 (fun i -> (step >> step >> step >> step >> step >> step >> step >> step) (uint32 i))

    /// The CRC-32 of bytes.
    let crc32 (bytes: byte[]) =
        let update crc (b: byte) = remainders[int ((crc ^^^ uint32 b) &&& 0xFFu)] ^^^ (crc >>> 8)
        ~~~(Array.fold update 0xFFFFFFFFu bytes)

    let private bigEndian (number: uint32) =
        let bytes = Array.zeroCreate 4
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(), number)
        bytes

    /// Length, type, data and checksum of one chunk.
    let chunk (kind: string) (data: byte[]) =
        let named = Array.append (Encoding.ASCII.GetBytes kind) data
        Array.concat [ bigEndian (uint32 data.Length); named; bigEndian (crc32 named) ]

    let private compress (bytes: byte[]) =
        use target = new MemoryStream()

        do
            use zlib = new ZLibStream(target, CompressionLevel.SmallestSize)
            zlib.Write(bytes, 0, bytes.Length)

        target.ToArray()

    /// The bytes of a PNG file.
    let encode (raster: Raster) =
        let stride = raster.Width * raster.Channels

        if (raster.Channels <> 1 && raster.Channels <> 3) || raster.Pixels.Length <> stride * raster.Height then
            raise (
                ArgumentException
                    $"Png.encode wants 1 or 3 channels and {raster.Height} rows of {stride} bytes, but got {raster.Channels} channels and {raster.Pixels.Length} bytes."
            )

        let header =
            Array.concat [
                bigEndian (uint32 raster.Width)
                bigEndian (uint32 raster.Height)
                [| 8uy; (if raster.Channels = 1 then 0uy else 2uy); 0uy; 0uy; 0uy |]
            ]

        // Each row begins with the number of its filter: 0, the bytes as they are.
        let rows =
            Array.init raster.Height (fun y -> Array.append [| 0uy |] (Array.sub raster.Pixels (y * stride) stride))

        Array.concat [ signature; chunk "IHDR" header; chunk "IDAT" (compress (Array.concat rows)); chunk "IEND" [||] ]

    /// The PNG as an address that a page or an SVG can hold in itself.
    let dataUri raster = "data:image/png;base64," + Convert.ToBase64String(encode raster)
