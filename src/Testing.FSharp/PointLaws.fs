namespace Functional.Testing

open System
open System.Threading.Tasks
open Functional.Core

/// What holds of a differentiable function at every point.
module internal PointLaws =

    open Point

    let private fail mismatch =
        match mismatch with
        | Some(mismatch: GradMismatch) -> raise (LawException(string mismatch))
        | None -> ()

    let private mixed = List.map2 (fun (x: Tensor) (y: Tensor) -> 2.0 * x - 3.0 * y)
    let private cosines (xs: Tensor list) = xs |> List.map Tensor.Cos

    /// Compares to rounding, times a factor.
    let private same (p: Point) factor what (expected: Tensor list) (got: Tensor list) =
        Compare.close (factor * p.Rounding) what expected got

    let pushforward (p: Point) =
        fail (Grads.mismatch 1 Forward p)

        for dot, y in List.zip (push p.F p.Xs p.U) (p.F p.Xs) do
            Compare.shaped "tangents have shape and dtype of the answer" y dot

    let transpose (p: Point) =
        let bars = pull p.F p.Xs p.W

        for bar, x in List.zip bars p.Xs do
            Compare.shaped "cotangents have shape and dtype of the argument" x bar

        let dots = push p.F p.Xs p.U
        let left, right = (dot dots p.W).ToScalar(), (dot bars p.U).ToScalar()
        let size xs ys = (dot (List.map Tensor.Abs xs) (List.map Tensor.Abs ys)).ToScalar()
        let allowed = p.Rounding * (1.0 + size dots p.W + size bars p.U)

        if not (Compare.near allowed left right) then
            raise (
                LawException(
                    FormattableString.Invariant
                        $"the pullback is not the transpose of the pushforward: ⟨w, Ju⟩ = {left}, but ⟨Jᵀw, u⟩ = {right}"
                )
            )

    let linear (p: Point) =
        let push, pull = push p.F p.Xs, pull p.F p.Xs
        same p 1.0 "the pushforward is linear" (mixed (push p.U) (push p.V)) (push (mixed p.U p.V))
        let other = cosines p.W
        same p 1.0 "the pullback is linear" (mixed (pull p.W) (pull other)) (pull (mixed p.W other))

    let modes (p: Point) =
        let linear = Ad.Linearize((fun xs -> p.F xs), p.Xs)

        let pushed, pulled =
            Ad.Pushforward((fun xs -> p.F xs), p.Xs, p.U), Ad.Pullback((fun xs -> p.F xs), p.Xs)

        for name, value in [ "Linearize", linear.Value; "Pushforward", pushed.Value; "Pullback", pulled.Value ] do
            same p 1.0 $"{name} returns the value" (p.F p.Xs) value

        let whole, bars = pushed.Tangent, pulled.Pullback.Invoke p.W
        same p 1.0 "Linearize agrees with Pushforward" whole (linear.Pushforward.Invoke p.U)

        // Each leaf alone, the others constant, gives its share of the whole.
        for i in 0 .. p.Xs.Length - 1 do
            let alone (xs: Tensor list) = p.F(List.updateAt i xs.Head p.Xs)
            same p 1.0 $"the cotangent of{p.Paths[i]} alone" [ bars[i] ] (pull alone [ p.Xs[i] ] p.W)
            let zeros = p.U |> List.mapi (fun j u -> if i = j then u else Tensor.ZerosLike u)
            same p 1.0 $"the tangent of{p.Paths[i]} alone" (push p.F p.Xs zeros) (push alone [ p.Xs[i] ] [ p.U[i] ])

    let secondOrder (p: Point) =
        let g = weighted p
        let along xs = (push (fun xs -> [ g xs ]) xs p.V).Head
        let forwardOverReverse = Ad.Hvp((fun xs -> g xs), p.Xs, p.V)
        same p 10.0 "reverse over forward is forward over reverse" forwardOverReverse (gradient along p.Xs)
        let slope xs = dot (gradient g xs) p.V
        same p 10.0 "reverse over reverse is forward over reverse" forwardOverReverse (gradient slope p.Xs)
        let forwardOverForward = push (fun xs -> [ along xs ]) p.Xs p.U
        same p 10.0 "forward over forward is forward over reverse" [ dot forwardOverReverse p.U ] forwardOverForward
        let other = Ad.Hvp((fun xs -> g xs), p.Xs, p.U)
        same p 10.0 "the Hessian is symmetric" [ dot forwardOverReverse p.U ] [ dot other p.V ]
        fail (Grads.mismatch 2 Forward (Grads.next p))

    /// Another function with the values of the given one has its derivatives.
    let private agrees (p: Point) what (g: Tensor list -> Tensor list) =
        same p 1.0 $"{what}: values" (p.F p.Xs) (g p.Xs)

        if p.Order > 0 then
            same p 1.0 $"{what}: pushforward" (push p.F p.Xs p.U) (push g p.Xs p.U)
            same p 1.0 $"{what}: pullback" (pull p.F p.Xs p.W) (pull g p.Xs p.W)

    let compiled (p: Point) =
        let g = Ad.Compile(fun (xs: Tensor list) -> p.F xs)
        agrees p "compiled" g.Invoke
        Compare.identical "compiled, called again" (g.Invoke p.Xs) (g.Invoke p.Xs)

        if p.Order > 0 then
            let pulled xs = pull p.F xs p.W
            same p 1.0 "compiled pullback" (pulled p.Xs) (Ad.Compile(fun (xs: Tensor list) -> pulled xs).Invoke p.Xs)

        if p.Order > 1 then
            let product (f: Tensor list -> Tensor list) xs = Ad.Hvp((fun xs -> dot p.W (f xs)), xs, p.V)
            let expected = product p.F p.Xs

            same
                p
                10.0
                "compiled Hessian product"
                expected
                (Ad.Compile(fun (xs: Tensor list) -> product p.F xs).Invoke p.Xs)

            same p 10.0 "Hessian product of the compiled" expected (product g.Invoke p.Xs)

    let checkpointed (p: Point) = agrees p "checkpointed" (Ad.Checkpoint(fun (xs: Tensor list) -> p.F xs).Invoke)

    /// Lists of leaves, stacked leaf by leaf.
    let private stack (instances: Tensor list list) = instances |> List.transpose |> List.map Tensor.Stack

    let private toLast (x: Tensor) = x.Permute [| yield! [ 1 .. x.Rank - 1 ]; 0 |]

    /// A function over a batch is the loop over its instances, for the leaves that are batched, along the first axis or the last.
    let private batch (p: Point) what (f: Tensor list -> Tensor list) isLast (batched: bool list) =
        let pick (xs: Tensor list) =
            List.map3 (fun batched own first -> if batched then own else first) batched xs p.Inputs

        let turned (y: Tensor) = if isLast then toLast y else y
        let expected = p.Instances |> List.map (pick >> f) |> stack |> List.map turned
        let inputs = pick (stack p.Instances |> List.map turned)
        let axis = if isLast then -1 else 0
        let ins = batched |> List.map (fun batched -> if batched then Nullable axis else Nullable())
        let outs = expected |> List.map (fun _ -> axis)

        let got =
            Ad.Vectorize((fun (xs: Tensor list) -> f xs), List.toArray ins, List.toArray outs).Invoke inputs

        same p 1.0 $"{what} over a batch of {batched} along axis {axis}" expected got

    let vectorized (p: Point) =
        let n = p.Inputs.Length
        let all = List.replicate n true
        batch p "the function" p.Apply false all
        batch p "the function" p.Apply true all

        if n > 1 then
            for i in 0 .. n - 1 do
                batch p "the function" p.Apply false (List.init n ((=) i))

        if p.Order > 0 then
            let pulled inputs = pull (p.Among inputs) (p.Free inputs) p.W
            batch p "the pushforward" (fun inputs -> push (p.Among inputs) (p.Free inputs) p.U) false all
            batch p "the pullback" pulled false all

            if p.Order > 1 then
                let slope inputs = gradient (fun xs -> dot p.U (pull (p.Among inputs) xs p.W)) (p.Free inputs)
                batch p "the second derivative" slope false all

            // Differentiated from without, each instance has its own share.
            let inputs = stack p.Instances
            let over (xs: Tensor list) = Ad.Vectorize(fun (xs: Tensor list) -> p.Apply xs).Invoke(p.With(inputs, xs))
            let bars = p.W |> List.map (fun w -> Tensor.Stack [ w; w; w ])

            same
                p
                1.0
                "the pullback of a batch"
                (p.Instances |> List.map pulled |> stack)
                (pull over (p.Free inputs) bars)

    let scanned (p: Point) =
        let stacked = stack p.Instances

        // The carry is what the outputs weigh, so that cotangents come from both.
        let step (total: Tensor) (inputs: Tensor list) =
            let y = p.Apply inputs
            struct (total + dot p.W y, y)

        let zero = Tensor.Zeros([||], p.W.Head.DType)

        let folded (inputs: Tensor list) =
            let struct (total, ys) = Ad.Scan((fun total inputs -> step total inputs), zero, inputs)
            total :: ys

        let loop (inputs: Tensor list) =
            let ys = [ for i in 0 .. p.Instances.Length - 1 -> p.Apply(inputs |> List.map (fun x -> x[i])) ]
            (ys |> List.map (dot p.W) |> List.reduce (+)) :: stack ys

        let p = { p with Inputs = stacked; Apply = loop; Xs = p.Free stacked }

        agrees { p with U = cosines p.Xs; W = cosines (loop stacked) } "scanned" (fun xs ->
            folded (p.With(stacked, xs)))

    let sums (p: Point) =
        let f = weighted p
        let g xs = p.F xs |> List.map (fun y -> Tensor.Sin(y).Sum()) |> List.reduce (+)
        let expected = List.map2 (+) (gradient f p.Xs) (gradient g p.Xs)
        same p 1.0 "the gradient of a sum is the sum of gradients" expected (gradient (fun xs -> f xs + g xs) p.Xs)

    let chain (p: Point) =
        let h (ys: Tensor list) = ys |> List.map (fun y -> Tensor.Sin(0.7 * y) * y)
        let y = p.F p.Xs
        let composed xs = h (p.F xs)
        same p 1.0 "the chain rule forward" (push h y (push p.F p.Xs p.U)) (push composed p.Xs p.U)
        same p 1.0 "the chain rule in reverse" (pull p.F p.Xs (pull h y p.W)) (pull composed p.Xs p.W)

    let permuted (p: Point) =
        let turned xs = p.F(List.rev xs)
        let xs = List.rev p.Xs
        same p 1.0 "arguments in another order: pushforward" (push p.F p.Xs p.U) (push turned xs (List.rev p.U))
        same p 1.0 "arguments in another order: pullback" (pull p.F p.Xs p.W) (List.rev (pull turned xs p.W))

    let purity (p: Point) =
        let before = p.Inputs |> List.map _.ToArray()
        let value, pulled = p.Apply p.Inputs, Ad.Pullback((fun xs -> p.F xs), p.Xs)
        let other = Ad.Pullback((fun xs -> p.F xs), p.U |> List.map2 (fun x u -> x + p.Step * u) p.Xs)
        let bars = pulled.Pullback.Invoke p.W
        other.Pullback.Invoke p.W |> ignore
        Compare.identical "called again" value (p.Apply p.Inputs)
        Compare.identical "the pullback called again, after another's" bars (pulled.Pullback.Invoke p.W)
        let both = Array.zeroCreate 4

        Parallel.For(0, both.Length, (fun i -> both[i] <- p.Apply p.Inputs, pulled.Pullback.Invoke p.W))
        |> ignore

        for y, xBars in both do
            Compare.identical "called at the same time" value y
            Compare.identical "the pullback called at the same time" bars xBars

        for x, numbers in List.zip p.Inputs before do
            Compare.identical "the argument after the calls" (Tensor.Create(numbers, x.Shape.ToArray()).Cast x.DType) x

    let precision (p: Point) =
        let wide = List.map (fun (x: Tensor) -> x.Cast DType.Float64)
        let narrow = List.map (fun (x: Tensor) -> x.Cast DType.Float32)
        let inputs, u, w = narrow p.Inputs, narrow p.U, narrow p.W
        let xs, f, g = p.Free inputs, p.Among inputs, p.Among(wide inputs)

        let close what (expected: Tensor list) (got: Tensor list) =
            Compare.close (p.RoundingOf DType.Float32) what expected (wide got)

        close "the value in Float32" (g (wide xs)) (f xs)
        close "the pushforward in Float32" (push g (wide xs) (wide u)) (push f xs u)
        close "the pullback in Float32" (pull g (wide xs) (wide w)) (pull f xs w)

    let constant (p: Point) =
        let zeros what (xs: Tensor list) =
            Compare.identical what (xs |> List.map Tensor.ZerosLike) (xs |> List.map (fun x -> x + 0.0))

        zeros "the pushforward is zero" (push p.F p.Xs p.U)
        zeros "the pullback is zero" (pull p.F p.Xs p.W)
