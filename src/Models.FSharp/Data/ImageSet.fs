namespace Functional.Models

open Functional.Core

/// Sets of images of ten classes, 60,000 to learn from and 10,000 to be tested on, in the files of MNIST.
[<RequireQualifiedAccess>]
module ImageSet =

    let private part name (set: string) folder =
        let file kind = DataFolder.file $"{set}/{name}-{kind}-ubyte" folder |> Result.mapError string

        result {
            let! images = file "images-idx3"
            let! labels = file "labels-idx1"
            return! Idx.examples 10 DType.Float32 images labels |> Result.mapError string
        }

    /// The training and the test set of "mnist" or "fashion-mnist", Float32, images [n, 28, 28] from 0 to 1, or what is wrong, in a sentence.
    /// The folder is that of `DataFolder.find`.
    let load (set: string) (argument: string option) : Result<struct (Examples * Examples), string> =
        result {
            let! folder = DataFolder.find argument |> Result.mapError string
            let! training = part "train" set folder
            let! test = part "t10k" set folder
            return struct (training, test)
        }

    /// Each image in one row: inputs [n, 784].
    let flat (examples: Examples) : Examples = { examples with Inputs = Layer.flatten examples.Inputs }

    /// So many batches of a size, each of examples drawn anew from all, some perhaps twice.
    let draws (steps: int) (size: int) (examples: Examples) (key: Key) : Examples seq =
        Argument.atLeast 0 "ImageSet.draws" "steps" steps
        Argument.atLeast 1 "ImageSet.draws" "a size" size
        Argument.atLeast 1 "ImageSet.draws" "a number of examples" (Examples.count examples)
        let last = float (Examples.count examples)

        let places i =
            Random.uniform 0.0 last [ size ] (Random.foldIn i key) |> Tensor.toArray |> Array.map int

        Seq.init steps (fun i -> Examples.take (places i) examples)
