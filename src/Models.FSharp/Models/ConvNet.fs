namespace Functional.Models

open System
open Functional.Core

/// Convolutions with rectifiers, pooled here and there, then a hidden dense layer and one of logits.
type ConvNet = { Convolutions: Conv2d list; Hidden: Dense; Output: Dense }

/// A convolution as a plan of a network has it: its filters, the side of its window, its padding, and whether a max pooling by two follows.
type ConvStage = { Filters: int; Window: int; Padding: int; Pooled: bool }

/// Convolutional networks for images [n, channels, height, width] as functions of their parameters.
[<RequireQualifiedAccess>]
module ConvNet =

    let private stage filters window padding pooled = {
        Filters = filters
        Window = window
        Padding = padding
        Pooled = pooled
    }

    /// One convolution of 30 windows of 5 × 5, pooled: with 100 hidden units 433,890 parameters for digits. Source: K. Saito, Deep Learning from Scratch, chapter 7.
    let simple = [ stage 30 5 0 true ]

    /// Six convolutions of 3 × 3, pooled after every second: with 50 hidden units 123,552 parameters for digits. Source: as `simple`, chapter 8.
    let deep = [
        stage 16 3 1 false
        stage 16 3 1 true
        stage 32 3 1 false
        stage 32 3 2 true
        stage 64 3 1 false
        stage 64 3 1 true
    ]

    // In 64 bits, as a side and its padding together can pass 2³¹.
    let private side size stage =
        let convolved = int64 size + 2L * int64 stage.Padding - int64 stage.Window + 1L
        let side = if stage.Pooled then convolved / 2L else convolved

        if stage.Padding < 0 || side < 1L || side > int64 Int32.MaxValue then
            raise (
                DomainException
                    $"ConvNet.init wants windows that fit into the images, but got a side of %d{size} for a window of %d{stage.Window} with padding %d{stage.Padding}."
            )

        int side

    /// A network by a plan for square images: `ConvNet.init ConvNet.simple Initializer.heNormal DType.Float32 (1, 28) 100 10 key`.
    let init
        (plan: ConvStage list)
        (initializer: Initializer)
        dtype
        (channels, size)
        hidden
        classes
        (key: Key)
        : ConvNet =
        let inputs = channels :: (plan |> List.map _.Filters)

        let convolution i (channels, stage) =
            Conv2d.init initializer dtype channels stage.Filters stage.Window (Random.foldIn i key)

        let last = List.fold side size plan
        let flat = Argument.product "ConvNet.init" "filters and sides" [ List.last inputs; last; last ]

        {
            Convolutions = List.zip (List.take plan.Length inputs) plan |> List.mapi convolution
            Hidden = Dense.init initializer dtype flat hidden (Random.foldIn plan.Length key)
            Output = Dense.init initializer dtype hidden classes (Random.foldIn (plan.Length + 1) key)
        }

    /// The logits [n, classes]; `dropout` is what becomes of the hidden units, `id` once training is over.
    let forwardWith (dropout: Tensor -> Tensor) (plan: ConvStage list) (p: ConvNet) (images: Tensor) : Tensor =
        let next x (stage, layer) =
            let y = Tensor.relu (Conv2d.forward 1 (Padding.All stage.Padding) layer x)
            if stage.Pooled then Layer.maxPool 2 2 y else y

        List.zip plan p.Convolutions
        |> List.fold next images
        |> Layer.flatten
        |> Dense.forward p.Hidden
        |> Tensor.relu
        |> dropout
        |> Dense.forward p.Output

    /// The logits [n, classes], without dropout.
    let forward plan (p: ConvNet) (images: Tensor) : Tensor = forwardWith id plan p images
