namespace Functional.Models

open System
open Functional.Core

/// Derivatives of functions, curried and data last. Arguments are parameter trees: a tensor, or a record, tuple, array,
/// list or map of trees; a gradient has the type of what it is the gradient of. Every function here is pure: called twice,
/// nested or on several threads at once, its answer is the same.
[<RequireQualifiedAccess>]
module AD =

    /// The functions of `AD` that take options first: whether an input that the output does not use is an error, and tolerances.
    module Using =

        /// `AD.grad` under the given options.
        let grad (options: AdOptions) (f: 'p -> Tensor) (p: 'p) : 'p = Ad.Grad(Func<_, _> f, options).Invoke p

        /// `AD.valueAndGrad` under the given options.
        let valueAndGrad (options: AdOptions) (f: 'p -> Tensor) (p: 'p) : struct (Tensor * 'p) =
            let result = Ad.ValueAndGrad(Func<_, _> f, options).Invoke p
            struct (result.Value, result.Gradient)

        /// `AD.pullback` under the given options.
        let pullback (options: AdOptions) (f: 'x -> 'y) (x: 'x) : struct ('y * ('y -> 'x)) =
            let result = Ad.Pullback(Func<_, _> f, x, options)
            let pullback = result.Pullback
            struct (result.Value, pullback.Invoke)

        /// `AD.jacobian` under the given options.
        let jacobian (options: AdOptions) (f: 'x -> Tensor) (x: 'x) : 'x = Ad.Jacobian(Func<_, _> f, options).Invoke x

        /// `AD.hessian` under the given options.
        let hessian (options: AdOptions) (f: Tensor -> Tensor) (x: Tensor) : Tensor =
            Ad.Hessian(Func<_, _> f, options).Invoke x

        /// `AD.hvp` under the given options.
        let hvp (options: AdOptions) (f: 'p -> Tensor) (p: 'p) (v: 'p) : 'p = Ad.Hvp(Func<_, _> f, p, v, options)

        /// `AD.fixedPoint` under the given tolerances.
        let fixedPoint (options: SolveOptions) (f: 'x -> 'x) (x0: 'x) : 'x = Ad.FixedPoint(Func<_, _> f, x0, options)

        /// `AD.root` under the given tolerances.
        let root (options: SolveOptions) (f: 'x -> 'x) (x0: 'x) : 'x = Ad.Root(Func<_, _> f, x0, options)

        /// `AD.argMin` under the given tolerances.
        let argMin (options: SolveOptions) (f: 'x -> Tensor) (x0: 'x) : 'x = Ad.ArgMin(Func<_, _> f, x0, options)

    /// The gradient at p of a function with a scalar answer: `grad f p` = Df(p)ᵀ·1, of the type of p.
    /// Raises ShapeException if the answer is not a scalar.
    let grad f p = Using.grad AdOptions.Default f p

    /// f(p) and its gradient, from one evaluation: `let struct (value, gradient) = AD.valueAndGrad f p`.
    /// Raises ShapeException if the answer is not a scalar.
    let valueAndGrad f p = Using.valueAndGrad AdOptions.Default f p

    /// As `valueAndGrad` for a function that returns a tree beside its scalar (metrics, or the next state):
    /// `let struct (value, auxiliary, gradient) = AD.valueAndGradWith f p`.
    let valueAndGradWith (f: 'p -> struct (Tensor * 'aux)) (p: 'p) : struct (Tensor * 'aux * 'p) =
        let result = Ad.ValueAndGradWith(Func<_, _> f).Invoke p
        struct (result.Value, result.Auxiliary, result.Gradient)

    /// Forward mode, the JVP: `pushforward f x xDot` = (f(x), Df(x)·ẋ).
    /// Raises TreeException if the trees of x and ẋ differ, ShapeException if their leaves do.
    let pushforward (f: 'x -> 'y) (x: 'x) (xDot: 'x) : struct ('y * 'y) =
        let result = Ad.Pushforward(Func<_, _> f, x, xDot)
        struct (result.Value, result.Tangent)

    /// Reverse mode, the VJP: `let struct (y, pullback) = AD.pullback f x`, where `pullback yBar` = Df(x)ᵀ·ȳ.
    /// The pullback may be called again, at the same time, and be differentiated.
    let pullback f x = Using.pullback AdOptions.Default f x

    /// f(x) and its linear map: `let struct (y, push) = AD.linearize f x`, where `push xDot` = Df(x)·ẋ runs
    /// linear operations alone: their coefficients are computed once.
    let linearize (f: 'x -> 'y) (x: 'x) : struct ('y * ('x -> 'y)) =
        let result = Ad.Linearize(Func<_, _> f, x)
        let pushforward = result.Pushforward
        struct (result.Value, pushforward.Invoke)

    /// The Jacobian J[i, j] = ∂yᵢ/∂xⱼ, of shape [… y, … x]; forward or reverse mode, whichever needs fewer sweeps.
    /// For a tree x it is a tree of the same kind, of a block [… y, … leaf] for each leaf.
    let jacobian f x = Using.jacobian AdOptions.Default f x

    /// The Hessian of a function with a scalar answer, of shape [… x, … x]: forward over reverse.
    let hessian f x = Using.hessian AdOptions.Default f x

    /// The Hessian-vector product: `hvp f p v` = H(p)·v, for a few times the cost of f. `hvp f p` is a symmetric linear map.
    let hvp f p v = Using.hvp AdOptions.Default f p v

    /// The Gauss–Newton product Jᵀ H J v of `model >> loss` at p, for a few times the cost of the model; positive semidefinite for a convex loss.
    let gaussNewton (model: 'p -> 'y) (loss: 'y -> Tensor) (p: 'p) (v: 'p) : 'p =
        Ad.GaussNewton(Func<_, _> model, Func<_, _> loss, p, v)

    /// The diagonal ∂yᵢ/∂xᵢ of the Jacobian of a function whose answer has the shape of its argument; one pushforward if it is elementwise.
    /// Raises ShapeException if the shapes differ.
    let diagonal (f: Tensor -> Tensor) (x: Tensor) : Tensor = Ad.Diagonal(Func<_, _> f, x)

    /// The diagonal ∂²f/∂xᵢ² of the Hessian of a function with a scalar answer, of the shape of x.
    let hessianDiagonal (f: Tensor -> Tensor) (x: Tensor) : Tensor = Ad.HessianDiagonal(Func<_, _> f, x)

    /// The Laplacian Σ ∂²f/∂xᵢ², in one forward pass, of the shape of f(x).
    let laplacian (f: Tensor -> Tensor) (x: Tensor) : Tensor = Ad.Laplacian(Func<_, _> f, x).Laplacian

    /// f(x) and its Laplacian, in one forward pass.
    let valueAndLaplacian (f: Tensor -> Tensor) (x: Tensor) : struct (Tensor * Tensor) =
        let result = Ad.Laplacian(Func<_, _> f, x)
        struct (result.Value, result.Laplacian)

    /// Taylor mode: `jet k f [ x; v ]` is the coefficients y₀ … yₖ of f(x + v t) = y₀ + y₁ t + … + yₖ tᵏ + …;
    /// further elements of the list are higher coefficients of the argument. Time grows as k² to k³.
    /// Raises DomainException if k is negative or the list empty.
    let jet (order: int) (f: 'x -> 'y) (series: 'x list) : 'y list =
        Ad.Jet(Func<_, _> f, List.toArray series, order) |> List.ofArray

    /// Which elements of f(x) may depend on which elements of x, numbered row by row, for the x given. f is called once.
    let jacobianPattern (f: Tensor -> Tensor) (x: Tensor) : SparsityPattern = Ad.JacobianPattern(Func<_, _> f, x)

    /// Which second derivatives of a function with a scalar answer may differ from 0, for the x given.
    let hessianPattern (f: Tensor -> Tensor) (x: Tensor) : SparsityPattern = Ad.HessianPattern(Func<_, _> f, x)

    /// The sparse Jacobian by its coordinates: a pushforward (or pullback) for each colour of its columns (or rows), all in one sweep.
    /// The pattern is detected at each call; `sparseJacobianWith` has that done once.
    let sparseJacobian (f: Tensor -> Tensor) (x: Tensor) : SparseMatrix = Ad.SparseJacobian(Func<_, _> f).Invoke x

    /// As `sparseJacobian` with a given pattern, which is coloured when f is given: `let jacobian = AD.sparseJacobianWith pattern f`.
    /// Raises ShapeException if x or f(x) does not fit the pattern.
    let sparseJacobianWith (pattern: SparsityPattern) (f: Tensor -> Tensor) : Tensor -> SparseMatrix =
        let jacobian = Ad.SparseJacobian(Func<_, _> f, pattern)
        jacobian.Invoke

    /// The sparse Hessian of a function with a scalar answer, recovered by its symmetry from a Hessian-vector product for each colour.
    /// The pattern is detected at each call; `sparseHessianWith` has that done once.
    let sparseHessian (f: Tensor -> Tensor) (x: Tensor) : SparseMatrix = Ad.SparseHessian(Func<_, _> f).Invoke x

    /// As `sparseHessian` with a given pattern, which is coloured when f is given.
    /// Raises ShapeException if the pattern is not symmetric, or x does not fit it.
    let sparseHessianWith (pattern: SparsityPattern) (f: Tensor -> Tensor) : Tensor -> SparseMatrix =
        let hessian = Ad.SparseHessian(Func<_, _> f, pattern)
        hessian.Invoke

    /// The fixed point x = f(x), by repeating f from x₀. Derivatives in what f captures are those of the fixed point, by the implicit function
    /// theorem, not of the iteration. Raises DomainException if f does not contract.
    let fixedPoint f x0 = Using.fixedPoint SolveOptions.Default f x0

    /// A root f(x) = 0, by Newton's method from x₀, without matrices; f(x) has the leaves of x. Derivatives as those of `fixedPoint`.
    /// Raises DomainException if no root is reached.
    let root f x0 = Using.root SolveOptions.Default f x0

    /// A local minimum of a function with a scalar answer, from x₀. Derivatives as those of `fixedPoint`: a gradient through training to the end.
    /// Raises DomainException if no minimum is reached, or the Hessian there is not positive definite.
    let argMin f x0 = Using.argMin SolveOptions.Default f x0

    /// The solution of A x = b for a linear map given as a function (GMRES).
    /// Raises DomainException if it is not reached.
    let solveLinear (map: 'x -> 'x) (b: 'x) : 'x = Ad.SolveLinear(Func<_, _> map, b)

    /// The solution of A x = b for a symmetric positive definite map given as a function (conjugate gradients).
    /// Raises DomainException if it is not reached.
    let solveSymmetric (map: 'x -> 'x) (b: 'x) : 'x = Ad.SolveLinear(Func<_, _> map, b, true)

    /// The function f over a batch: every leaf of the argument and of the answer has the batch as its axis 0, and each operation
    /// runs once for all instances. `vectorize f xs` is the loop of f over the instances of xs. What f captures is shared by all.
    /// Raises ShapeException if batch sizes differ.
    let vectorize (f: 'x -> 'y) (xs: 'x) : 'y = Ad.Vectorize(Func<_, _> f).Invoke xs

    /// As `vectorize`, with the batch axis of each leaf of the argument (None where all instances share it) and of the answer.
    /// Raises TreeException if the axes are not as many as the leaves.
    let vectorizeWith (inAxes: int option list) (outAxes: int list) (f: 'x -> 'y) (xs: 'x) : 'y =
        let ins = inAxes |> List.map Option.toNullable |> List.toArray
        Ad.Vectorize(Func<_, _> f, ins, List.toArray outAxes).Invoke xs

    /// The function f, of which reverse mode keeps the argument alone and computes the rest again when the cotangent arrives:
    /// less memory for one more evaluation, and the same bits. f is traced once a call, so it must not branch on numbers.
    let checkpoint (f: 'x -> 'y) : 'x -> 'y =
        let checkpointed = Ad.Checkpoint(Func<_, _> f)
        checkpointed.Invoke

    /// One of two functions of x, as a scalar is not 0 or is: `cond (x .> 0) f g x`. Where the scalar has a number that function alone is called with
    /// numbers, and the other one is traced for the kind of its answer; within
    /// a compiled function both are traced, and a run of it runs one; over a batch each runs on the instances that chose it, and on no other.
    /// Raises ShapeException, DTypeException or TreeException if the answers of the two differ in kind.
    let cond (predicate: Tensor) (whenTrue: 'x -> 'y) (whenFalse: 'x -> 'y) (x: 'x) : 'y =
        Ad.Cond(predicate, Func<_, _> whenTrue, Func<_, _> whenFalse, x)

    /// The function f, traced once for each structure and set of shapes of its argument and then run as a program in planned memory.
    /// It may be differentiated, vectorized and called within another compiled function, and may take derivatives itself.
    /// A value that changes belongs into its argument: numbers that f captures are those of the first call.
    let compile (f: 'x -> 'y) : 'x -> 'y =
        let compiled = Ad.Compile(Func<_, _> f)
        compiled.Invoke

    /// `AD.compile` under the given options: how many programs are kept, 64 by default.
    let compileWith (options: CompileOptions) (f: 'x -> 'y) : 'x -> 'y =
        let compiled = Ad.Compile(Func<_, _> f, options)
        compiled.Invoke

    /// The fold of a compiled step over items, as training is one over batches: (sₜ₊₁, yₜ) = step sₜ xₜ, the state in place from item to item.
    /// `let fold = AD.compileFold step` and then `fold observe state items`; `observe i y` is told the number and the output of each step.
    /// Raises TraceException within another transform.
    let compileFold (step: 's -> 'x -> struct ('s * 'y)) : (int -> 'y -> unit) -> 's -> 'x seq -> 's =
        let fold = Ad.CompileFold(fun state item -> step state item)
        fun observe state items -> fold.Invoke(state, items, (fun i y -> observe i y))

    /// `AD.compileFold` under the given options: how many programs are kept, 64 by default.
    let compileFoldWith options (step: 's -> 'x -> struct ('s * 'y)) : (int -> 'y -> unit) -> 's -> 'x seq -> 's =
        let fold = Ad.CompileFold((fun state item -> step state item), options)
        fun observe state items -> fold.Invoke(state, items, (fun i y -> observe i y))

    /// The transpose ȳ ↦ Aᵀ ȳ of a linear function f(x) = A x; of `like` only shapes and dtypes matter.
    /// Raises TraceException naming the operation if f is not linear, such as one that adds a constant.
    let linearTranspose (f: 'x -> 'y) (like: 'x) : 'y -> 'x =
        let transpose = Ad.LinearTranspose(Func<_, _> f, like)
        transpose.Invoke

    /// The program that f traces to at arguments like x; printed, it is the operations of f, a line each.
    let explain (f: 'x -> 'y) (x: 'x) : Program = Ad.Explain(Func<_, _> f, x)

    /// What f computes at arguments like x, as simplified expressions, a line each: `AD.expression (AD.grad (fun x -> 4.0 / x)) x` is `-4 / square(x)`.
    let expression (f: 'x -> 'y) (x: 'x) : string = (explain f x).ToExpression()

    /// A page of HTML that draws the program of f at x, with the shape and the norm of each value's gradient (of the sum of f's answers, if it is not a scalar).
    let draw (f: 'x -> 'y) (x: 'x) : string = Ad.Draw(Func<_, _> f, x)

    /// The function f, watched: the first operation whose answer has a NaN or an infinity is a NonFiniteException that names the operation,
    /// its number in the order of evaluation, the place in the answer, and where the operands come from. Under a derivative, as in
    /// `AD.grad (AD.debug f)`, tangents and cotangents are watched as well.
    let debug (f: 'x -> 'y) (x: 'x) : 'y = Ad.Debug(Func<_, _> f).Invoke x

    /// `AD.debug` under the given options: whether infinities count, and what is called instead of raising.
    let debugWith (options: DebugOptions) (f: 'x -> 'y) (x: 'x) : 'y = Ad.Debug(Func<_, _> f, options).Invoke x

    /// The identity with derivative 0: `stopGradient x` is a constant for every transform.
    let stopGradient (x: Tensor) : Tensor = Ad.StopGradient x

    /// The function f with a pullback of one's own: `rule x y yBar` = x̄ is linear in ȳ, where y = f(x).
    /// Forward mode uses its transpose, higher derivatives differentiate the rule. f must not capture traced values.
    /// f is called once, on the numbers it is given; where a program or a batch has none, it is traced.
    let customPullback (f: 'x -> 'y) (rule: 'x -> 'y -> 'y -> 'x) : 'x -> 'y =
        let custom = Ad.CustomPullback(Func<_, _> f, Func<_, _, _, _> rule)
        custom.Invoke

    /// The function f with a pushforward of one's own: `rule x y xDot` = ẏ is linear in ẋ, where y = f(x).
    /// Reverse mode uses its transpose, higher derivatives differentiate the rule. f must not capture traced values.
    /// f is called once, on the numbers it is given; where a program or a batch has none, it is traced.
    let customPushforward (f: 'x -> 'y) (rule: 'x -> 'y -> 'x -> 'y) : 'x -> 'y =
        let custom = Ad.CustomPushforward(Func<_, _> f, Func<_, _, _, _> rule)
        custom.Invoke

    /// As `customPullback`, for an f that reads numbers: `answer x` is a tree of the types of f x, of which the types alone are used.
    /// A program then calls f each time it runs, and a batch calls it for each instance.
    let customPullbackWith (answer: 'x -> 'y) (f: 'x -> 'y) (rule: 'x -> 'y -> 'y -> 'x) : 'x -> 'y =
        let custom = Ad.CustomPullback(Func<_, _> f, Func<_, _, _, _> rule, Func<_, _> answer)
        custom.Invoke

    /// As `customPushforward`, for an f that reads numbers: `answer x` is a tree of the types of f x, of which the types alone are used.
    /// A program then calls f each time it runs, and a batch calls it for each instance.
    let customPushforwardWith (answer: 'x -> 'y) (f: 'x -> 'y) (rule: 'x -> 'y -> 'x -> 'y) : 'x -> 'y =
        let custom = Ad.CustomPushforward(Func<_, _> f, Func<_, _, _, _> rule, Func<_, _> answer)
        custom.Invoke
