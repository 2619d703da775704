module Functional.Gallery.DarknetEntry

open System
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open Functional.Core
open Functional.Models
open Functional.Gallery.Pictures
open Functional.Gallery.Report

let private golden folder (case: string) = Path.Combine(folder, "darknet", "golden", case)

let private floats (file: string) =
    MemoryMarshal.Cast<byte, float32>(ReadOnlySpan(File.ReadAllBytes file)).ToArray()

let private image file = Image.readFile file |> Result.mapError string

/// The probabilities, the largest difference from those of the C program for any file of the image, and the microseconds of the network.
let private against folder case (network: Darknet.Network) (images: Tensor list) =
    let run = AD.compile (Darknet.classify network)
    let image = images.Head
    let probabilities = List.map run images
    let clock = Stopwatch.StartNew()
    let again = 3

    for _ in 1..again do
        run image |> ignore

    let microseconds = clock.Elapsed.TotalMicroseconds / float again
    let expected = floats (golden folder (case + ".probs.f32"))

    let difference probabilities =
        Array.map2 (fun e a -> abs (float e - a)) expected (Tensor.toArray probabilities) |> Array.max

    probabilities.Head, List.max (List.map difference probabilities), microseconds

/// Weights that nobody trained, in the format of version 0.2, by the recipe that comes with the golden outputs: one stream of numbers for the whole file.
let private synthetic (net: DarknetNet) (file: string) =
    let mutable state = 0x9E3779B9u

    let draw () =
        state <- state ^^^ (state <<< 13)
        state <- state ^^^ (state >>> 17)
        state <- state ^^^ (state <<< 5)
        float (state >>> 8) * 2.0 ** -24.0

    use target = new BinaryWriter(File.Create file)

    for word in [ 0; 2; 0; 0; 0 ] do
        target.Write word

    let write count (f: float -> float) =
        for _ in 1..count do
            target.Write(float32 (f (draw ())))

    for layer, following in List.pairwise net.Layers do
        match layer with
        | Convolution(inputs, filters, size, _, _, normalized, _) ->
            let fan = inputs * size * size

            let closesBlock =
                (match following with
                 | Shortcut _ -> true
                 | _ -> false)

            write filters (fun u -> 0.2 * (u - 0.5))

            if normalized then
                write filters (fun u -> (0.9 + 0.2 * u) * (if closesBlock then 0.25 else 1.0))
                write filters (fun u -> 0.1 * (u - 0.5))
                write filters (fun u -> 0.5 + u)

            let bound = sqrt (3.0 / float fan) * 1.4
            write (filters * fan) (fun u -> (2.0 * u - 1.0) * bound * (if normalized then 1.0 else 0.15))
        | _ -> ()

let private darknet53 folder data =
    let file = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.weights")

    let weights =
        Path.Combine(folder, "darknet", "darknet53.cfg")
        |> DarknetFiles.readNet
        |> Result.mapError string
        |> Result.map (fun net ->
            synthetic net file
            file)

    try
        Darknet.load "darknet53.cfg" weights data
        |> Result.map (fun network -> { network with Net = { network.Net with Height = 256; Width = 256 } })
    finally
        File.Delete file

/// Parts of a photograph: its middle at three sizes, each as it is and mirrored.
let private parts (photograph: Tensor) = [
    for share in [ 1.0; 0.85; 0.7 ] do
        let cut axis (x: Tensor) =
            let size = x.Shape[axis]
            let kept = int (share * float size)
            x.Slice(axis, Nullable((size - kept) / 2), Nullable((size - kept) / 2 + kept))

        let part = photograph |> cut 1 |> cut 2
        part
        part.Flip 2
]

let private isHead layer =
    match layer with
    | Convolution(_, 1000, _, _, _, _, _) -> true
    | _ -> false

