module Functional.Tests.Transforms.CondTests

open Expecto
open Functional.Core
open Functional.Models

let private raises<'e when 'e :> exn> (message: string) f =
    Expect.throwsC f (fun e ->
        Expect.equal (e.GetType()) typeof<'e> e.Message
        Expect.equal e.Message message "message")

let private positive (x: Tensor) = Tensor.Greater(Tensor.sum x, 0.0)

/// sin x where its sum is positive, else a x, which captures a.
let private f (a: Tensor) (x: Tensor) = AD.cond (positive x) (fun x -> Tensor.Sin x) (fun x -> a * x) x

let private a = Tensor.ofSeq [ 2.0; 3.0 ]
let private up, down = Tensor.ofSeq [ 0.5; 1.5 ], Tensor.ofSeq [ 0.5; -1.5 ]

[<Tests>]
let tests =
    testList "Cond" [
        test "on numbers one function is called, and the other is not" {
            let never _ = failwith "called"
            Expect.equal (AD.cond Tensor.One (fun x -> x + 1.0) never up) (up + 1.0) "true"
            Expect.equal (AD.cond Tensor.Zero never (fun x -> x + 1.0) up) (up + 1.0) "false"
            Expect.equal (AD.cond (Tensor.scalar nan) id never up) up "NaN is not 0"
            Expect.equal (AD.grad (fun x -> AD.cond (positive x) Tensor.sum never x) up) (Tensor.ones [ 2 ]) "gradient"
        }

        test "a loop that was not chosen does not run, whatever it captures" {
            let double (x: Tensor) = Scan.whileDo (fun x -> Tensor.Less(x, 8.0)) (fun x -> 2.0 * x) x

            let f (x: Tensor) = AD.cond (positive x) (fun () -> double x) (fun () -> x) ()
            let minus = Tensor.scalar -1.0
            Expect.equal (f minus) minus "on numbers"
            let struct (y, dot) = AD.pushforward f minus Tensor.One
            Expect.equal (y, dot) (minus, Tensor.One) "forward mode"
            Expect.equal (AD.grad f minus) Tensor.One "reverse mode"
            Expect.equal (AD.vectorize f (Tensor.ofSeq [ 1.0; -1.0 ])) (Tensor.ofSeq [ 8.0; -1.0 ]) "in a batch"
            Expect.equal (AD.compile f minus) minus "compiled"
        }

        test "a compiled function chooses at each run" {
            let g = AD.compile (f a)

            for x in [ up; down; up ] do
                Expect.equal (g x) (f a x) "value"
        }

        test "what is not 0 is true, in a program and in a batch too" {
            let g (p: Tensor) = AD.cond p (fun x -> x + 1.0) (fun x -> x - 1.0) Tensor.Zero
            let predicates = [ 1.0; -1.0; 0.0; -0.0; nan; -infinity ]
            let expected = [ 1.0; 1.0; -1.0; -1.0; 1.0; 1.0 ]

            for how, values in
                [
                    "on numbers", [ for p in predicates -> (g (Tensor.scalar p)).ToScalar() ]
                    "compiled", (let g = AD.compile g in [ for p in predicates -> (g (Tensor.scalar p)).ToScalar() ])
                    "in a batch", List.ofArray (Tensor.toArray (AD.vectorize g (Tensor.ofSeq predicates)))
                ] do
                Expect.equal values expected how
        }

        test "the choice may have another dtype than the answers, in a batch too" {
            let g (struct (p: Tensor, x: Tensor)) = AD.cond p (fun (x: Tensor) -> x + 1.0) (fun x -> x - 1.0) x
            let xs = Tensor.cast DType.Float32 (Tensor.Stack [ up; down ])
            let ps = Tensor.ofSeq [ 0.0; 1e-300 ]
            let expected = Tensor.Stack [ xs[0] - 1.0; xs[1] + 1.0 ]
            Expect.equal (AD.vectorize g (struct (ps, xs))) expected "batch"
        }

        test "of answers with different shapes either may go unused" {
            let g (struct (p: Tensor, x: Tensor)) =
                AD.cond p (fun x -> struct (x * x, Tensor.sum x)) (fun x -> struct (3.0 * x, 2.0 * Tensor.sum x)) x

            for p, first, second in [ 1.0, 2.0 * up, 1.0; 0.0, Tensor.full 3.0 [ 2 ], 2.0 ] do
                let gradient choose =
                    let inside (struct (p, x)) =
                        AD.grad (fun x -> let struct (y, z) = g (struct (p, x)) in Tensor.sum (choose y z)) x

                    AD.compile inside (struct (Tensor.scalar p, up))

                Expect.equal (gradient (fun y _ -> y)) first "of the first"
                Expect.equal (gradient (fun _ z -> z)) (Tensor.full second [ 2 ]) "of the second"
        }

        test "a run of a program runs one branch" {
            let runs = ref 0

            let counted (x: Tensor) =
                let rule =
                    AD.customPullbackWith
                        Tensor.ZerosLike
                        (fun (x: Tensor) ->
                            (runs.Value <- runs.Value + 1
                             x))
                        (fun _ _ yBar -> yBar)

                rule x

            let g = AD.compile (fun x -> AD.cond (positive x) counted (fun x -> 2.0 * x) x)
            g down |> ignore
            runs.Value <- 0
            g down |> ignore
            Expect.equal runs.Value 0 "the other one"
            g up |> ignore
            Expect.equal runs.Value 1 "this one"
        }

        test "in a program it allocates nothing, and nor does a checkpoint" {
            let bytes (g: Tensor -> Tensor) =
                let g = AD.compile g

                let calls count =
                    for _ in 1..count do
                        g up |> ignore

                calls 50
                let before = System.GC.GetAllocatedBytesForCurrentThread()
                calls 1000
                System.GC.GetAllocatedBytesForCurrentThread() - before

            let plain = bytes (fun x -> 2.0 * Tensor.Sin x)
            let chosen = bytes (fun x -> 2.0 * f a (Tensor.Sin x))
            let checkpointed = bytes (fun x -> 2.0 * AD.checkpoint Tensor.Sin x)
            Expect.isLessThan (float (chosen - plain) / 1000.0) 8.0 "bytes a call of cond"
            Expect.isLessThan (float (checkpointed - plain) / 1000.0) 8.0 "bytes a call of checkpoint"
        }

        test "derivatives are those of the branch, of what it captures too" {
            for x in [ up; down ] do
                let both h =
                    AD.grad (fun (struct (a, x)) -> Tensor.sum (Tensor.square (h a x))) (struct (a, x))

                let compiled a x = AD.compile (fun (struct (a, x)) -> f a x) (struct (a, x))
                Expect.equal (both compiled) (both f) "gradient"

                let inside =
                    AD.compile (fun (struct (a, x)) ->
                        AD.grad (fun (struct (a, x)) -> Tensor.sum (f a x)) (struct (a, x)))

                Expect.equal
                    (inside (struct (a, x)))
                    (AD.grad (fun (struct (a, x)) -> Tensor.sum (f a x)) (struct (a, x)))
                    "compiled gradient"

                let hvp h = AD.hvp (fun x -> Tensor.sum (h x)) x up
                Expect.equal (hvp (AD.compile (f a))) (hvp (f a)) "Hessian-vector product"
        }

        test "the instances of a batch choose for themselves" {
            let xs = Tensor.Stack [ up; down ]
            let expected = Tensor.Stack [ f a up; f a down ]
            Expect.equal (AD.vectorize (f a) xs) expected "batch"
            Expect.equal (AD.compile (AD.vectorize (f a)) xs) expected "compiled batch"
            let gradient = AD.grad (fun x -> Tensor.sum (f a x))
            Expect.equal (AD.vectorize gradient xs) (Tensor.Stack [ gradient up; gradient down ]) "gradients"
        }

        test "a choice that all instances share runs one branch for all" {
            let g (holds: Tensor) xs =
                AD.vectorize (fun x -> AD.cond holds (fun x -> Tensor.Sin x) (fun x -> a * x) x) xs

            let program =
                AD.explain (fun (struct (holds, xs)) -> g holds xs) (struct (Tensor.One, Tensor.Stack [ up; down ]))

            Expect.equal [ for o in program.Operations -> o.Name ] [ "Cond" ] "one operation"
        }

        test "trees go in and come out, and the program can be read" {
            let g (struct (p: Tensor, x: Tensor)) =
                AD.cond
                    p
                    (fun (struct (x, y)) -> struct (y, x))
                    (fun (struct (x, y)) -> struct (x + y, y))
                    (struct (x, 2.0 * x))

            let program = AD.explain g (struct (Tensor.One, up))

            Expect.equal
                ((string program).TrimEnd().Split '\n')
                [|
                    "(Item1: Float64[], Item2: Float64[2]) =>"
                    "  a: Float64[2] = Multiply 2, Item2"
                    "  b: Float64[2], c: Float64[2] = Cond Item1, Item2, a"
                    "    then (Item1, Item2, a) =>"
                    "      return a, Item2"
                    "    else (Item1, Item2, a) =>"
                    "      d: Float64[2] = Add Item2, a"
                    "      return d, a"
                    "  return b, c"
                |]
                "text"
        }

        test "a predicate that is no scalar is an error" {
            raises<ShapeException> "Cond wants a predicate that is a scalar, but got [2]." (fun () ->
                AD.cond up id id up |> ignore)
        }

        test "branches of different kinds are errors" {
            let traced g = AD.compile (fun (x: Tensor) -> AD.cond (positive x) id g x) up |> ignore
            raises<ShapeException> "Cond wants [2], but got []." (fun () -> traced Tensor.sum)
            raises<DTypeException> "Cond wants Float64, but got Float32." (fun () -> traced (Tensor.cast DType.Float32))

            raises<TreeException>
                "Cond wants nothing after a tensor at [0], but got a tensor at [1]. \
                 Give both trees the same types, keys, lengths, cases and static parts."
                (fun () ->
                    AD.compile (fun (x: Tensor) -> AD.cond (positive x) (fun x -> [ x ]) (fun x -> [ x; x ]) x) up
                    |> ignore)
        }

        test "branches of different kinds are errors on numbers too, whichever is chosen" {
            for p in [ Tensor.One; Tensor.Zero ] do
                let chosen g = AD.cond p id g up |> ignore
                raises<ShapeException> "Cond wants [2], but got []." (fun () -> chosen Tensor.sum)
                let single = Tensor.cast DType.Float32
                raises<DTypeException> "Cond wants Float64, but got Float32." (fun () -> chosen single)
        }

        test "a branch that reads a number has no kind to be compared, and may be left out" {
            let reads (x: Tensor) = if (Tensor.sum x).ToScalar() > 0.0 then x else -x
            Expect.equal (AD.cond Tensor.One id reads up) up "not chosen"
            Expect.equal (AD.cond Tensor.Zero id reads down) -down "chosen"
        }

        test "a function that calls itself in a branch ends on numbers, and is an error in a program" {
            let rec fall (x: Tensor) = AD.cond (Tensor.Greater(x, 1.0)) (fun x -> fall (0.5 * x)) id x
            Expect.equal (fall (Tensor.scalar 12.0)) (Tensor.scalar 0.75) "on numbers"

            raises<TraceException>
                "Cond wants a function that can be traced to its end, but got one that goes too deep, \
                 as by calling itself in a branch of Cond. Repeat with Scan or While."
                (fun () -> AD.compile fall (Tensor.scalar 12.0) |> ignore)
        }

        test "branching on a number while a function is traced says what to use" {
            Expect.throwsC
                (fun () -> AD.compile (fun (x: Tensor) -> if x.ToScalar() > 0.0 then x else -x) Tensor.One |> ignore)
                (fun e -> Expect.stringContains e.Message "choose with Where or Cond instead of branching" "cure")
        }
    ]
