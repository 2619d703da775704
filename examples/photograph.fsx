// Reads photographs: PPM and PNG by the library, JPEG by the system's libturbojpeg.
#if INTERACTIVE
#load "load.fsx"
#endif

open System
open System.IO
open System.Runtime.InteropServices
open Functional.Core
open Functional.Models

[<DllImport("libturbojpeg.so.0")>]
extern nativeint private tjInitDecompress()

[<DllImport("libturbojpeg.so.0")>]
extern int private tjDecompressHeader3(
    nativeint handle,
    byte[] jpeg,
    uint64 size,
    int& width,
    int& height,
    int& sampling,
    int& colours
)

[<DllImport("libturbojpeg.so.0")>]
extern int private tjDecompress2(
    nativeint handle,
    byte[] jpeg,
    uint64 size,
    byte[] pixels,
    int width,
    int pitch,
    int height,
    int format,
    int flags
)

[<DllImport("libturbojpeg.so.0")>]
extern int private tjDestroy(nativeint handle)

let private readJpeg file (jpeg: byte[]) =
    try
        let handle = tjInitDecompress ()
        let mutable width, height, sampling, colours = 0, 0, 0, 0
        let size = uint64 jpeg.Length

        try
            if tjDecompressHeader3 (handle, jpeg, size, &width, &height, &sampling, &colours) <> 0 then
                Error $"{file} wants to be a JPEG file, but its header is damaged."
            else
                let pixels = Array.zeroCreate (3 * width * height)
                let accurate, rgb = 4096, 0

                if tjDecompress2 (handle, jpeg, size, pixels, width, 0, height, rgb, accurate) <> 0 then
                    Error $"{file} wants to be a JPEG file, but it is damaged."
                else
                    Ok(Image.ofBytes height width pixels)
        finally
            tjDestroy handle |> ignore
    with :? DllNotFoundException ->
        Error
            $"{file} is a JPEG file, which wants the system's libturbojpeg (Debian's package libturbojpeg0): install it, or convert the file to PNG or PPM."

/// The image of a file [3, height, width], or what is wrong with it.
let read (file: string) : Result<Tensor, string> =
    match Path.GetExtension(file).ToLowerInvariant() with
    | ".jpg"
    | ".jpeg" ->
        (try
            Ok(File.ReadAllBytes file)
         with :? IOException as e ->
             Error e.Message)
        |> Result.bind (readJpeg file)
    | ".png" -> Image.readPng file |> Result.mapError string
    | _ -> Image.readPpm file |> Result.mapError string
