namespace Functional.Models

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text

/// What is wrong with a file of an image.
type ImageError =
    /// The file cannot be read; the system says why.
    | UnreadableImage of file: string * reason: string
    /// The file does not begin as one of its kind does.
    | WrongKind of file: string * kind: string
    /// The file is of its kind, but of a form that is not read here.
    | UnknownForm of file: string * wanted: string
    /// The file has other bytes of pixels than its header says.
    | WrongLength of file: string * wanted: int64 * got: int64
    /// The compressed pixels are damaged.
    | DamagedPixels of file: string
    /// The image has more pixels than the options let through.
    | TooManyPixels of file: string * width: int64 * height: int64 * most: int64

    /// What is wrong, in a sentence that names the file.
    override error.ToString() =
        match error with
        | UnreadableImage(file, reason) -> $"{file} cannot be read: {reason}"
        | WrongKind(file, kind) -> $"{file} wants to be a {kind} file, but does not begin as one."
        | UnknownForm(file, wanted) -> $"{file} wants {wanted}."
        | WrongLength(file, wanted, got) -> $"{file} wants {wanted} bytes of pixels, but has {got}."
        | DamagedPixels file -> $"The pixels of {file} are damaged."
        | TooManyPixels(file, width, height, most) ->
            $"{file} wants room for {width} × {height} pixels, but the limit is {most}; give another one by ImageOptions.MaxPixels."

/// Bytes of red, green and blue, row by row from the top.
type internal Pixels = { Height: int; Width: int; Bytes: byte[] }

/// Files in the format PPM (P6).
module internal Ppm =

    // The number at an offset, after white space and comments, and the offset behind it.
    let rec private number (bytes: byte[]) at =
        if at >= bytes.Length then
            None
        else
            match char bytes[at] with
            | '#' ->
                let line = Array.IndexOf(bytes, byte '\n', at)
                if line < 0 then None else number bytes line
            | c when Char.IsWhiteSpace c -> number bytes (at + 1)
            | _ ->
                let digits =
                    bytes |> Seq.skip at |> Seq.takeWhile (char >> Char.IsAsciiDigit) |> Seq.truncate 10 |> Seq.toArray

                match Int32.TryParse(Encoding.ASCII.GetString digits) with
                | true, value -> Some(value, at + digits.Length)
                | _ -> None

    let private header bytes =
        number bytes 2
        |> Option.bind (fun (width, at) ->
            number bytes at
            |> Option.bind (fun (height, at) ->
                number bytes at |> Option.map (fun (greatest, at) -> width, height, greatest, at + 1)))

    let parse (most: int64) file (bytes: byte[]) =
        if bytes.Length < 2 || bytes[0] <> byte 'P' || bytes[1] <> byte '6' then
            Error(WrongKind(file, "PPM (P6)"))
        else
            match header bytes with
            | Some(width, height, 255, _) when width > 0 && height > 0 && int64 width * int64 height > most ->
                Error(TooManyPixels(file, width, height, most))
            | Some(width, height, 255, at) when width > 0 && height > 0 ->
                let wanted, got = 3L * int64 width * int64 height, int64 bytes.Length - int64 at

                if wanted <> got then
                    Error(WrongLength(file, wanted, got))
                else
                    Ok { Height = height; Width = width; Bytes = bytes[at..] }
            | _ -> Error(UnknownForm(file, "width, height and 255 after P6"))

/// Files in the format PNG (ISO/IEC 15948): 8 bits a channel, not interlaced; what shines through is left out.
module internal PngFile =

    let private signature = [| 0x89uy; 0x50uy; 0x4Euy; 0x47uy; 0x0Duy; 0x0Auy; 0x1Auy; 0x0Auy |]

    let private form file =
        Error(UnknownForm(file, "8 bits a channel of grey or colour, with or without alpha, not interlaced"))

    // The chunks (name, data) in order, until one is not whole.
    let private chunks (bytes: byte[]) =
        8
        |> Seq.unfold (fun at ->
            if at + 12 > bytes.Length then
                None
            else
                let length = BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(bytes, at, 4))

                if int64 at + 12L + int64 length > int64 bytes.Length then
                    None
                else
                    let data = bytes[at + 8 .. at + 7 + int length]
                    Some((Encoding.ASCII.GetString(bytes, at + 4, 4), data), at + 12 + int length))
        |> List.ofSeq

    // Two bits stand for 258 bytes at most: what a header says beyond that is not there.
    let private inflate (data: byte[]) (wanted: int) =
        if int64 wanted > 4L * 258L * data.LongLength then
            None
        else
            use zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress)
            let bytes = Array.zeroCreate wanted
            let got = zlib.ReadAtLeast(bytes.AsSpan(), wanted, false)
            if got = wanted then Some bytes else None

    let private paeth a b c =
        let p = a + b - c
        let pa, pb, pc = abs (p - a), abs (p - b), abs (p - c)

        if pa <= pb && pa <= pc then a
        elif pb <= pc then b
        else c

    // Each row begins with the number of its filter; false if that is none of the five.
    let private unfilter (bytes: byte[]) height stride channels =
        let row y = y * (stride + 1) + 1
        let at y x = if y < 0 || x < 0 then 0 else int bytes[row y + x]

        let restore y =
            let filter = bytes[row y - 1]

            for x in 0 .. stride - 1 do
                let left, up, corner = at y (x - channels), at (y - 1) x, at (y - 1) (x - channels)

                let guess =
                    match filter with
                    | 1uy -> left
                    | 2uy -> up
                    | 3uy -> (left + up) / 2
                    | 4uy -> paeth left up corner
                    | _ -> 0

                bytes[row y + x] <- byte (int bytes[row y + x] + guess)

            filter <= 4uy

        Seq.forall restore (seq { 0 .. height - 1 })

    // In 64 bits, unlike the pixels of a raster: rows with the numbers of their filters, and four channels.
    let private greatest = 1L <<< 28

    let parse (most: int64) file (bytes: byte[]) =
        let size (header: byte[]) at = int64 (BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(header, at, 4)))

        match if bytes.Length >= 8 && bytes[..7] = signature then chunks bytes else [] with
        | ("IHDR", header) :: rest when header.Length = 13 ->
            let width, height = size header 0, size header 4

            match header[8..12] with
            | [| 8uy; colours; 0uy; 0uy; 0uy |] when
                (colours = 0uy || colours = 2uy || colours = 4uy || colours = 6uy) && width > 0L && height > 0L
                ->
                // Each is below 2³², so that their product could pass 2⁶³.
                if max width height >= greatest || width * height > min most (greatest - 1L) then
                    Error(TooManyPixels(file, width, height, min most (greatest - 1L)))
                else
                    let channels = [| 1; 0; 3; 0; 2; 0; 4 |][int colours]
                    let stride = int width * channels
                    let data = rest |> List.filter (fst >> (=) "IDAT") |> List.map snd |> Array.concat

                    try
                        match inflate data ((stride + 1) * int height) with
                        | Some rows when unfilter rows (int height) stride channels ->
                            let pixel y x c =
                                rows[y * (stride + 1) + 1 + x * channels + (if channels < 3 then 0 else c)]

                            let colour i = pixel (i / 3 / int width) (i / 3 % int width) (i % 3)
                            let count = 3 * int width * int height
                            Ok { Height = int height; Width = int width; Bytes = Array.init count colour }
                        | _ -> Error(DamagedPixels file)
                    with :? InvalidDataException ->
                        Error(DamagedPixels file)
            | _ -> form file
        | _ -> Error(WrongKind(file, "PNG"))
