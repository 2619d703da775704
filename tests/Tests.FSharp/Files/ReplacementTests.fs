/// What becomes of the place that a file is written to: of other writers, of other files, of its mode, of links.
module Functional.Tests.Files.ReplacementTests

open System
open System.IO
open System.Threading.Tasks
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Files.TensorFileTests

let private onUnix () =
    if OperatingSystem.IsWindows() then
        skiptest "wants modes and symbolic links"

[<Tests>]
let tests =
    testList "Replacement" [
        for name in formats do
            test $"{name}: many writers of one place at once all succeed, and leave one of their files" {
                withFile name (fun file ->
                    let value i = Tensor.full (float i) [ 3 ]

                    let writer first =
                        Task.Run(fun () ->
                            for i in first .. first + 149 do
                                Params.save file (value i))

                    Task.WaitAll [| for i in 0..7 -> writer (1000 * i) |]
                    let x = Params.load file (value 0)
                    Expect.equal x (value (int (x[0].ToScalar()))) "a whole file"
                    Expect.sequenceEqual (Directory.GetFiles(Path.GetDirectoryName file)) [ file ] "nothing beside it")
            }

            test $"{name}: only what a writer of this place has left is swept" {
                withFile name (fun file ->
                    let folder = string (Path.GetDirectoryName file)
                    let digits = String('0', 16)

                    let others = [
                        file + ".backup.unfinished"
                        file + ".unfinished"
                        file + "." + digits + ".unfinished"
                        Path.Combine(folder, "x.unfinished")
                        Path.Combine(folder, $".functional-{digits}-{digits}.unfinished")
                        // Of another place.
                        Replacement.Temporary(Path.Combine(folder, "q" + name))
                        // All but a temporary of this one.
                        Replacement.Temporary(file).Replace(".unfinished", "x.unfinished")
                        Replacement.Temporary(file) + ".safetensors"
                    ]

                    let left = Replacement.Temporary file

                    for other in left :: others do
                        File.WriteAllText(other, "kept")

                    Params.save file (Tensor.arange 3)
                    Expect.isFalse (File.Exists left) "its own is gone"
                    Expect.all others File.Exists "the others are there")
            }

        testTheory
            "a name that a search would take for a pattern, or that is as long as names may be, is a name"
            [ "m*del.npz"; "[a].npz"; "a b;c'd.npz"; String('n', 251) + ".npz"; "größe.npz" ]
            (fun name ->
                withFile name (fun file ->
                    let other = Path.Combine(string (Path.GetDirectoryName file), "model.npz")
                    let left = Replacement.Temporary other
                    File.WriteAllText(left, "of another place")
                    Params.save file (Tensor.arange 3)
                    Params.save file (Tensor.arange 4)
                    Expect.equal (Params.load file (Tensor.zeros [ 4 ])) (Tensor.arange 4) "the later one"
                    Expect.isTrue (File.Exists left) "the other's"))

        testTheory "the mode of a file that is replaced is kept" [ 0o600; 0o640; 0o444; 0o755 ] (fun mode ->
            onUnix ()

            withFile "p.npz" (fun file ->
                let mode = enum<UnixFileMode> mode
                Params.save file (Tensor.arange 3)
                File.SetUnixFileMode(file, mode)
                Params.save file (Tensor.arange 4)
                Expect.equal (File.GetUnixFileMode file) mode "mode"
                Expect.equal (Params.load file (Tensor.zeros [ 4 ])) (Tensor.arange 4) "the later one"))

        test "of a symbolic link the target is written, and of a link to a link" {
            onUnix ()

            withFile "p.npz" (fun file ->
                let folder = string (Path.GetDirectoryName file)
                let target = Path.Combine(folder, "there", "q.npz")
                Directory.CreateDirectory(Path.Combine(folder, "there")) |> ignore
                let between = Path.Combine(folder, "between")
                File.CreateSymbolicLink(between, Path.Combine("there", "q.npz")) |> ignore
                File.CreateSymbolicLink(file, "between") |> ignore

                for n in [ 3; 4 ] do
                    // The first time, the target is not there yet.
                    Params.save file (Tensor.arange n)
                    Expect.equal (Params.load target (Tensor.zeros [ n ])) (Tensor.arange n) "the target"
                    Expect.equal (FileInfo(file).LinkTarget) "between" "a link as before"
                    Expect.equal (FileInfo(between).LinkTarget) (Path.Combine("there", "q.npz")) "and the other")
        }

        test "a place that is refused is an IOException, as the documentation says" {
            withFile "p.npz" (fun file ->
                // A folder is refused to anyone, as a file without permission is to others than the administrator.
                Directory.CreateDirectory file |> ignore
                Expect.throwsT<IOException> (fun () -> Params.read file |> ignore) "reading"
                Expect.throwsT<IOException> (fun () -> Params.save file (Tensor.arange 3)) "writing"

                Expect.sequenceEqual
                    (Directory.GetFileSystemEntries(string (Path.GetDirectoryName file)))
                    [ file ]
                    "nothing beside it")
        }

        test "a text that is no path is a typed error" {
            let file = "a\000.npz"
            Expect.throwsT<TensorFileException> (fun () -> Params.read file |> ignore) "reading"
            Expect.throwsT<TensorFileException> (fun () -> Params.save file (Tensor.arange 3)) "writing"
        }

        test "a name within that a zip has no room for is a typed error, and nothing is written" {
            withFile "p.npz" (fun file ->
                let named = Map [ String('n', 70000), Tensor.arange 3 ]
                Expect.throwsT<TensorFileException> (fun () -> TensorFile.Write(file, named)) "a long name"
                Expect.isFalse (File.Exists file) "nothing")
        }
    ]
