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
