/// Sizes at the ends of the integers: the right answer, or an error that names what was asked for.
module Functional.Tests.Arguments.SizeTests

open System
open Expecto
open Functional.Core
open Functional.Tests.Ops.Checks

let private most = Int32.MaxValue
let private least = Int32.MinValue
let private images h w = counted DType.Float64 [ 1; 1; h; w ]
let private none = Nullable<int>()

/// The positions that Python's slice takes, by its own arithmetic on numbers without an end.
let private positions (size: int) (start: int option) (stop: int option) (step: int) =
    let size, step = bigint size, bigint step
    let low, high = if step.Sign > 0 then 0I, size else -1I, size - 1I

    let clip missing p =
        match p with
        | None -> missing
        | Some(p: int) ->
            let p = if p < 0 then bigint p + size else bigint p
            max low (min high p)

    let from = clip (if step.Sign > 0 then low else high) start
    let upto = clip (if step.Sign > 0 then high else low) stop

    from
    |> Seq.unfold (fun at ->
        if (step.Sign > 0 && at < upto) || (step.Sign < 0 && at > upto) then
            Some(float (int at), at + step)
        else
            None)
    |> List.ofSeq

let private ends = [ 0; 1; -1; 2; 1 <<< 30; 65536; most; least ]

let private slices =
    testList "slices" [
        test "every start, stop and step takes what arithmetic without overflow says" {
            let x = counted DType.Float64 [ 5 ]
            let options = None :: List.map Some ends

            for start in options do
                for stop in options do
                    for step in ends |> List.filter (fun step -> step <> 0) do
                        let actual = x.Slice(0, Option.toNullable start, Option.toNullable stop, step)

                        Expect.equal
                            (List.ofArray (actual.ToArray()))
                            (positions 5 start stop step)
                            $"{start} {stop} {step}"
        }
        test "a slice and a roll by the largest step have gradients" {
            let x = counted DType.Float64 [ 5 ]

            let slope f =
                (Ad.Grad(Func<Tensor, Tensor>(fun (x: Tensor) -> (f x: Tensor).Sum()))).Invoke(x).ToArray()

            Expect.equal (slope _.Slice(0, none, none, most)) [| 1; 0; 0; 0; 0 |] "forward"
            Expect.equal (slope _.Slice(0, none, none, least)) [| 0; 0; 0; 0; 1 |] "backward"
            Expect.equal (x.Roll(most).ToArray()) (x.Roll(2).ToArray()) "2³¹ − 1 is 2 modulo 5"
            Expect.equal (x.Roll(least).ToArray()) (x.Roll(2).ToArray()) "−2³¹ is 2 modulo 5"
        }
    ]

