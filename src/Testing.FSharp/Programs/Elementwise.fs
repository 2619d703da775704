namespace Functional.Testing

open Functional.Core

/// Rules of operations that take elements one by one.
module internal Elementwise =

    open Term
    open Rule

    let private one name f x = call1 name "" f x

    /// Everywhere smooth, and no larger than what they are given, or bounded.
    let private plain = [
        "Sin", Tensor.Sin
        "Cos", Tensor.Cos
        "Tanh", Tensor.Tanh
        "Sigmoid", Tensor.Sigmoid
        "Softplus", Tensor.Softplus
        "Silu", Tensor.Silu
        "Gelu", Tensor.Gelu
        "GeluTanh", Tensor.GeluTanh
        "LogSigmoid", Tensor.LogSigmoid
        "Erf", Tensor.Erf
        "Erfc", Tensor.Erfc
        "Atan", Tensor.Atan
        "Asinh", Tensor.Asinh
        "Sinc", Tensor.Sinc
    ]

    /// Smooth and moderate for numbers between −1 and 1.
    let private bounded = [
        "Exp", Tensor.Exp
        "Expm1", Tensor.Expm1
        "Sinh", Tensor.Sinh
        "Cosh", Tensor.Cosh
        "Square", Tensor.Square
        "Tan", Tensor.Tan
    ]

    /// Smooth between −0.9 and 0.9.
    let private inner = [ "Asin", Tensor.Asin; "Acos", Tensor.Acos; "Atanh", Tensor.Atanh; "Log1p", Tensor.Log1p ]

    /// Smooth between 1.1 and 2.9.
    let private positive = [
        "Log", Tensor.Log
        "Log2", Tensor.Log2
        "Log10", Tensor.Log10
        "Sqrt", Tensor.Sqrt
        "Cbrt", Tensor.Cbrt
        "Rsqrt", Tensor.Rsqrt
        "Reciprocal", Tensor.Reciprocal
        "Lgamma", Tensor.Lgamma
        "Digamma", Tensor.Digamma
        "Acosh", Tensor.Acosh
    ]

    /// With a kink or a step at a whole number.
    let private kinked = [
        "Abs", Tensor.Abs
        "Relu", Tensor.Relu
        "Relu6", Tensor.Relu6
        "Floor", Tensor.Floor
        "Ceiling", Tensor.Ceiling
        "Truncate", Tensor.Truncate
        "Sign", Tensor.Sign
    ]

    let private compare: (string * (Tensor -> float -> Tensor)) list = [
        "Greater", (fun x y -> Tensor.Greater(x, y))
        "GreaterEqual", (fun x y -> Tensor.GreaterEqual(x, y))
        "Less", (fun x y -> Tensor.Less(x, y))
        "LessEqual", (fun x y -> Tensor.LessEqual(x, y))
        "Equal", (fun x y -> Tensor.Equal(x, y))
        "NotEqual", (fun x y -> Tensor.NotEqual(x, y))
    ]

    let small x = times 0.9 (tanh x)
    let near c x = plus c (small x)

    let masked source shape x =
        call1 "Greater" ", 0.0" (fun x -> Tensor.Greater(x, 0.0)) (clear source shape x)

    /// The identity of positive numbers by a function whose slope is not finite at 0, or that has no value below it.
    let private throughSingular = [
        "Tensor.Square(Tensor.Sqrt({0}))", (fun (x: Tensor) -> Tensor.Square(Tensor.Sqrt x))
        "Tensor.Exp(Tensor.Log({0}))", (fun x -> Tensor.Exp(Tensor.Log x))
        "Tensor.Reciprocal(Tensor.Reciprocal({0}))", (fun x -> Tensor.Reciprocal(Tensor.Reciprocal x))
        "Tensor.Pow(Tensor.Cbrt({0}), 3.0)", (fun x -> Tensor.Pow(Tensor.Cbrt x, 3.0))
    ]

    /// A ramp is 0 where it is not chosen.
    let private ramps = [
        "{0}", id
        "Tensor.Relu({0})", Tensor.Relu
        "Tensor.Max({0}, 0.0)", (fun (x: Tensor) -> Tensor.Max(x, 0.0))
        "Tensor.Clamp({0}, 0.0, 1e30)", (fun x -> Tensor.Clamp(x, 0.0, 1e30))
    ]

    /// x, whose positive elements go through a function that is singular where they are not.
    let private selected (source: Source) _ x =
        let inner, ramp = source.Pick ramps
        let outer, f = source.Pick throughSingular
        let chosen = outer.Replace("{0}", inner.Replace("{0}", "x"))

        {
            Text = $"(let x = {x.Text} in Tensor.Where(Tensor.Greater(x, 0.0), {chosen}, x))"
            Run = fun xs -> let x = x.Run xs in Tensor.Where(Tensor.Greater(x, 0.0), f (ramp x), x)
        }

    let private ofTables: Rule list = [
        for name, f in plain -> unary name (fun _ _ x -> one name f x)
        for name, f in bounded -> unary name (fun _ _ x -> one name f (tanh x))
        for name, f in inner -> unary name (fun _ _ x -> one name f (small x))
        for name, f in positive -> unary name (fun _ _ x -> one name f (near 2.0 x))
        for name, f in kinked -> unary name (fun source shape x -> one name f (clear source shape x))
    ]

    let rules: Rule list =
        ofTables
        @ [
            unary "Where" selected
            unary "Negate" (fun _ _ x -> { Text = $"(-{x.Text})"; Run = fun xs -> -(x.Run xs) })
            unary "Round" (fun source shape x -> one "Round" Tensor.Round (plus 0.5 (clear source shape x)))
            unary "Scale" (fun _ _ x -> call1 "Scale" ", 0.7" (fun x -> Tensor.Scale(x, 0.7)) x)
            unary "Named" (fun _ _ x -> after ".Named(\"here\")" _.Named("here") x)
            unary "Log1mExp" (fun _ _ x -> one "Log1mExp" Tensor.Log1mExp (near -1.5 x))
            unary "Polygamma" (fun _ _ x -> call1 "Polygamma(1, " "" (fun x -> Tensor.Polygamma(1, x)) (near 2.0 x))
            unary "SincDerivative" (fun _ _ x -> call1 "SincDerivative(2, " "" (fun x -> Tensor.SincDerivative(2, x)) x)
            unary "Elu" (fun source shape x -> call1 "Elu" ", 0.8" (fun x -> Tensor.Elu(x, 0.8)) (clear source shape x))
            unary "LeakyRelu" (fun source shape x ->
                call1 "LeakyRelu" ", 0.1" (fun x -> Tensor.LeakyRelu(x, 0.1)) (clear source shape x))
            unary "Clamp" (fun source shape x ->
                call1 "Clamp" ", -1.0, 2.0" (fun x -> Tensor.Clamp(x, -1.0, 2.0)) (clear source shape x))
            unary "Pow" (fun _ _ x -> call1 "Pow" ", 1.7" (fun x -> Tensor.Pow(x, 1.7)) (near 2.0 x))
            unary "Not" (fun source shape x -> multiply (call1 "Not" "" Tensor.Not (masked source shape x)) x)
            binary "Add" (fun _ x y -> add x y)
            binary "Subtract" (fun _ x y -> operator "-" (-) x y)
            binary "Multiply" (fun _ x y -> multiply (tanh x) y)
            binary "Divide" (fun _ x y -> operator "/" (/) x (near 2.0 y))
            binary "Rem" (fun _ x y ->
                call2 "Rem" "" (fun x y -> Tensor.Rem(x, y)) (near 2.5 (times 0.3 x)) (plus 1.0 (times 0.05 (tanh y))))
            binary "Pow" (fun _ x y -> call2 "Pow" "" (fun x y -> Tensor.Pow(x, y)) (near 2.0 x) (tanh y))
            binary "Atan2" (fun _ x y -> call2 "Atan2" "" (fun x y -> Tensor.Atan2(x, y)) x (near 2.0 y))
            binary "Hypot" (fun _ x y -> call2 "Hypot" "" (fun x y -> Tensor.Hypot(x, y)) x (near 2.0 y))
            binary "LogAddExp" (fun _ x y -> call2 "LogAddExp" "" (fun x y -> Tensor.LogAddExp(x, y)) x y)
            binary "XLogY" (fun _ x y -> call2 "XLogY" "" (fun x y -> Tensor.XLogY(x, y)) x (near 2.0 y))
            binary "Max" (fun _ x y -> call2 "Max" "" (fun x y -> Tensor.Max(x, y)) (tanh x) (plus 2.0 (tanh y)))
            binary "Min" (fun _ x y -> call2 "Min" "" (fun x y -> Tensor.Min(x, y)) (tanh x) (plus 2.0 (tanh y)))
            {
                Name = "Combine"
                Arity = 2
                Build =
                    fun _ shapes xs ->
                        let y = fit shapes[1] shapes[0] xs[1]

                        Some {
                            Text = $"Tensor.Combine(0.6, {xs[0].Text}, -1.2, {y.Text})"
                            Run = fun env -> Tensor.Combine(0.6, xs[0].Run env, -1.2, y.Run env)
                        }
            }
            {
                Name = "Where"
                Arity = 3
                Build =
                    fun source shapes xs ->
                        Some(
                            call3
                                "Where"
                                ""
                                (fun m x y -> Tensor.Where(m, x, y))
                                (masked source shapes[0] xs[0])
                                (fit shapes[1] shapes[0] xs[1])
                                (fit shapes[2] shapes[0] xs[2])
                        )
            }
            for name, f in compare do
                unary name (fun source shape x ->
                    multiply (call1 name ", 0.0" (fun x -> f x 0.0) (clear source shape x)) x)
            for name, f in [ "And", (fun x y -> Tensor.And(x, y)); "Or", (fun x y -> Tensor.Or(x, y)) ] do
                unary name (fun source shape x ->
                    multiply (call2 name "" f (masked source shape x) (masked source shape (times -1.0 x))) x)
        ]
