namespace Functional.Models

open Functional.Core

/// What a computation does with its parents.
[<RequireQualifiedAccess>]
type Instruction =
    | Add
    | Subtract
    /// Element by element.
    | Times
    /// The matrix product.
    | Mul
    | Relu
    | Tanh
    | Sigmoid
    /// Along the last axis.
    | Softmax

/// What instructions mean.
[<RequireQualifiedAccess>]
module Instruction =

    /// The value of a computation, from those of its parents.
    let apply (instruction: Instruction) : Tensor list -> Tensor =
        match instruction with
        | Instruction.Add -> List.reduce (+)
        | Instruction.Subtract -> List.reduce (-)
        | Instruction.Times -> List.reduce (*)
        | Instruction.Mul -> List.reduce Tensor.matmul
        | Instruction.Relu -> List.head >> Tensor.relu
        | Instruction.Tanh -> List.head >> tanh
        | Instruction.Sigmoid -> List.head >> Tensor.sigmoid
        | Instruction.Softmax -> List.head >> Tensor.softmax -1

/// A node of a graph, by its name. The tree is data only: nothing is computed by writing it down, and one node may be the parent of several.
[<ReferenceEquality>]
type Node =
    /// What is fed; −1 in the shape stands for any size.
    | Placeholder of name: string * shape: int list
    /// What is learnt, with its first weights.
    | Variable of name: string * shape: int list * Initializer
    | Computation of name: string * Instruction * parents: Node list

    /// The name.
    member node.Name =
        match node with
        | Placeholder(name, _)
        | Variable(name, _, _)
        | Computation(name, _, _) -> name

    /// The nodes whose values a computation takes, in order; others have none.
    member node.Parents =
        match node with
        | Computation(_, _, parents) -> parents
        | Placeholder _
        | Variable _ -> []

/// Writes graphs down: `Node.relu "hidden" (Node.add "sum" (Node.mul "product" x w) b)`.
[<RequireQualifiedAccess>]
module Node =

    let placeholder name shape = Placeholder(name, shape)
    let variable name (shape, initializer) = Variable(name, shape, initializer)
    let private of1 instruction name x = Computation(name, instruction, [ x ])
    let private of2 instruction name x y = Computation(name, instruction, [ x; y ])

    /// x + y; shapes broadcast.
    let add name x y = of2 Instruction.Add name x y

    /// x − y; shapes broadcast.
    let subtract name x y = of2 Instruction.Subtract name x y

    /// x ∘ y, element by element; shapes broadcast.
    let times name x y = of2 Instruction.Times name x y

    /// The matrix product x·y: [n, k] · [k, m] → [n, m].
    let mul name x y = of2 Instruction.Mul name x y

    /// max(x, 0).
    let relu name x = of1 Instruction.Relu name x

    let tanh name x = of1 Instruction.Tanh name x

    /// 1 / (1 + e⁻ˣ).
    let sigmoid name x = of1 Instruction.Sigmoid name x

    /// eˣ / Σ eˣ along the last axis.
    let softmax name x = of1 Instruction.Softmax name x

    /// x·W + b by two new variables, name.W [inputs, outputs] and name.b [outputs], zeros: the node is name, the product name.product.
    let dense initializer name inputs outputs x =
        Argument.atLeast 0 "Node.dense" "inputs" inputs
        Argument.atLeast 0 "Node.dense" "outputs" outputs
        let w = variable $"{name}.W" ([ inputs; outputs ], initializer)
        let b = variable $"{name}.b" ([ outputs ], Initializer.zeros)
        add name (mul $"{name}.product" x w) b
