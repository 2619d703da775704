/// Invariants, UnusedCarries.
module Functional.Tests.Programs.Passes.InvariantsTests

open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Programs.Samples

let private values seed (shape: int list) : Tensor = Key.Of(int64 seed).Normal(List.toArray shape)
let private names (program: Program) = [ for o in program.Operations -> o.Name ]

let private inside (program: Program) = [
    for o in program.Operations do
        for b in o.Bodies -> names b
]

/// What a pass makes of a function at a point, whose answers are the same to rounding, in both directions of time.
let private after (pass: Program -> Program) (f: ScanOptions -> 'x -> 'y) (x: 'x) =
    let make options =
        let program = AD.explain (f options) x
        let passed = pass program
        Expect.isNull (Verifier.Fault(program, passed)) $"a program\n{passed}"

        for e, a in List.zip (run program x) (run passed x) do
            Expect.isTrue (Tensor.AllClose(e, a, 1e-12, 1e-12)) $"{a} is {e}\n{passed}"

        passed

    make (ScanOptions(FromEnd = true)) |> ignore
    make ScanOptions.Default

/// h ← tanh(x w + h u + b), of so many rows.
let private recurrent rows options (struct (w, u, b, xs)) =
    let step (h: Tensor) x =
        let h = Tensor.Tanh(x *@ w + b + h *@ u)
        struct (h, h)

    Scan.Using.unroll options step (Tensor.zeros [ rows; 4 ]) xs

let private parameters rows =
    struct (values 1 [ 3; 4 ], values 2 [ 4; 4 ], values 3 [ 4 ], values 4 [ 5; rows; 3 ])

let private pairs options (struct (a: Tensor, xs)) =
    Scan.Using.unroll
        options
        (fun (struct (p: Tensor, q: Tensor, r: Tensor)) x ->
            let p = Tensor.Sin(p + x)
            struct (struct (p, q * a, r), struct (p * a, q + p, r * x)))
        (struct (Tensor.scalar 0.5, Tensor.scalar 2.0, a))
        xs

/// A loop of the step c ← c exp (sin a) + x. A trace would take out at once what is made of a alone; derivatives of loops do not.
let private shared length fromEnd (struct (c, xs, a)) =
    let step (struct (c: Tensor, x: Tensor, a: Tensor)) = c * Tensor.Exp(Tensor.Sin a) + x
    let body = AD.explain step (struct (c, Tensor.ones [ 3 ], a))
    Tensor.Apply(Scan(body, "csw", "c", length, fromEnd), c, xs, a)

let private scanOf (program: Program) =
    program.Operations
    |> Seq.pick (function
        | :? Scan as scan -> Some scan
        | _ -> None)

[<Tests>]
let tests =
    testList "Loops" [
        testList "Invariants" [
            test "what shared values alone make is made once" {
                let f (options: ScanOptions) x = shared 5 options.FromEnd x
                let passed = after Invariants.Run f (struct (values 1 [ 3 ], values 2 [ 5; 3 ], values 3 [ 3 ]))
                Expect.equal (names passed) [ "Sin"; "Exp"; "Scan" ] "in front"
                Expect.equal (inside passed) [ [ "Multiply"; "Add" ] ] "in the step"
            }

            test "the product of an input and what is added to it are made for all steps at once" {
                let passed = after Invariants.Run (recurrent 2) (parameters 2)
                Expect.equal (names passed |> List.filter ((<>) "Reshape")) [ "MatMul"; "Add"; "Scan" ] "in front"
                Expect.equal (inside passed) [ [ "MatMul"; "Add"; "Tanh" ] ] "in the step"
            }

            test "what is done to the input before goes with it, to its sum alone does not" {
                let f options (struct (w, xs)) =
                    let step (h: Tensor) (x: Tensor) = Tensor.Tanh(h + Tensor.Sin x *@ w) + Tensor.Cos(Tensor.sum x)
                    Scan.Using.fold options step (Tensor.zeros [ 2; 3 ]) xs

                let passed = after Invariants.Run f (struct (values 1 [ 3; 3 ], values 2 [ 5; 2; 3 ]))
                Expect.equal (names passed |> List.filter ((<>) "Reshape")) [ "Sin"; "MatMul"; "Scan" ] "in front"
                Expect.contains (List.concat (inside passed)) "Cos" "in the step"
            }

            test "a product of many rows stays" {
                let passed = after Invariants.Run (recurrent 65) (parameters 65)
                Expect.equal (names passed) [ "Scan" ] "nothing in front"
            }

            test "a sequence that the loop only hands on is there already" {
                let f options (struct (w: Tensor, xs)) =
                    Scan.Using.unroll options (fun (h: Tensor) x -> struct (h + Tensor.sum x, x *@ w)) Tensor.Zero xs

                let passed =
                    after (Invariants.Run >> UnusedCarries.Run) f (struct (values 1 [ 3; 4 ], values 2 [ 5; 2; 3 ]))

                Expect.equal (scanOf passed).Gives "c" "the sum alone"
            }

            test "a loop of no step computes nothing in front" {
                let x = struct (values 1 [ 3 ], Tensor.zeros [ 0; 3 ], values 3 [ 3 ])
                Expect.equal (names (Invariants.Run(AD.explain (shared 0 false) x))) [ "Scan" ] "nothing in front"
            }

            test "gradients of loops stay what they are" {
                let loss options x =
                    let struct (_, hs) = recurrent 2 options x
                    Tensor.sum (hs * hs)

                after (_.Simplify()) (fun options -> AD.grad (loss options)) (parameters 2) |> ignore
                after (_.Simplify()) (fun options x -> AD.hvp (loss options) x x) (parameters 2) |> ignore
            }

            test "loops within loops hand out what they can" {
                let f options (struct (a: Tensor, xs)) =
                    let inner (c: Tensor) x = Scan.Using.fold options (fun c (x: Tensor) -> c * Tensor.Sin a + x) c x
                    Scan.Using.fold options inner a xs

                let passed = after (_.Simplify()) f (struct (Tensor.scalar 0.3, values 2 [ 5; 3 ]))
                Expect.equal (names passed) [ "Sin"; "Scan" ] "in front of both"
            }
        ]

        testList "DeferredProducts" [
            // h ← tanh(x + h u), of which each step hands out y = sin(h v + b).
            let read rows options (struct (u, v, b, xs)) =
                let step (h: Tensor) x =
                    let h = Tensor.Tanh(x + h *@ u)
                    struct (h, Tensor.Sin(h *@ v + b))

                Scan.Using.unroll options step (Tensor.zeros [ rows; 4 ]) xs

            let parameters rows =
                struct (values 1 [ 4; 4 ], values 2 [ 4; 7 ], values 3 [ 7 ], values 4 [ 5; rows; 4 ])

            test "a product that is only handed out is made behind the loop, with what is done to it" {
                let passed = after DeferredProducts.Run (read 2) (parameters 2)
                Expect.equal (names passed |> List.filter ((<>) "Reshape")) [ "Scan"; "MatMul"; "Add"; "Sin" ] "behind"
                Expect.equal (inside passed) [ [ "MatMul"; "Add"; "Tanh" ] ] "in the step"
                Expect.equal (scanOf passed).Gives "cs" "the state is handed out"
            }

            test "what is handed out already is handed out once" {
                let f options x =
                    let struct (u, v, _, xs) = x

                    Scan.Using.unroll
                        options
                        (fun (h: Tensor) x ->
                            let h = Tensor.Tanh(x + h *@ u) in struct (h, [ h; h *@ v; x *@ v * (h *@ v) ]))
                        (Tensor.zeros [ 2; 4 ])
                        xs

                let passed = after DeferredProducts.Run f (parameters 2)
                Expect.equal (scanOf passed).Gives "cs" "one sequence"
            }

            test "a product that the next step reads stays, and so does one of many rows or of two of the step's own" {
                let carried options (struct (u: Tensor, xs)) =
                    let step (h: Tensor) x = let y = (h + x) *@ u in struct (y, y)
                    Scan.Using.unroll options step (Tensor.zeros [ 2; 4 ]) xs

                let own options (struct (_: Tensor, xs)) =
                    let step (h: Tensor) x = struct (Tensor.Tanh(h + x), Tensor.MatMul(h, h, false, true))
                    Scan.Using.unroll options step (Tensor.zeros [ 2; 4 ]) xs

                let x = struct (values 1 [ 4; 4 ], values 2 [ 5; 2; 4 ])
                Expect.equal (names (after DeferredProducts.Run carried x)) [ "Scan" ] "carried"
                Expect.equal (names (after DeferredProducts.Run own x)) [ "Scan" ] "its own"
                Expect.equal (names (after DeferredProducts.Run (read 65) (parameters 65))) [ "Scan" ] "many rows"
            }

            test "a layer's cotangents of its inputs are one product" {
                let f options (struct (w: Tensor, u: Tensor, xs)) =
                    let step (h: Tensor) x = Tensor.Tanh(x *@ w + h *@ u)
                    Tensor.sum (Scan.Using.fold options step (Tensor.zeros [ 1; 4 ]) xs)

                let passed =
                    after
                        (_.Simplify())
                        (fun o -> AD.grad (f o))
                        (struct (values 1 [ 3; 4 ], values 2 [ 4; 4 ], values 3 [ 5; 1; 3 ]))

                for body in inside passed do
                    Expect.hasLength
                        (body |> List.filter (fun name -> name = "MatMul" || name = "MultiplyAdd"))
                        1
                        "in a step"
            }
        ]

        testList "UnusedCarries" [
            let x = struct (Tensor.scalar 0.3, values 5 [ 4 ])

            test "what nobody reads is not computed, nor carried" {
                let f options x =
                    let struct (struct (p, _, _), _) = pairs options x
                    p

                let scan = scanOf (after UnusedCarries.Run f x)
                Expect.equal (scan.Takes, scan.Gives) ("cs", "c") "one carry, and no shared operand"
                Expect.equal (names scan.Body) [ "Add"; "Sin" ] "its operations"
            }

            test "a carry stays that another answer depends on" {
                let f options x =
                    let struct (_, struct (_, sums, _)) = pairs options x
                    sums

                let scan = scanOf (after UnusedCarries.Run f x)
                Expect.equal (scan.Takes, scan.Gives) ("ccsw", "ccs") "both carries"
            }

            test "a carry that never changes is shared, and its last value its first" {
                let f options x =
                    let struct (struct (_, _, r), struct (_, _, products)) = pairs options x
                    r, products

                let passed = after UnusedCarries.Run f x
                let scan = scanOf passed
                Expect.equal (scan.Takes, scan.Gives) ("ws", "s") "no carry"
                Expect.equal (passed.OutputSlots[0]) 0 "the input itself"
            }

            test "a loop whose answers are all given is no loop" {
                let f (a: Tensor) = Scan.iterate 3 id a
                let passed = UnusedCarries.Run(AD.explain f Tensor.One)
                Expect.equal (names passed) [] "nothing to do"
            }

            test "a loop that is read as a whole stays" {
                let program = AD.explain (fun x -> recurrent 2 ScanOptions.Default x) (parameters 2)
                Expect.isTrue (obj.ReferenceEquals(UnusedCarries.Run program, program)) "the same program"
            }
        ]
    ]
