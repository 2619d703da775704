namespace Functional.Models

open System
open System.IO
open Functional.Core

/// Images as tensors [3, height, width] of numbers from 0 to 1.
[<RequireQualifiedAccess>]
module Image =

    /// The image of bytes of red, green and blue, row by row from the top.
    let ofBytes (height: int) (width: int) (bytes: byte[]) : Tensor =
        let area = height * width
        let numbers = Array.init (3 * area) (fun i -> float32 bytes[3 * (i % area) + i / area] / 255f)
        Tensor.Create(numbers, [| 3; height; width |])

    let private read parse (file: string) : Result<Tensor, ImageError> =
        try
            File.ReadAllBytes file
            |> parse file
            |> Result.map (fun (pixels: Pixels) -> ofBytes pixels.Height pixels.Width pixels.Bytes)
        with
        | :? IOException as error -> Error(UnreadableImage(file, error.Message))
        | :? UnauthorizedAccessException as error -> Error(UnreadableImage(file, error.Message))

    /// The image of a file in the format PPM (P6), float32.
    let readPpm (file: string) : Result<Tensor, ImageError> = read Ppm.parse file

    /// The image of a file in the format PNG of 8 bits a channel, float32; alpha is left out.
    let readPng (file: string) : Result<Tensor, ImageError> = read PngFile.parse file

    /// The image of a file in the format JPEG, baseline, float32.
    let readJpeg (file: string) : Result<Tensor, ImageError> = read JpegFile.parse file

    /// The image of a file whose name ends in .jpg, .jpeg, .png or .ppm.
    let readFile (file: string) : Result<Tensor, ImageError> =
        match (nonNull (Path.GetExtension file)).ToLowerInvariant() with
        | ".jpg"
        | ".jpeg" -> readJpeg file
        | ".png" -> readPng file
        | _ -> readPpm file

    // The matrix [n, m] that stretches m numbers to n, linearly between the first and the last.
    let private stretch dtype n m =
        let scale = if n = 1 then 0f else float32 (m - 1) / float32 (n - 1)
        let at = Array.init n (fun i -> if i = n - 1 then float32 (m - 1) else float32 i * scale)
        let places = (Tensor.ofArray (Array.map float at)).Cast(dtype).Reshape(n, 1)
        let columns = (Tensor.arange m).Cast dtype
        Tensor.Relu(1.0 - Tensor.Abs(places - columns))

    /// The image at another size, linear between its pixels: the corners stay where they are.
    let resize (height: int) (width: int) (image: Tensor) : Tensor =
        let rows = stretch image.DType height image.Shape[1]
        let columns = stretch image.DType width image.Shape[2]
        Tensor.MatMul(Tensor.MatMul(rows, image), columns, transposeY = true)

    /// The image at the largest size that fits, with its proportions, in the middle of a grey one of the given size.
    let letterbox (height: int) (width: int) (image: Tensor) : Tensor =
        let h, w = image.Shape[1], image.Shape[2]

        let newHeight, newWidth =
            if float width / float w < float height / float h then
                h * width / w, width
            else
                height, w * height / h

        let top, left = (height - newHeight) / 2, (width - newWidth) / 2

        (resize newHeight newWidth image)
            .Pad([| 0; top; left |], [| 0; height - newHeight - top; width - newWidth - left |], 0.5)
