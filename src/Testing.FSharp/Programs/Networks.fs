namespace Functional.Testing

open Functional.Core

/// Rules of the operations of networks.
module internal Networks =

    open Term
    open Rule

    let private binary2 name arguments shapes f =
        shaped name 2 shapes (fun _ _ xs -> call2 name arguments f (tanh xs[0]) xs[1])

    let private kernel (source: Source) = 1 + source.Next 2

    let private pooled name shape suffix prepare f =
        shaped name 1 (fun _ -> [ shape ]) (fun source shapes xs ->
            call1 name suffix f (prepare source shapes.Head xs.Head))

    let private asIs _ _ x = x
    let private targets (source: Source) shape = constant (source.Of(shape, fun _ -> float (source.Next 2)))

    let private normed name build =
        shaped name 3 (fun _ -> [ [ 3; 2 ]; [ 2 ]; [ 2 ] ]) (fun source shapes xs ->
            build (apart source shapes.Head xs[0]) (tanh xs[1]) xs[2])

    let rules: Rule list = [
        binary2 "Conv1d" "" (fun source -> [ [ 1; 2; 4 ]; [ 2; 2; kernel source ] ]) (fun x w -> Tensor.Conv1d(x, w))
        binary2 "Conv1d" ", 2" (fun source -> [ [ 2; 1; 4 ]; [ 1; 1; kernel source ] ]) (fun x w ->
            Tensor.Conv1d(x, w, 2))
        binary2 "Conv2d" "" (fun source -> [ [ 1; 1; 3; 3 ]; [ 2; 1; kernel source; 2 ] ]) (fun x w ->
            Tensor.Conv2d(x, w))
        binary2 "Conv2d" ", 2, Padding.Same" (fun _ -> [ [ 1; 1; 3; 2 ]; [ 1; 1; 2; 2 ] ]) (fun x w ->
            Tensor.Conv2d(x, w, 2, Padding.Same))
        binary2 "ConvTranspose1d" "" (fun source -> [ [ 1; 2; 2 ]; [ 2; 1; kernel source ] ]) (fun x w ->
            Tensor.ConvTranspose1d(x, w))
        binary2 "ConvTranspose2d" "" (fun source -> [ [ 1; 1; 2; 2 ]; [ 1; 1; kernel source; 2 ] ]) (fun x w ->
            Tensor.ConvTranspose2d(x, w))
        pooled "AveragePool1d" [ 1; 2; 4 ] ", 2" asIs (fun x -> Tensor.AveragePool1d(x, 2))
        pooled "AveragePool2d" [ 1; 1; 3; 3 ] ", 2, 1" asIs (fun x -> Tensor.AveragePool2d(x, 2, 1))
        pooled "MaxPool1d" [ 1; 2; 4 ] ", 2" apart (fun x -> Tensor.MaxPool1d(x, 2))
        pooled "MaxPool2d" [ 1; 1; 3; 3 ] ", 2, 1" apart (fun x -> Tensor.MaxPool2d(x, 2, 1))
        pooled "GlobalAveragePool" [ 1; 2; 2; 2 ] "" asIs Tensor.GlobalAveragePool
        pooled "GlobalMaxPool" [ 1; 2; 2; 2 ] "" apart Tensor.GlobalMaxPool
        pooled "Dropout" [ 2; 3 ] ", 0.4, Key.Of(1)" asIs (fun x -> Tensor.Dropout(x, 0.4, Key.Of 1))
        normed "LayerNorm" (call3 "LayerNorm" "" (fun x scale shift -> Tensor.LayerNorm(x, scale, shift)))
        normed "BatchNorm" (fun x scale shift ->
            call3 "BatchNorm" "" (fun x scale shift -> Tensor.BatchNorm(x, scale, shift).Value) x scale shift
            |> fun term -> { term with Text = term.Text + ".Value" })
        normed "BatchNormInference" (fun x scale shift -> {
            Text =
                $"Tensor.BatchNormInference({x.Text}, {scale.Text}, {shift.Text}, RunningStatistics.Initial(2, {x.Text}.DType))"
            Run =
                fun env ->
                    let x = x.Run env
                    Tensor.BatchNormInference(x, scale.Run env, shift.Run env, RunningStatistics.Initial(2, x.DType))
        })
        shaped "CrossEntropy" 1 (fun _ -> [ [ 2; 3 ] ]) (fun source _ xs ->
            call2 "CrossEntropy" "" (fun x labels -> Tensor.CrossEntropy(x, labels)) xs.Head (targets source [ 2 ]))
        shaped "BinaryCrossEntropy" 1 (fun _ -> [ [ 2; 3 ] ]) (fun source shapes xs ->
            call2
                "BinaryCrossEntropy"
                ""
                (fun x t -> Tensor.BinaryCrossEntropy(x, t))
                xs.Head
                (targets source shapes.Head))
    ]