let private windows =
    testList "windows" [
        fails<ShapeException>
            "Conv2d wants a window that extends over at most 2147483647 lines and columns, but got 4294967295 × 4294967295 from 3 × 3 with a dilation of 2147483647 × 2147483647."
            (fun () -> Tensor.Conv2d(images 5 5, images 3 3, dilation = most))
        fails<ShapeException>
            "Conv2d wants a window that extends over at most 2147483647 lines and columns, but got 4294967297 × 4294967297 from 5 × 5 with a dilation of 1073741824 × 1073741824."
            (fun () -> Tensor.Conv2d(images 5 5, images 5 5, dilation = (1 <<< 30)))
        fails<ShapeException>
            "Conv2d wants an input of at least 1073741825 × 1073741825, the extent of the window, but got 5 × 5 with its padding, from [1, 1, 5, 5]."
            (fun () -> Tensor.Conv2d(images 5 5, images 2 2, dilation = (1 <<< 30)))
        fails<ShapeException>
            "ConvTranspose2d wants an output of at most 2147483647 lines and columns, but got one of 4294967299."
            (fun () -> Tensor.ConvTranspose2d(images 5 5, images 3 3, dilation = most))
        fails<ShapeException>
            "Conv2d wants at most 2147483647 lines and columns with the padding, but got 4294967299 × 4294967299 from 5 × 5."
            (fun () -> Tensor.Conv2d(images 5 5, images 3 3, padding = most))
        fails<ShapeException> "Conv2d wants a window of at least 1 × 1, but got 0 × 0." (fun () ->
            Tensor.Conv2d(images 5 5, Tensor.Zeros [| 1; 1; 0; 0 |]))
        fails<ShapeException>
            "MaxPool2d wants at most 2147483647 lines and columns with the padding, but got 4294967299 × 4294967299 from 5 × 5."
            (fun () -> Tensor.MaxPool2d(images 5 5, 2, padding = most))
        fails<ShapeException>
            "AveragePool2d wants at most 2147483647 lines and columns with the padding, but got 4294967299 × 4294967299 from 5 × 5."
            (fun () -> Tensor.AveragePool2d(images 5 5, 2, padding = most))
        fails<ShapeException>
            "Conv2d wants a padding of at most 2147483647 lines and columns, but got Same, which is 4294967294 × 4294967294 for a window of (3, 3) with dilation (2147483647, 2147483647)."
            (fun () -> Tensor.Conv2d(images 5 5, images 3 3, 1, Padding.Same, most))
        for channels, outputs in [ 1, 1; 3, 2; 2, 20 ] do
            test
                $"of a window whose taps are far beyond the image the middle one is left: {channels} channels to {outputs}" {
                let x = counted DType.Float64 [ 2; channels; 7; 6 ]
                let w = counted DType.Float64 [ outputs; channels; 5; 5 ]
                let middle = w.Slice(2, 2, 3).Slice(3, 2, 3)
                let far (w: Tensor) x = Tensor.Conv2d(x, w, 1, Padding.Same, 65536)
                let near (w: Tensor) x = Tensor.Conv2d(x, w)
                Expect.equal (far w x) (near middle x) "values"

                let slopes f (w: Tensor) =
                    let loss x w = Tensor.Square(f w x: Tensor).Sum()
                    let ofImages = (Ad.Grad(Func<Tensor, Tensor>(fun x -> loss x w))).Invoke x
                    let ofWeights = (Ad.Grad(Func<Tensor, Tensor>(loss x))).Invoke w
                    ofImages, ofWeights

                let images, weights = slopes far w
                let expected, center = slopes near middle
                Expect.equal images expected "cotangent of the images"
                Expect.equal (weights.Slice(2, 2, 3).Slice(3, 2, 3)) center "cotangent of the middle tap"
                Expect.equal (weights.Sum()) (center.Sum()) "the other taps have none"
            }
        test "a pooling under a wide padding reads padding alone in its corner" {
            let x = images 2 2 + 1.0
            let pooled = Tensor.AveragePool2d(x, struct (2, 2), struct (65536, 65536), Padding.All 65535, false)
            Expect.equal (List.ofSeq pooled.Shape) [ 1; 1; 2; 2 ] "shape"
            Expect.equal (pooled.ToArray()) [| 0; 0; 0; 4 |] "means"
        }
    ]

let private shapes =
    testList "shapes" [
        fails<ShapeException> "Shape wants at most 65536 axes, but got 1000000." (fun () ->
            (Tensor.Scalar 1.0).Reshape(Array.create 1_000_000 1))
        test "a tensor of thousands of axes is stretched, permuted and summed" {
            let x = (counted DType.Float64 [ 2; 3 ]).Reshape(Array.append (Array.create 9998 1) [| 2; 3 |])
            Expect.equal ((x + x.Permute([||]).Sum(0)).Sum().ToScalar()) 120.0 "sum"
        }
        test "an axis of a shape counts from the end if it is negative" {
            Expect.equal (Shape(2, 3)[-1]) 3 "last"
            Expect.equal (Shape(2, 3)[-2]) 2 "first"
        }
        fails<ShapeException> "Shape wants an axis of [2, 3] (−2 … 1), but got 2." (fun () -> Shape(2, 3)[2])
        fails<ShapeException> "Shape wants an axis of [2, 3] (−2 … 1), but got -2147483648." (fun () ->
            Shape(2, 3)[least])
        fails<ShapeException> "Tile wants an axis of at most 2147483647 elements, but got 6442450941." (fun () ->
            (counted DType.Float64 [ 3 ]).Tile most)
        fails<ShapeException> "Pad wants an axis of at most 2147483647 elements, but got 4294967297." (fun () ->
            (counted DType.Float64 [ 3 ]).Pad([| most |], [| most |]))
        fails<ShapeException> "Pad wants an axis of at most 2147483647 elements, but got 2147483651." (fun () ->
            (counted DType.Float64 [ 3 ]).Pad([| most |], [| 1 |], PadMode.Edge))
        fails<DomainException> "Pad wants the mode Edge or Reflect, but got 7." (fun () ->
            (counted DType.Float64 [ 3 ]).Pad([| 1 |], [| 1 |], enum<PadMode> 7))
        fails<ShapeException> "Diag wants an axis of at most 2147483647 elements, but got 2147483651." (fun () ->
            (counted DType.Float64 [ 3 ]).Diag least)
        fails<ShapeException> "Repeat wants an axis of at most 2147483647 elements, but got 6442450941." (fun () ->
            (counted DType.Float64 [ 3 ]).Repeat(most, 0))
        fails<ShapeException> "Repeat wants an axis of at most 2147483647 elements, but got 2147483649." (fun () ->
            (counted DType.Float64 [ 3 ]).Repeat([| most; 1; 1 |], 0))
        fails<ShapeException> "Full wants at most 2147418112 elements, but got [2147483647]." (fun () ->
            Tensor.Full([| most |], 1))
        fails<ShapeException> "Arange wants at most 2147418112 elements, but got [2147483647]." (fun () ->
            Tensor.Arange most)
        fails<DTypeException> "Cast wants Float32 or Float64, but got the dtype 7." (fun () ->
            (counted DType.Float64 [ 3 ]).Cast(enum<DType> 7))
        fails<DTypeException> "Full wants Float32 or Float64, but got the dtype -1." (fun () ->
            Tensor.Zeros([| 3 |], enum<DType> -1))
        fails<ShapeException> "Reshape wants sizes that divide 3 elements, but got [65536, -1, 65536]." (fun () ->
            (counted DType.Float64 [ 3 ]).Reshape(65536, -1, 65536))
    ]

