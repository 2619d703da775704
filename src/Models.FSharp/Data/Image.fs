namespace Functional.Models

open System
open System.IO
open Functional.Core

/// How images are read.
type ImageOptions = {
    /// The most pixels that an image may have: a small file can say many. Beyond it reading is an error, before memory is taken.
    MaxPixels: int64
} with

    /// 2²⁶ pixels, as of 8192 × 8192; some 1.3 GB while they are read.
    static member Default = { MaxPixels = 1L <<< 26 }

/// Images as tensors [3, height, width] of numbers from 0 to 1.
[<RequireQualifiedAccess>]
module Image =

    let private sides operation height width =
        Argument.atLeast 1 operation "a height" height
        Argument.atLeast 1 operation "a width" width

    let private shaped operation (image: Tensor) =
        if image.Rank <> 3 || image.Count = 0 then
            raise (ShapeException $"{operation} wants an image [channels, height, width], but got {image.Shape}.")

    /// The image of bytes of red, green and blue, row by row from the top. Raises DomainException or ShapeException unless there are three for each
    /// pixel.
    let ofBytes (height: int) (width: int) (bytes: byte[]) : Tensor =
        sides "Image.ofBytes" height width
        let count = Argument.product "Image.ofBytes" "colours and sides" [ 3; height; width ]

        if bytes.Length <> count then
            raise (
                ShapeException
                    $"Image.ofBytes wants {count} bytes for {height} × {width} pixels, but got {bytes.Length}."
            )

        let area = height * width
        let numbers = Array.init count (fun i -> float32 bytes[3 * (i % area) + i / area] / 255f)
        Tensor.Create(numbers, [| 3; height; width |])

    let private read parse (options: ImageOptions) (file: string) : Result<Tensor, ImageError> =
        try
            File.ReadAllBytes file
            |> parse options.MaxPixels file
            |> Result.map (fun (pixels: Pixels) -> ofBytes pixels.Height pixels.Width pixels.Bytes)
        with
        | :? IOException as error -> Error(UnreadableImage(file, error.Message))
        | :? UnauthorizedAccessException as error -> Error(UnreadableImage(file, error.Message))

    /// The functions of `Image` that take options first: the most pixels.
    module Using =

        /// `Image.readPpm` under the given options.
        let readPpm options file = read Ppm.parse options file

        /// `Image.readPng` under the given options.
        let readPng options file = read PngFile.parse options file

        /// `Image.readJpeg` under the given options.
        let readJpeg options file = read JpegFile.parse options file

        /// `Image.readFile` under the given options.
        let readFile options (file: string) : Result<Tensor, ImageError> =
            match (nonNull (Path.GetExtension file)).ToLowerInvariant() with
            | ".jpg"
            | ".jpeg" -> readJpeg options file
            | ".png" -> readPng options file
            | _ -> readPpm options file

    /// The image of a file in the format PPM (P6), float32, of at most `ImageOptions.Default` pixels.
    let readPpm (file: string) : Result<Tensor, ImageError> = Using.readPpm ImageOptions.Default file

    /// The image of a file in the format PNG of 8 bits a channel, float32, of at most `ImageOptions.Default` pixels; alpha is left out.
    let readPng (file: string) : Result<Tensor, ImageError> = Using.readPng ImageOptions.Default file

    /// The image of a file in the format JPEG, baseline, float32, of at most `ImageOptions.Default` pixels.
    let readJpeg (file: string) : Result<Tensor, ImageError> = Using.readJpeg ImageOptions.Default file

    /// The image of a file whose name ends in .jpg, .jpeg, .png or .ppm, of at most `ImageOptions.Default` pixels.
    let readFile (file: string) : Result<Tensor, ImageError> = Using.readFile ImageOptions.Default file

    // The matrix [n, m] that stretches m numbers to n, linearly between the first and the last.
    let private stretch dtype n m =
        let scale = if n = 1 then 0f else float32 (m - 1) / float32 (n - 1)
        let at = Array.init n (fun i -> if i = n - 1 then float32 (m - 1) else float32 i * scale)
        let places = (Tensor.ofArray (Array.map float at)).Cast(dtype).Reshape(n, 1)
        let columns = (Tensor.arange m).Cast dtype
        Tensor.Relu(1.0 - Tensor.Abs(places - columns))

    /// The image at another size, linear between its pixels: the corners stay where they are.
    let resize (height: int) (width: int) (image: Tensor) : Tensor =
        sides "Image.resize" height width
        shaped "Image.resize" image
        let rows = stretch image.DType height image.Shape[1]
        let columns = stretch image.DType width image.Shape[2]
        Tensor.MatMul(Tensor.MatMul(rows, image), columns, transposeY = true)

    /// The image at the largest size that fits, with its proportions, in the middle of a grey one of the given size.
    let letterbox (height: int) (width: int) (image: Tensor) : Tensor =
        sides "Image.letterbox" height width
        shaped "Image.letterbox" image
        let h, w = image.Shape[1], image.Shape[2]
        // The other side in proportion, which is never gone altogether.
        let scaled side by from = int (max 1L (int64 side * int64 by / int64 from))

        let newHeight, newWidth =
            if float width / float w < float height / float h then
                scaled h width w, width
            else
                height, scaled w height h

        let top, left = (height - newHeight) / 2, (width - newWidth) / 2

        (resize newHeight newWidth image)
            .Pad([| 0; top; left |], [| 0; height - newHeight - top; width - newWidth - left |], 0.5)
