namespace Functional.Models

open Functional.Core

/// The comparisons that give masks, for a tensor on the left and a tensor or number on the right. Used by the operators `.>` and its like.
type Masks =
    | Masks

    /// x < y.
    static member Less(_: Masks, x: Tensor, y: Tensor) = Tensor.Less(x, y)
    /// x < y.
    static member Less(_: Masks, x: Tensor, y: float) = Tensor.Less(x, y)
    /// x ≤ y.
    static member LessEqual(_: Masks, x: Tensor, y: Tensor) = Tensor.LessEqual(x, y)
    /// x ≤ y.
    static member LessEqual(_: Masks, x: Tensor, y: float) = Tensor.LessEqual(x, y)
    /// x > y.
    static member Greater(_: Masks, x: Tensor, y: Tensor) = Tensor.Greater(x, y)
    /// x > y.
    static member Greater(_: Masks, x: Tensor, y: float) = Tensor.Greater(x, y)
    /// x ≥ y.
    static member GreaterEqual(_: Masks, x: Tensor, y: Tensor) = Tensor.GreaterEqual(x, y)
    /// x ≥ y.
    static member GreaterEqual(_: Masks, x: Tensor, y: float) = Tensor.GreaterEqual(x, y)
    /// x = y.
    static member Equal(_: Masks, x: Tensor, y: Tensor) = Tensor.Equal(x, y)
    /// x = y.
    static member Equal(_: Masks, x: Tensor, y: float) = Tensor.Equal(x, y)
    /// x ≠ y.
    static member NotEqual(_: Masks, x: Tensor, y: Tensor) = Tensor.NotEqual(x, y)
    /// x ≠ y.
    static member NotEqual(_: Masks, x: Tensor, y: float) = Tensor.NotEqual(x, y)

/// One function for each comparison, which picks the overload of `Masks` by the type of the right operand.
[<RequireQualifiedAccess>]
module MaskBy =

    /// Calls Less.
    let inline less (masks: ^w) (x: Tensor) (y: ^y) : Tensor =
        ((^w or ^y): (static member Less: ^w * Tensor * ^y -> Tensor) (masks, x, y))

    /// Calls LessEqual.
    let inline lessEqual (masks: ^w) (x: Tensor) (y: ^y) : Tensor =
        ((^w or ^y): (static member LessEqual: ^w * Tensor * ^y -> Tensor) (masks, x, y))

    /// Calls Greater.
    let inline greater (masks: ^w) (x: Tensor) (y: ^y) : Tensor =
        ((^w or ^y): (static member Greater: ^w * Tensor * ^y -> Tensor) (masks, x, y))

    /// Calls GreaterEqual.
    let inline greaterEqual (masks: ^w) (x: Tensor) (y: ^y) : Tensor =
        ((^w or ^y): (static member GreaterEqual: ^w * Tensor * ^y -> Tensor) (masks, x, y))

    /// Calls Equal.
    let inline equal (masks: ^w) (x: Tensor) (y: ^y) : Tensor =
        ((^w or ^y): (static member Equal: ^w * Tensor * ^y -> Tensor) (masks, x, y))

    /// Calls NotEqual.
    let inline notEqual (masks: ^w) (x: Tensor) (y: ^y) : Tensor =
        ((^w or ^y): (static member NotEqual: ^w * Tensor * ^y -> Tensor) (masks, x, y))

/// Operators of tensors that F# has no name for. Their precedence is that of their first character (a leading `.` is not counted).
[<AutoOpen>]
module TensorOperators =

    /// The matrix product [… m, k] · [… k, n] → [… m, n]. It binds like `*`, tighter than `+` (an operator that begins with `@` would bind looser):
    /// `x *@ w + b` is `(x *@ w) + b`. Raises ShapeException if the inner sizes differ.
    let ( *@ ) (x: Tensor) (y: Tensor) : Tensor = Tensor.MatMul(x, y)

    /// The mask of x < y, elementwise: 1 where it holds, else 0. y is a tensor or a number; shapes broadcast; the derivative is 0.
    let inline (.<) x y = MaskBy.less Masks x y

    /// The mask of x ≤ y; see `.<`.
    let inline (.<=) x y = MaskBy.lessEqual Masks x y

    /// The mask of x > y; see `.<`.
    let inline (.>) x y = MaskBy.greater Masks x y

    /// The mask of x ≥ y; see `.<`.
    let inline (.>=) x y = MaskBy.greaterEqual Masks x y

    /// The mask of x = y; see `.<`.
    let inline (.=) x y = MaskBy.equal Masks x y

    /// The mask of x ≠ y; see `.<`.
    let inline (.<>) x y = MaskBy.notEqual Masks x y
