module Functional.Tests.Data.RawTensorsTests

open System
open System.IO
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Files.TensorFileTests

let private read (index: string) (count: int) check =
    withFile "p" (fun path ->
        File.WriteAllText(path + ".json", index)

        File.WriteAllBytes(
            path + ".f32",
            Array.collect (fun (x: float32) -> BitConverter.GetBytes x) [| for i in 1..count -> float32 i |]
        )

        check path (RawTensors.read path))

let private fails name index count (message: string) =
    test name {
        read index count (fun path got ->
            match got with
            | Ok _ -> failtest "read"
            | Error error -> Expect.stringStarts (string error) (message.Replace("PATH", path)) "message")
    }

[<Tests>]
let tests =
    testList "Raw tensors" [
        test "tensors by name, in any order, with numbers between that are nobody's" {
            let index =
                """[{"name":"b","shape":[2,2],"offsetFloats":3},{"name":"a","shape":[],"offsetFloats":0},{"name":"c","shape":[0],"offsetFloats":7}]"""

            read index 7 (fun _ got ->
                let got = RawTensors.orRaise got
                Expect.equal got["a"] (Tensor.Create([| 1f |], [||])) "a"
                Expect.equal got["b"] (Tensor.Create([| 4f; 5f; 6f; 7f |], [| 2; 2 |])) "b"
                Expect.sequenceEqual got["c"].Shape [ 0 ] "c")
        }

        fails
            "a size below 0"
            """[{"name":"a","shape":[-1,3],"offsetFloats":0}]"""
            3
            "PATH.json wants a list of objects with name, shape and offsetFloats, but: Shape wants sizes of 0 or more, but got [-1, 3]."

        fails
            "a size beyond any memory beside one of 0"
            """[{"name":"a","shape":[0,2147483647,2],"offsetFloats":0}]"""
            3
            "PATH.json wants a list of objects with name, shape and offsetFloats, but: Shape wants at most 2147483647 elements"

        fails
            "a tensor beyond the numbers"
            """[{"name":"a","shape":[2],"offsetFloats":2147483647}]"""
            3
            "a wants PATH.f32 to have 2147483649 numbers, but it has 3."

        fails
            "tensors that share numbers"
            """[{"name":"a","shape":[2],"offsetFloats":0},{"name":"b","shape":[2],"offsetFloats":1}]"""
            3
            "PATH.json wants a list of objects with name, shape and offsetFloats, but: b begins at number 1, within a."

        fails
            "tensors that share numbers where there is room for both"
            """[{"name":"a","shape":[2],"offsetFloats":1},{"name":"b","shape":[2],"offsetFloats":0},{"name":"c","shape":[0],"offsetFloats":1}]"""
            9
            "PATH.json wants a list of objects with name, shape and offsetFloats, but: a begins at number 1, within b."

        fails
            "an entry without a shape"
            """[{"name":"a"}]"""
            3
            "PATH.json wants a list of objects with name, shape and offsetFloats, but: "

        test "no file" {
            withFile "p" (fun path ->
                match RawTensors.read path with
                | Error(UnreadableNumbers(file, _)) -> Expect.equal file (path + ".f32") "file"
                | other -> failtest $"{other}")
        }

        fails "deep JSON" (String('[', 100000)) 3 "PATH.json wants a list of objects"
    ]
