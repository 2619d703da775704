namespace Functional.Testing

open System
open Functional.Core

/// What rules draw their parts from.
type internal Source(random: Random, dtype: DType) =

    member _.Next limit = random.Next limit
    member _.Pick(list: 'a list) = list[random.Next list.Length]
    member _.DType = dtype

    /// A tensor of numbers between −1 and 1, of three digits: short to write.
    member _.Tensor(shape: int list) =
        let number _ = Math.Round(2.0 * random.NextDouble() - 1.0, 3)
        Tensor.Create(Array.init (List.fold (*) 1 shape) number, List.toArray shape).Cast dtype

    /// A tensor of given numbers.
    member _.Of(shape: int list, value: int -> float) =
        Tensor.Create(Array.init (List.fold (*) 1 shape) value, List.toArray shape).Cast dtype

    member source.Constant shape = Term.constant (source.Tensor shape)

    member _.Shuffled count =
        let places = Array.init count id
        random.Shuffle places
        places

/// A way to make a value of others: smooth at and around whatever they are, so that differences are defined everywhere.
type internal Rule = {
    /// The operation, as the table of operations names it.
    Name: string
    /// How many values it reads.
    Arity: int
    /// The expression for operands of the shapes; none where the rule does not apply.
    Build: Source -> int list list -> Term list -> Term option
}

module internal Rule =

    open Term

    /// Of one value of any shape.
    let unary name (build: Source -> int list -> Term -> Term) = {
        Name = name
        Arity = 1
        Build = fun source shapes xs -> Some(build source shapes.Head xs.Head)
    }

    /// Of one value of at least so many axes.
    let ranked name rank (build: Source -> int list -> Term -> Term) = {
        Name = name
        Arity = 1
        Build =
            fun source shapes xs ->
                if shapes.Head.Length < rank then
                    None
                else
                    Some(build source shapes.Head xs.Head)
    }

    /// Of two values, of which the second is made to have a shape that broadcasts with the first.
    let binary name (build: Source -> Term -> Term -> Term) = {
        Name = name
        Arity = 2
        Build =
            fun source shapes xs ->
                let x, y = shapes[0], shapes[1]

                let shape =
                    if (Shapes.broadcast x y).IsSome then
                        y
                    else
                        x
                        |> List.map (fun size -> if source.Next 3 = 0 then 1 else size)
                        |> List.skip (source.Next(x.Length + 1))

                Some(build source xs[0] (fit y shape xs[1]))
    }

    /// Of values that are made to have the shapes that are drawn for them.
    let shaped name arity (shapes: Source -> int list list) (build: Source -> int list list -> Term list -> Term) = {
        Name = name
        Arity = arity
        Build =
            fun source have xs ->
                let want = shapes source
                Some(build source want (List.map3 fit have want xs))
    }

    /// A value with distances of at least 0.1 between its elements, in random order: without ties, also nearby.
    let apart (source: Source) (shape: int list) x =
        let order = source.Shuffled(List.fold (*) 1 shape)
        add (times 0.2 (tanh x)) (constant (source.Of(shape, (fun i -> 0.5 * float (order[i] - order.Length / 2)))))

    /// A value whose elements lie between 1.2 and 1.8 or between their negatives: no whole number is near.
    let clear (source: Source) (shape: int list) x =
        let signs = List.init (List.fold (*) 1 shape) (fun _ -> source.Pick [ 1.5; -1.5 ])
        add (times 0.3 (tanh x)) (constant (source.Of(shape, fun i -> signs[i])))
