// A reaction and a diffusion on a line, solved by Newton's method with sparse Jacobians. Run: dotnet fsi examples/sparse-jacobian.fsx
#if INTERACTIVE
#load "load.fsx"
#endif

open Functional.Core
open Functional.Models

/// Bratu's problem u″ + λ eᵘ = 0 on n inner points of [0, 1], with u = 0 at both ends: what is left over at each point.
let bratu lambda (u: Tensor) =
    let n = u.Count
    let h = 1.0 / float (n + 1)
    let padded = u.Pad([| 1 |], [| 1 |])
    (padded.Slice(0, 0, n) - 2.0 * u + padded.Slice(0, 2, n + 2)) / (h * h) + lambda * exp u

/// The solution of a tridiagonal system A x = b by Thomas's elimination, one pass down and one up.
let solve (a: SparseMatrix) (b: float[]) =
    let n = b.Length
    let values = a.Values.ToArray()
    // Row i has its three places at 3 i − 1, 3 i, 3 i + 1, but for the first and the last, which have two.
    let lower i = values[3 * i - 1]
    let middle i = values[3 * i]
    let upper i = values[3 * i + 1]
    let ratio, x = Array.zeroCreate n, Array.copy b

    for i in 0 .. n - 1 do
        let under = if i = 0 then 0.0 else lower i
        let before, carried = if i = 0 then 0.0, 0.0 else ratio[i - 1], x[i - 1]
        let pivot = middle i - under * before
        ratio[i] <- if i = n - 1 then 0.0 else upper i / pivot
        x[i] <- (x[i] - under * carried) / pivot

    for i in n - 2 .. -1 .. 0 do
        x[i] <- x[i] - ratio[i] * x[i + 1]

    x

/// Newton's method from u: the points that it goes through. The pattern is found and coloured once.
let newton (f: Tensor -> Tensor) steps u =
    let jacobian = AD.sparseJacobianWith (AD.jacobianPattern f u) f
    let step (u: Tensor) = u - Tensor.ofArray (solve (jacobian u) ((f u).ToArray()))
    List.scan (fun u _ -> step u) u [ 1..steps ]

#if INTERACTIVE
let n = 20_000
let f = bratu 1.0
let start = Tensor.zeros [ n ]
let pattern = AD.jacobianPattern f start
printfn $"The Jacobian is {pattern}; {Coloring.OfColumns(pattern).Count} pushforwards yield it."

for u in newton f 3 start do
    printfn $"left over {(abs (f u)).Max().ToScalar():e1}, u(1/2) = {u[n / 2].ToScalar():f8}"

printfn "The solution in closed form has u(1/2) = 0.14053921."
#endif
