namespace Functional.Testing

open System
open Functional.Core

/// Transforms of programs as steps of programs.
module internal Control =

    /// What a transform wants of its argument: the arguments of its body there, or nothing where it does not apply.
    type Nesting = { Inner: Tensor -> Tensor list option; Transform: Transform }

    let private any (x: Tensor) = Some [ x ]
    let private few (x: Tensor) = if x.Count <= 4 then Some [ x ] else None
    let private rows (x: Tensor) = if x.Rank > 0 then Some [ x[0] ] else None

    /// Of one argument: the code has {f} for the body and {x} for the argument.
    let private nesting title inner (code: string) (apply: (Tensor -> Tensor) -> Tensor -> Tensor) = {
        Inner = inner
        Transform = {
            Title = title
            Call = fun f arguments -> code.Replace("{f}", f).Replace("{x}", List.head arguments)
            Of = fun f arguments -> apply (fun x -> f [ x ]) arguments.Head
        }
    }

    let private scanned (f: Tensor list -> Tensor) (xs: Tensor) =
        let step c x = let y = f [ c; x ] in struct (Tensor.Tanh(c + x + y.Mean()), y)
        let struct (c, ys) = Ad.Scan((fun c x -> step c x), Tensor.ZerosLike(xs[0]), xs)
        ys + c.Sum()

    let private looped (f: Tensor -> Tensor) (x: Tensor) =
        let go (struct (i: Tensor, _: Tensor)) = Tensor.Less(i, 1.5)
        let step (struct (i: Tensor, x: Tensor)) = struct (i + 1.0, Tensor.Tanh(x + (f x).Mean()))

        let struct (_, y) =
            Ad.While((fun s -> go s), (fun s -> step s), struct (Tensor.Zeros([||], x.DType), x), 3)

        y

    let private chosen (f: Tensor -> Tensor) (x: Tensor) =
        Ad.Cond(Tensor.Greater(0.3 * Tensor.Tanh(x.Sum()) - 1.5, 0.0), (fun x -> f x), (fun x -> Tensor.Sin(f x)), x)

    /// A scalar of x, and a number that is 1 where it is positive and cannot be had elsewhere, or the other way round.
    let private scalarOf (x: Tensor) = Tensor.Tanh(x.Sum()) - 0.1
    let private one (x: Tensor) place = Tensor.Ones([| 1 |], x.DType).Gather(place: Tensor)
    let private isPositive (t: Tensor) = Tensor.Greater(t, 0.0)

    /// The same in both branches: each raises for the instances that do not choose it.
    let private raising (f: Tensor -> Tensor) (x: Tensor) =
        let t = scalarOf x

        Ad.Cond(
            isPositive t,
            (fun y -> f y * one x (isPositive (scalarOf y) - 1.0)),
            (fun y -> f y * one x (0.0 - isPositive t)),
            x
        )

    /// The same in both branches: the first does not end for the instances that do not choose it.
    let private unending (f: Tensor -> Tensor) (x: Tensor) =
        let t = scalarOf x

        let steps () =
            Ad.While((fun n -> Tensor.Less(n, 1.5)), (fun n -> n + isPositive t), Tensor.Zeros([||], x.DType))

        Ad.Cond(isPositive t, (fun y -> f y * (0.5 * steps ())), f, x)

    let private choices =
        let scalar = "Tensor.Tanh({x}.Sum()) - 0.1"
        let one = "Tensor.Ones([| 1 |], {x}.DType)"
        let places = $"let t = {scalar} in let one (t: Tensor) = {one}.Gather t"

        [
            "Cond",
            $"({places} in Ad.Cond(Tensor.Greater(t, 0.0), "
            + "(fun (y: Tensor) -> {f} y * one (Tensor.Greater(Tensor.Tanh(y.Sum()) - 0.1, 0.0) - 1.0)), "
            + "(fun (y: Tensor) -> {f} y * one (0.0 - Tensor.Greater(t, 0.0))), {x}))",
            raising
            "While",
            $"(let t = {scalar} in Ad.Cond(Tensor.Greater(t, 0.0), (fun (y: Tensor) -> {{f}} y * (0.5 * "
            + "Ad.While((fun (n: Tensor) -> Tensor.Less(n, 1.5)), (fun (n: Tensor) -> n + Tensor.Greater(t, 0.0)), "
            + "Tensor.Zeros([||], {x}.DType)))), (fun (y: Tensor) -> {f} y), {x}))",
            unending
        ]

    let all: Nesting list = [
        for title, code, apply in choices do
            nesting title any code apply
        nesting "Grad" any "Ad.Grad(fun (x: Tensor) -> Tensor.Sin({f} x).Sum()).Invoke({x})" (fun f x ->
            Ad.Grad(fun (x: Tensor) -> Tensor.Sin(f x).Sum()).Invoke x)
        nesting "Pushforward" any "Ad.Pushforward((fun x -> {f} x), {x}, Tensor.Cos({x})).Tangent" (fun f x ->
            Ad.Pushforward((fun x -> f x), x, Tensor.Cos x).Tangent)
        nesting
            "Pullback"
            any
            "(let r = Ad.Pullback((fun x -> {f} x), {x}) in r.Pullback.Invoke(Tensor.Cos(r.Value)))"
            (fun f x ->
                let r = Ad.Pullback((fun x -> f x), x)
                r.Pullback.Invoke(Tensor.Cos r.Value))
        nesting "Linearize" any "Ad.Linearize((fun x -> {f} x), {x}).Pushforward.Invoke(Tensor.Cos({x}))" (fun f x ->
            Ad.Linearize((fun x -> f x), x).Pushforward.Invoke(Tensor.Cos x))
        nesting "Hvp" any "Ad.Hvp((fun x -> ({f} x).Sum()), {x}, Tensor.Cos({x}))" (fun f x ->
            Ad.Hvp((fun x -> (f x).Sum()), x, Tensor.Cos x))
        nesting "Jacobian" few "Ad.Jacobian(fun (x: Tensor) -> {f} x).Invoke({x})" (fun f x ->
            Ad.Jacobian(fun (x: Tensor) -> f x).Invoke x)
        nesting "Hessian" few "Ad.Hessian(fun x -> ({f} x).Sum()).Invoke({x})" (fun f x ->
            Ad.Hessian(fun x -> (f x).Sum()).Invoke x)
        nesting "Jet" any "Ad.Jet((fun x -> {f} x), [| {x}; Tensor.Cos({x}) |], 2)[2]" (fun f x ->
            Ad.Jet((fun x -> f x), [| x; Tensor.Cos x |], 2)[2])
        nesting "Laplacian" few "Ad.Laplacian((fun x -> ({f} x).Sum()), {x}).Laplacian" (fun f x ->
            Ad.Laplacian((fun x -> (f x).Sum()), x).Laplacian)
        nesting "Checkpoint" any "Ad.Checkpoint(fun (x: Tensor) -> {f} x).Invoke({x})" (fun f x ->
            Ad.Checkpoint(fun (x: Tensor) -> f x).Invoke x)
        nesting "Compile" any "Ad.Compile(fun (x: Tensor) -> {f} x).Invoke({x})" (fun f x ->
            Ad.Compile(fun (x: Tensor) -> f x).Invoke x)
        nesting "Vectorize" rows "Ad.Vectorize(fun (x: Tensor) -> {f} x).Invoke({x})" (fun f x ->
            Ad.Vectorize(fun (x: Tensor) -> f x).Invoke x)
        nesting
            "Cond"
            any
            "Ad.Cond(Tensor.Greater(0.3 * Tensor.Tanh({x}.Sum()) - 1.5, 0.0), (fun x -> {f} x), (fun x -> Tensor.Sin({f} x)), {x})"
            chosen
        nesting
            "While"
            any
            ("(let struct (_, y) = Ad.While((fun (struct (i: Tensor, _: Tensor)) -> Tensor.Less(i, 1.5)), "
             + "(fun (struct (i: Tensor, x: Tensor)) -> struct (i + 1.0, Tensor.Tanh(x + ({f} x).Mean()))), struct (Tensor.Zeros([||], {x}.DType), {x}), 3) in y)")
            looped
        {
            Inner = fun x -> if x.Rank > 0 then Some [ Tensor.ZerosLike x[0]; x[0] ] else None
            Transform = {
                Title = "Scan"
                Call =
                    fun f arguments ->
                        let x = arguments.Head

                        $"(let struct (c, ys) = Ad.Scan((fun (c: Tensor) (x: Tensor) -> (let y = {f} c x in struct (Tensor.Tanh(c + x + y.Mean()), y))), "
                        + $"Tensor.ZerosLike({x}[0]), {x}) in ys + c.Sum())"
                Of = fun f arguments -> scanned f arguments.Head
            }
        }
    ]
