module Functional.Tests.Data.IdxTests

open System
open System.IO
open System.IO.Compression
open Expecto
open Functional.Core
open Functional.Models
open Functional.Hardening.Files.IdxBytes

/// A file of the given content while the check runs.
let private withFile (bytes: byte[]) check =
    let file = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.idx")

    try
        File.WriteAllBytes(file, bytes)
        check file
    finally
        File.Delete file

let private images =
    idx [ 2; 2; 3 ] [| 0uy; 51uy; 102uy; 153uy; 204uy; 255uy; 1uy; 2uy; 3uy; 4uy; 5uy; 6uy |]

/// Reading the bytes as images must fail so.
let private fails name bytes (error: string -> IdxError) (message: string) =
    test name {
        withFile bytes (fun file ->
            match Idx.images DType.Float32 file with
            | Ok read -> failtest $"read as {read.Shape}"
            | Error got ->
                Expect.equal got (error file) "error"
                Expect.equal (string got) (message.Replace("FILE", file)) "message"

                Expect.throwsC (fun () -> Idx.images DType.Float32 file |> Idx.orRaise |> ignore) (fun e ->
                    Expect.equal
                        (e.GetType(), e.Message)
                        (typeof<IdxException>, message.Replace("FILE", file))
                        "exception"))
    }

let private valid =
    testList "valid files" [
        testTheory "the same images" [ "plain"; "gzip" ] (fun form ->
            withFile (if form = "gzip" then gzip images else images) (fun file ->
                let read = Idx.images DType.Float64 file |> Idx.orRaise
                Expect.equal (Tensor.shape read) [ 2; 2; 3 ] "shape"
                Expect.sequenceEqual (Seq.take 6 (Tensor.toArray read)) [| 0.0; 0.2; 0.4; 0.6; 0.8; 1.0 |] "pixels"))

        test "labels are whole numbers of the dtype" {
            withFile (idx [ 3 ] [| 9uy; 0uy; 4uy |]) (fun file ->
                let read = Idx.labels 10 DType.Float32 file |> Idx.orRaise
                Expect.equal (read.DType, Tensor.toArray read) (DType.Float32, [| 9.0; 0.0; 4.0 |]) "labels")
        }

        test "a file of no images is one" {
            withFile (idx [ 0; 28; 28 ] [||]) (fun file ->
                Expect.equal (Idx.images DType.Float32 file |> Idx.orRaise |> Tensor.shape) [ 0; 28; 28 ] "shape")
        }

        test "images and labels make examples" {
            withFile images (fun imageFile ->
                withFile (idx [ 2 ] [| 7uy; 1uy |]) (fun labelFile ->
                    let examples = Idx.examples 10 DType.Float32 imageFile labelFile |> Idx.orRaise
                    Expect.equal (Examples.count examples, Tensor.toArray examples.Targets) (2, [| 7.0; 1.0 |]) ""))
        }
    ]