/// A head of two classes in the place of the last convolution, learnt on all parts but the smallest: its steps, and how many of the smallest it judges rightly.
let private fineTune steps (network: Darknet.Network) (photographs: Tensor list) =
    let body = { network.Net with Layers = network.Net.Layers |> List.takeWhile (isHead >> not) }

    let see image =
        Darknet.outputs body network.Parameters (Darknet.input network image)
        |> List.last
        |> Layer.globalAveragePool

    let examples select =
        let labelled =
            photographs |> List.mapi (fun label p -> select (parts p) |> List.map (fun part -> label, see part))

        let labels = labelled |> List.concat |> List.map (fst >> float) |> Array.ofList

        Examples.create
            (labelled |> List.concat |> List.map snd |> Tensor.concat 0)
            ((Tensor.ofArray labels).Cast DType.Float32)

    let training, test = examples (List.take 4), examples (List.skip 4)

    let head =
        Dense.init Initializer.glorotUniform DType.Float32 (training.Inputs.Shape[1]) 2 (Random.key 1)

    let loss (examples: Examples) p = Dense.forward p examples.Inputs |> Loss.crossEntropy examples.Targets
    let plan = Training.plan (Optimizer.adam 0.01) loss (Examples.batches 8 training)
    let clock = Stopwatch.StartNew()
    let trained = Training.run { plan with Epochs = steps } (Random.key 2) head
    let microseconds = clock.Elapsed.TotalMicroseconds / float steps
    let accuracy = Dense.forward trained.Parameters test.Inputs |> Metrics.accuracy test.Targets
    (Examples.count training, Examples.count test, accuracy, microseconds)

/// The length of the gradient of the cross-entropy in the first convolution's kernels: it passes through the whole network.
let private firstGradient (network: Darknet.Network) image =
    let loss (parameters: DarknetConvolution list) =
        Darknet.logits network.Net parameters (Darknet.input network image)
        |> Loss.crossEntropy ((Tensor.ofArray [| 0.0 |]).Cast DType.Float32)

    let gradient = AD.grad loss network.Parameters
    Tensor.toScalar (Tensor.Sqrt(Tensor.sum (Tensor.Square gradient.Head.W)))

let private top (network: Darknet.Network) probabilities =
    Darknet.top 5 network.Names probabilities
    |> List.map (fun (name, p) -> $"{name} {100.0 * p:F2}")
    |> String.concat " · "

let private judged (network: Darknet.Network) truth (image: Tensor) probabilities =
    let name, p = Darknet.top 1 network.Names probabilities |> List.head

    let square =
        (Image.letterbox 112 112 image).Permute(1, 2, 0)
        |> Tensor.toArray
        |> Array.map (fun x -> byte (255.0 * x))

    let raster: Raster = { Width = 112; Height = 112; Channels = 3; Pixels = square }
    { Image = raster; Truth = truth; Predicted = name; Probability = p }

