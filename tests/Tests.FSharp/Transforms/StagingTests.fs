/// What is traced before it runs: Checkpoint, LinearTranspose, Explain, and what Scan shares with them.
module Functional.Tests.Transforms.StagingTests

open Expecto
open Functional.Core
open Functional.Models

let private raises<'e when 'e :> exn> (start: string) f =
    Expect.throwsC f (fun e ->
        Expect.equal (e.GetType()) typeof<'e> "type"
        Expect.isTrue (e.Message.StartsWith(start, System.StringComparison.Ordinal)) $"{start} … but {e.Message}")

let private bits (x: Tensor) = Tensor.toArray x |> Array.map System.BitConverter.DoubleToInt64Bits
let private same expected actual what = Expect.sequenceEqual (bits actual) (bits expected) what
let private x = Key.Of(1).Normal [| 4 |]
let private w = Key.Of(2).Normal [| 4; 4 |]
let private f (x: Tensor) = Tensor.Tanh(Tensor.MatMul(w, Tensor.Exp x)) * Tensor.Sin x

[<Tests>]
let tests =
    testList "Staging" [
        testList "Checkpoint" [
            test "is the function, to the bit" {
                let g = AD.checkpoint f
                let sum h x = Tensor.sum (h x)
                same (f x) (g x) "value"
                same (AD.grad (sum f) x) (AD.grad (sum g) x) "gradient"
                same (AD.hvp (sum f) x x) (AD.hvp (sum g) x x) "forward over reverse"
                let struct (_, expected) = AD.pushforward f x x
                let struct (_, actual) = AD.pushforward g x x
                same expected actual "pushforward"
                let slope h x = Tensor.sum (Tensor.Square(AD.grad (sum h) x))
                same (AD.grad (slope f) x) (AD.grad (slope g) x) "reverse over reverse"
                let xs = Key.Of(3).Normal [| 3; 4 |]
                same (AD.vectorize f xs) (AD.vectorize g xs) "batch"
                same (AD.vectorize (AD.grad (sum f)) xs) (AD.vectorize (AD.grad (sum g)) xs) "gradients of a batch"
            }

            test "finds what it captures" {
                let loss checkpointed w =
                    let g (x: Tensor) = Tensor.Tanh(Tensor.MatMul(w, x)) * Tensor.sum w
                    Tensor.sum ((if checkpointed then AD.checkpoint g else g) x)

                same (AD.grad (loss false) w) (AD.grad (loss true) w) "gradient"
            }

            test "keeps its argument alone" {
                let recording = Recording<Tensor, Tensor>(AD.checkpoint f, x, null)

                Expect.equal
                    [ for operation in recording.Operations -> operation.Name ]
                    [ "Checkpoint" ]
                    "one operation"
            }
        ]

        testList "LinearTranspose" [
            test "transposes a matrix, a fold and trees" {
                let a = Key.Of(4).Normal [| 3; 4 |]
                let y = Key.Of(5).Normal [| 3 |]
                let product (x: Tensor) = Tensor.MatMul(a, x)
                same (Tensor.MatMul(a.T, y)) (AD.linearTranspose product x y) "matrix"
                let diffuse x = Scan.iterate 3 (fun (x: Tensor) -> x + Tensor.MatMul(w, x)) x
                let transposed = AD.linearTranspose diffuse x
                let dot (x: Tensor) (y: Tensor) = Tensor.sum(x * y).ToScalar()
                let u, v = Key.Of(6).Normal [| 4 |], Key.Of(7).Normal [| 4 |]
                Expect.floatClose Accuracy.high (dot u (diffuse v)) (dot (transposed u) v) "⟨u, A v⟩ = ⟨Aᵀ u, v⟩"
                let both (struct (p: Tensor, q: Tensor)) = struct (p - 2.0 * q, p / 4.0)
                let struct (p, q) = AD.linearTranspose both (struct (x, x)) (struct (u, v))
                same (u + v / 4.0) p "first"
                same (-2.0 * u) q "second"
            }

            test "is differentiable by what the function captures" {
                let f (a: Tensor) = Tensor.sum (AD.linearTranspose (fun (x: Tensor) -> a * a * x) x x)
                Expect.isTrue (Tensor.AllClose(2.0 * w[0] * x, AD.grad f w[0], 1e-12)) "2 a x"
            }

            test "names the operation that is not linear" {
                raises<TraceException>
                    "LinearTranspose wants a linear function, but got one whose derivative depends on its argument, by Sin."
                    (fun () -> AD.linearTranspose (fun (x: Tensor) -> Tensor.Sin(2.0 * x)) x |> ignore)
            }
        ]

        testList "Explain" [
            test "shows the operations" {
                let text = string (AD.explain (fun (x: Tensor) -> Tensor.sum (2.0 * Tensor.Sin x)) x)

                let expected =
                    "(a: Float64[4]) =>\n  b: Float64[4] = Sin a\n  c: Float64[4] = Multiply 2, b\n  d: Float64[] = SumTo[Shape = []] c\n  return d\n"

                Expect.equal text expected "text"
            }

            test "leaves out what the answer does not need" {
                let program =
                    AD.explain
                        (fun (x: Tensor) ->
                            (Tensor.Cos x |> ignore
                             Tensor.Sin x))
                        x

                Expect.equal [ for o in program.Operations -> o.Name ] [ "Sin" ] "operations"
            }

            test "a graph with a scan does not grow with its length" {
                let f xs =
                    Scan.fold (fun (h: Tensor) (x: Tensor) -> Tensor.Tanh(h + x)) (Tensor.zeros [ 4 ]) xs

                let size n =
                    AD.explain (AD.grad (fun xs -> Tensor.sum (f xs))) (Tensor.zeros [ n; 4 ]) |> string |> _.Length

                Expect.equal (size 20) (size 90) "length of the text"
            }
        ]

        testList "numbers are not there yet" [
            test "branching in a step says where" {
                raises<TraceException>
                    "Scan traces its function once, before there are numbers, so a number cannot be read inside it (line "
                    (fun () ->
                        Scan.iterate 3 (fun (x: Tensor) -> if x.ToScalar() > 0.0 then x else -x) (Tensor.scalar 1.0)
                        |> ignore)
            }

            test "a step that changes the carry is an error" {
                raises<ShapeException> "Scan wants [4], but got []." (fun () ->
                    Scan.iterate 3 (fun (x: Tensor) -> Tensor.sum x) x |> ignore)
            }

            test "inputs of two lengths are an error" {
                raises<ShapeException>
                    "Scan wants inputs with time as axis 0, of one length in every leaf, but got [2] and [3]."
                    (fun () ->
                        Scan.fold
                            (fun (c: Tensor) (struct (a: Tensor, b: Tensor)) -> c + a + b)
                            Tensor.Zero
                            (struct (Tensor.ones [ 2 ], Tensor.ones [ 3 ]))
                        |> ignore)
            }

            test "a scalar has no time" {
                raises<ShapeException>
                    "Scan wants inputs with time as axis 0, of one length in every leaf, but got []."
                    (fun () ->
                        Scan.fold (fun (c: Tensor) (a: Tensor) -> c + a) Tensor.Zero (Tensor.scalar 1.0) |> ignore)
            }
        ]

        test "no step leaves the carry" {
            let xs = Tensor.zeros [ 0; 4 ]
            let struct (c, ys) = Scan.unroll (fun (c: Tensor) (x: Tensor) -> struct (c + x, c)) x xs
            same x c "carry"
            Expect.sequenceEqual (ys.Shape.ToArray()) [ 0; 4 ] "outputs"
        }

        test "a scan is vectorized, outside and inside gradients" {
            let f w (xs: Tensor) =
                let struct (c, ys) =
                    Scan.unroll
                        (fun (c: Tensor) (x: Tensor) ->
                            let c = Tensor.Tanh(Tensor.MatMul(w, c) + x) in struct (c, c * x))
                        x
                        xs

                Tensor.sum (c * c) + Tensor.sum ys

            let batch = Key.Of(8).Normal [| 3; 5; 4 |]
            let loop g = Tensor.stack 0 [ for i in 0..2 -> g batch[i] ]
            let close e a what = Expect.isTrue (Tensor.AllClose(e, a, 1e-12, 1e-14)) what
            close (loop (f w)) (AD.vectorize (f w) batch) "value"
            close (loop (AD.grad (f w))) (AD.vectorize (AD.grad (f w)) batch) "gradients"

            close
                (loop (fun xs -> AD.grad (fun w -> f w xs) w))
                (AD.vectorize (fun xs -> AD.grad (fun w -> f w xs) w) batch)
                "of the weights"

            let total w = Tensor.sum (AD.vectorize (f w) batch)
            let sum w = Tensor.sum (loop (f w))
            close (AD.grad sum w) (AD.grad total w) "gradient of the batch"
        }
    ]