// π^(n + 1) / n for odd orders at 0 and n! (1 / xⁿ⁺¹ ± 1 / (x − 1)ⁿ⁺¹ …) overflow by far, or vanish by far from all poles.
let private orders =
    testList "orders" [
        for order in [ 65535; 1 <<< 30; most - 1; most ] do
            test $"order {order} ends, at the nearest pole's infinity and at 0 far from it" {
                let x = Tensor.Create [| 0.5; 1e12; -0.25; -0.75 |]
                let odd = order % 2 <> 0
                let sign value = if odd then value else -value
                let actual = Tensor.Polygamma(order, x).ToArray()
                Expect.equal actual[0] (sign infinity) "near 0"
                Expect.equal actual[1] 0.0 "far away"
                Expect.equal actual[2..] [| infinity; (if odd then infinity else -infinity) |] "between two poles"
                let waves = Tensor.SincDerivative(order, Tensor.Create [| 0.3; -0.3; 1e10 |]).ToArray()
                Expect.isTrue (Array.forall Double.IsInfinity waves) "sinc"
            }

        for name, f in
            [
                "Polygamma", (fun (x: Tensor) -> Tensor.Polygamma(most, x))
                "SincDerivative", (fun (x: Tensor) -> Tensor.SincDerivative(most, x))
            ] do
            let slope = Ad.Grad(Func<Tensor, Tensor>(f))

            for mode, slope in [ "eager", slope; "compiled", Ad.Compile slope ] do
                test $"the last order of {name} has no derivative, {mode}" {
                    Expect.throwsC (fun () -> slope.Invoke(Tensor.Scalar 0.5) |> ignore) (fun e ->
                        Expect.isTrue (e :? DomainException) (string e)

                        Expect.equal
                            e.Message
                            $"{name} wants an order below 2147483647 where it has a derivative, but got 2147483647."
                            "")
                }
    ]

let private nulls =
    let none = Unchecked.defaultof<Tensor>
    let x = counted DType.Float64 [ 2; 2 ]

    testList "nulls" [
        testTheory
            "a null tensor, alone or in a struct, is refused as one"
            [
                "Lstsq a", (fun () -> box (Tensor.Lstsq(none, x)))
                "Lstsq b", (fun () -> box (Tensor.Lstsq(x, none)))
                "MatrixPower", (fun () -> box (Tensor.MatrixPower(none, 2)))
                "Update", (fun () -> box ((RunningStatistics.Initial 2).Update(Unchecked.defaultof<BatchNormalized>)))
            ]
            (fun (name, call) -> Expect.throwsT<ArgumentNullException> (fun () -> call () |> ignore) name)
    ]

[<Tests>]
let tests = testList "Sizes" [ slices; windows; shapes; orders; nulls ]