let private show (settings: Settings) (tell: Tell) folder (tiny: Darknet.Network) dogs eagles crop =
    let dog, eagle = List.head dogs, List.head eagles
    tell "Tiny Darknet" 0.0 "two photographs"
    let dogClasses, dogError, microseconds = against folder "tiny-dog" tiny dogs
    let eagleClasses, eagleError, _ = against folder "tiny-eagle" tiny eagles

    tell "Tiny Darknet" 0.4 "a head of two classes"

    let learnt, judgedOn, accuracy, stepTime =
        fineTune (if settings.Quick then 5 else 100) tiny [ dog; eagle ]

    let slope = firstGradient tiny dog
    tell "Tiny Darknet" 1.0 $"{dogError:E1} and {eagleError:E1} from the C program"
    tell "Darknet-53" 0.0 "weights by the recipe"

    darknet53 folder settings.Data
    |> Result.map (fun network ->
        tell "Darknet-53" 0.6 "one image"
        let _, error53, microseconds53 = against folder "darknet53syn-dog256" network [ crop ]
        tell "Darknet-53" 1.0 $"{error53:E1} from the C program"
        let error (e: float) = $"{e:E1}"

        {
            Key = "darknet"
            Title = "Darknet"
            Text = [
                "Convolutional networks from the files of darknet: descriptions, weights and names. Tiny Darknet comes trained; Darknet-53 gets weights that nobody trained, by a recipe, since the trained ones are not to be had here. Both are compared with the outputs of the C program."
                $"The post leaves the gradient of a convolution to its readers. Here the cross-entropy of the dog has a gradient in the kernels of the first layer, of length {slope:F3}; and a head for two classes, dog and eagle, is learnt from {learnt} parts of the two photographs and tried on {judgedOn} others."
            ]
            Figures = [
                {
                    Name = "Tiny Darknet, dog, %"
                    Post =
                        "malamute 14.51 · Newfoundland 6.09 · dogsled 5.59 · standard schnauzer 4.55 · Eskimo dog 4.05 (C)"
                    Ours = top tiny dogClasses
                }
                {
                    Name = "Tiny Darknet, eagle, %"
                    Post = "bald eagle 54.11 · ruddy turnstone 12.01 · kite 11.61 · hen 8.80 · vulture 4.15 (C)"
                    Ours = top tiny eagleClasses
                }
                {
                    Name = "largest difference in probability, dog, from JPEG and from PPM"
                    Post = "at most 1e-4"
                    Ours = error dogError
                }
                {
                    Name = "largest difference in probability, eagle, from JPEG and from PPM"
                    Post = "at most 1e-4"
                    Ours = error eagleError
                }
                {
                    Name = "largest difference in probability, Darknet-53"
                    Post = "at most 1e-4"
                    Ours = error error53
                }
                {
                    Name = "time of an image, Tiny Darknet"
                    Post = "70 to 100 ms (C, one core)"
                    Ours = $"{microseconds / 1e3:F0} ms"
                }
                {
                    Name = "time of an image, Darknet-53"
                    Post = "900 ms (C, one core)"
                    Ours = $"{microseconds53 / 1e3:F0} ms"
                }
                {
                    Name = "a head of two classes, share that is right on new parts"
                    Post = "not done"
                    Ours = $"{accuracy:F2}"
                }
            ]
            Pictures = [
                {
                    File = "photographs.svg"
                    Caption =
                        "The photographs as Tiny Darknet judges them among 1,000 classes; the dog's breed is not given with it."
                    Content =
                        ImageGrid.predictions "Tiny Darknet" 2 [
                            judged tiny "malamute" dog dogClasses
                            judged tiny "bald eagle" eagle eagleClasses
                        ]
                }
            ]
            Results = [
                "tinyDogMaxError", Results.number dogError
                "tinyEagleMaxError", Results.number eagleError
                "darknet53MaxError", Results.number error53
                "headAccuracy", Results.number accuracy
                "microsecondsPerStep", Results.number stepTime
                "tinyMicrosecondsPerImage", Results.number microseconds
                "darknet53MicrosecondsPerImage", Results.number microseconds53
            ]
        })

let private run (settings: Settings) tell =
    DataFolder.find settings.Data
    |> Result.mapError string
    |> Result.bind (fun folder ->
        let ppm case = image (golden folder (case + ".ppm"))

        // The photograph first, then its pixels as darknet reads them.
        let both name =
            image (Path.Combine(folder, "darknet", name + ".jpg"))
            |> Result.bind (fun jpeg -> ppm $"tiny-{name}" |> Result.map (fun ppm -> [ jpeg; ppm ]))

        match Darknet.tiny settings.Data, both "dog", both "eagle", ppm "darknet53syn-dog256" with
        | Ok tiny, Ok dogs, Ok eagles, Ok crop -> show settings tell folder tiny dogs eagles crop
        | Error message, _, _, _
        | _, Error message, _, _
        | _, _, Error message, _
        | _, _, _, Error message -> Error message)

/// Darknet of the post on a general network library.
let entry = { Key = "darknet"; Title = "Darknet"; NeedsData = true; Run = run }