let private damaged =
    testList "damaged files" [
        fails "empty" [||] (fun file -> Truncated(file, 4L, 0)) "FILE wants 4 bytes of content, but ends at offset 0."
        fails
            "cut in the header"
            images[0..8]
            (fun file -> Truncated(file, 16L, 9))
            "FILE wants 16 bytes of content, but ends at offset 9."
        fails
            "cut in the pixels"
            images[0..20]
            (fun file -> Truncated(file, 28L, 21))
            "FILE wants 28 bytes of content, but ends at offset 21."
        fails
            "cut in the pixels, then compressed"
            (gzip images[0..20])
            (fun file -> Truncated(file, 28L, 21))
            "FILE wants 28 bytes of content, but ends at offset 21."
        fails
            "too long"
            (Array.append images [| 1uy |])
            (fun file -> TooLong(file, 28L, 29))
            "FILE wants 28 bytes of content, but goes on at offset 28 to 29."
        fails
            "another kind of file"
            "PNG!, not IDX"B
            (fun file -> WrongMagic(file, 0x504E4721))
            "FILE wants the bytes 00 00 at offset 0, but got 504E4721: it is not an IDX file."
        fails
            "floats"
            [| 0uy; 0uy; 13uy; 3uy |]
            (fun file -> WrongElements(file, 13))
            "FILE wants unsigned bytes (08) at offset 2, but got 0D."
        fails
            "labels under the name of images"
            (idx [ 3 ] [| 1uy; 2uy; 3uy |])
            (fun file -> WrongRank(file, 3, 1))
            "FILE wants 3 axes at offset 3, but got 1: is it the right one of images and labels?"
        fails
            "sizes beyond any memory"
            (idx [ -1; -1; -1 ] [||])
            (fun file -> TooLarge(file, [ 0xFFFFFFFFL; 0xFFFFFFFFL; 0xFFFFFFFFL ]))
            "FILE wants at most 2147483591 bytes after its header, but says 4294967295 × 4294967295 × 4294967295."
        fails
            "sizes beyond any memory beside one of 0"
            (idx [ 0; -1; 2 ] [||])
            (fun file -> TooLarge(file, [ 0L; 0xFFFFFFFFL; 2L ]))
            "FILE wants at most 2147483591 bytes after its header, but says 0 × 4294967295 × 2."
        fails
            "sizes that the file cannot fill"
            (idx [ 2000; 1000; 1000 ] [| 1uy |])
            (fun file -> Truncated(file, 2000000016L, 17))
            "FILE wants 2000000016 bytes of content, but ends at offset 17."

        test "pressed content beyond what the header says takes no memory" {
            withFile (gzip (Array.append images (Array.zeroCreate 50_000_000))) (fun file ->
                let before = GC.GetAllocatedBytesForCurrentThread()
                Expect.equal (Idx.images DType.Float32 file) (Error(TooLong(file, 28L, 50_000_028))) "error"
                Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) 1_000_000L "bytes")
        }

        test "cut in the compressed stream" {
            let noise = Array.zeroCreate 100000
            Random(1).NextBytes noise
            let compressed = gzip (idx [ 100; 10; 100 ] noise)

            withFile compressed[0 .. compressed.Length / 2] (fun file ->
                match Idx.images DType.Float32 file with
                | Error(Truncated(name, 100016L, got))
                | Error(Damaged(name, got)) ->
                    Expect.equal name file "names the file"
                    Expect.isTrue (got > 0 && got < 100016) "an offset in the content"
                | other -> failtest $"{other}")
        }

        test "changed in the compressed stream" {
            let compressed = gzip images
            let changed = Array.append compressed[0..9] (Array.replicate (compressed.Length - 10) 0xFFuy)

            withFile changed (fun file ->
                Expect.equal (Idx.images DType.Float32 file) (Error(Damaged(file, 0))) "error"

                Expect.equal
                    (string (Damaged(file, 0)))
                    $"{file} wants to be gzip, but its stream is damaged after 0 bytes of content."
                    "message")
        }

        test "missing" {
            let file = Path.Combine(Path.GetTempPath(), "functional-no-such-file.idx")
            Expect.equal (Idx.images DType.Float32 file) (Error(Missing file)) "error"
            Expect.equal (string (Missing file)) $"An IDX file is wanted at {file}, but there is none." "message"
        }

        test "a label beyond the classes" {
            withFile (idx [ 3 ] [| 9uy; 10uy; 4uy |]) (fun file ->
                let error = WrongLabel(file, 9, 10, 10)
                Expect.equal (Idx.labels 10 DType.Float32 file) (Error error) "error"
                Expect.equal (string error) $"{file} wants labels from 0 to 9, but got 10 at offset 9." "message")
        }

        test "more images than labels" {
            withFile images (fun imageFile ->
                withFile (idx [ 1 ] [| 7uy |]) (fun labelFile ->
                    let error = CountsDiffer(imageFile, 2, labelFile, 1)
                    Expect.equal (Idx.examples 10 DType.Float32 imageFile labelFile) (Error error) "error"

                    Expect.equal
                        (string error)
                        $"{imageFile} and {labelFile} want equal counts at offset 4, but got 2 and 1."
                        "message"))
        }
    ]

let private folders =
    testList "the folder of data" [
        test "an argument comes before the variable" {
            let here, temp = Directory.GetCurrentDirectory(), Path.GetTempPath()
            Expect.equal (DataFolder.findIn (Some here) (Some temp)) (Ok here) "argument"
            Expect.equal (DataFolder.findIn None (Some temp)) (Ok temp) "variable"
        }

        test "a folder that is not there is named, with the cure" {
            let nowhere = Path.Combine(Path.GetTempPath(), "functional-no-such-folder")

            for argument, variable, source in [ Some nowhere, None, "--data"; None, Some nowhere, "FUNCTIONAL_DATA" ] do
                match DataFolder.findIn argument variable with
                | Error error ->
                    Expect.equal error (NoSuchFolder(source, nowhere)) "error"

                    Expect.stringContains
                        (string error)
                        $"{source} names the folder {nowhere}, but there is none."
                        "what"

                    Expect.stringContains (string error) "Fashion-MNIST from github.com" "where from"
                    Expect.stringContains (string error) "FUNCTIONAL_DATA" "how"
                | Ok found -> failtest found
        }

        test "a file is found compressed or plain, or named" {
            withFile images (fun file ->
                let folder, name = Path.GetDirectoryName file |> string, Path.GetFileName file |> string
                Expect.equal (DataFolder.file name folder) (Ok file) "plain"
                Expect.equal (DataFolder.file "no-such" folder) (Error(NoFile(folder, "no-such"))) "missing")
        }
    ]

[<Tests>]
let tests = testList "IDX files" [ valid; damaged; folders ]
