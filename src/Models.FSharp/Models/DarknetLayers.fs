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

    let private shortcut (section: DarknetSection) (count, shapes: Map<int, int * int * int>) =
        result {
            let! from = DarknetConfig.number Int32.MinValue "from" -1 section
            let! activation = activation section
            let layer = if from < 0 then count + from else from
            let shapeAfter layer = shapes[layer + 1]

            if layer < 0 || layer >= count then
                return! DarknetConfig.wrong section "from" $"one of the {count} layers before" (string from)
            elif shapeAfter layer <> shapes[count] then
                return!
                    shapeError
                        section
                        $"two outputs of one shape, but layer {layer} gives {shapeAfter layer} and the one before {shapes[count]}"
            else
                return Shortcut(layer, activation)
        }

    // In 64 bits, as padding and extent together can pass 2³¹; 0 where a window does not fit, or an answer has no room.
    let private slid size stride padding (extent: int) =
        let left = int64 extent + padding - int64 size
        let slid = left / int64 stride + 1L
        if left < 0L || slid > int64 Int32.MaxValue then 0 else int slid

    // The shape (channels, height, width) after a layer.
    let private after layer (channels, height, width) =
        match layer with
        | Convolution(_, filters, size, stride, padding, _, _) ->
            let slid = slid size stride (2L * int64 padding)
            filters, slid height, slid width
        | MaxPool(size, stride, padding) ->
            let slid = slid size stride (int64 padding)
            channels, slid height, slid width
        | AveragePool -> channels, 1, 1
        | Shortcut _
        | Dropout
        | Softmax -> channels, height, width

    /// The layers so far, the last first, their number and the shapes around them, that of the input being 0, with the layer of a section.
    let add state (section: DarknetSection) =
        result {
            let! (layers, (count, shapes: Map<int, int * int * int>)) = state
            let last = shapes[count]
            let inputs, _, _ = last

            let! layer =
                match section.Name with
                | "convolutional"
                | "conv" -> convolution section inputs
                | "maxpool"
                | "max" -> maxPool section
                | "avgpool"
                | "avg" -> Ok AveragePool
                | "shortcut" -> shortcut section (count, shapes)
                | "dropout" -> Ok Dropout
                | "softmax" -> Ok Softmax
                | other -> Error(UnknownSection(section.File, section.Line, other))

            let shape = after layer last
            let _, height, width = shape

            if height < 1 || width < 1 then
                return! shapeError section $"a window that fits into {last}"
            else
                return layer :: layers, (count + 1, shapes.Add(count + 1, shape))
        }
