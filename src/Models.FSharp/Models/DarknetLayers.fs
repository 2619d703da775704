namespace Functional.Models

open System

/// The layers that the sections of darknet's descriptions stand for.
module internal DarknetLayers =

    let private activation (section: DarknetSection) =
        match defaultArg (section.Options.TryFind "activation") "linear" with
        | "linear" -> Ok Linear
        | "leaky" -> Ok Leaky
        | "relu" -> Ok Relu
        | "logistic" -> Ok Logistic
        | other -> DarknetConfig.wrong section "activation" "linear, leaky, relu or logistic" other

    let private convolution section inputs =
        result {
            let! filters = DarknetConfig.number 1 "filters" 1 section
            let! size = DarknetConfig.number 1 "size" 1 section
            let! stride = DarknetConfig.number 1 "stride" 1 section
            let! pad = DarknetConfig.number 0 "pad" 0 section
            let! padding = DarknetConfig.number 0 "padding" 0 section
            let! normalized = DarknetConfig.number 0 "batch_normalize" 0 section
            let! groups = DarknetConfig.number 1 "groups" 1 section
            let! activation = activation section

            if groups <> 1 then
                return! DarknetConfig.wrong section "groups" "1" (string groups)
            else
                let padding = if pad <> 0 then size / 2 else padding
                return Convolution(inputs, filters, size, stride, padding, normalized <> 0, activation)
        }

    let private maxPool section =
        result {
            let! stride = DarknetConfig.number 1 "stride" 1 section
            let! size = DarknetConfig.number 1 "size" stride section
            let! padding = DarknetConfig.number 0 "padding" (size - 1) section
            return MaxPool(size, stride, padding)
        }

    let private shapeError (section: DarknetSection) reason =
        Error(WrongShape(section.File, section.Line, section.Name, reason))

    let private shortcut (section: DarknetSection) (shapes: (int * int * int) list) =
        result {
            let count = shapes.Length - 1
            let! from = DarknetConfig.number Int32.MinValue "from" -1 section
            let! activation = activation section
            let layer = if from < 0 then count + from else from

            if layer < 0 || layer >= count then
                return! DarknetConfig.wrong section "from" $"one of the {count} layers before" (string from)
            elif shapes[count - 1 - layer] <> shapes.Head then
                return!
                    shapeError
                        section
                        $"two outputs of one shape, but layer {layer} gives {shapes[count - 1 - layer]} and the one before {shapes.Head}"
            else
                return Shortcut(layer, activation)
        }

    let private slid size stride padding extent = (extent + padding - size) / stride + 1

    // The shape (channels, height, width) after a layer.
    let private after layer (channels, height, width) =
        match layer with
        | Convolution(_, filters, size, stride, padding, _, _) ->
            filters, slid size stride (2 * padding) height, slid size stride (2 * padding) width
        | MaxPool(size, stride, padding) -> channels, slid size stride padding height, slid size stride padding width
        | AveragePool -> channels, 1, 1
        | Shortcut _
        | Dropout
        | Softmax -> channels, height, width

    /// The layers so far and the shapes between them, the last first, with the layer of a section.
    let add state (section: DarknetSection) =
        result {
            let! (layers, shapes: (int * int * int) list) = state
            let inputs, _, _ = shapes.Head

            let! layer =
                match section.Name with
                | "convolutional"
                | "conv" -> convolution section inputs
                | "maxpool"
                | "max" -> maxPool section
                | "avgpool"
                | "avg" -> Ok AveragePool
                | "shortcut" -> shortcut section shapes
                | "dropout" -> Ok Dropout
                | "softmax" -> Ok Softmax
                | other -> Error(UnknownSection(section.File, section.Line, other))

            let shape = after layer shapes.Head
            let _, height, width = shape

            if height < 1 || width < 1 then
                return! shapeError section $"a window that fits into {shapes.Head}"
            else
                return layer :: layers, shape :: shapes
        }
