namespace Functional.Testing

open System
open System.Globalization
open Functional.Core

/// An expression of operands: its F# text, in which {0}, {1} … stand for them, and what it computes. One builds the other's twin,
/// so that the text says what is run.
type internal Term = { Text: string; Run: Tensor list -> Tensor }

module internal Term =

    let operand i = { Text = $"{{{i}}}"; Run = List.item i }

    let number (x: float) =
        let text = x.ToString("R", CultureInfo.InvariantCulture)

        let text =
            if Double.IsFinite x && not (text.Contains '.' || text.Contains 'E') then
                text + ".0"
            else
                text

        if x < 0.0 then $"({text})" else text

    let private joined format xs = xs |> Seq.map format |> String.concat "; "
    let ints (xs: int seq) = "[| " + joined string xs + " |]"
    let private invariant (xs: float seq) = "[| " + joined number xs + " |]"

    /// A tensor, written as what makes it.
    let text (x: Tensor) =
        let cast = if x.DType = DType.Float32 then ".Cast(DType.Float32)" else ""
        $"Tensor.Create({invariant (x.ToArray())}, {ints x.Shape}){cast}"

    let constant (x: Tensor) = { Text = text x; Run = fun _ -> x }

    /// A static method of `Tensor`, with further arguments as written: before the tensors if its name opens the parenthesis, and behind.
    let private call (name: string) arguments (terms: Term list) run =
        let opened = if name.Contains '(' then name else name + "("
        let operands = terms |> Seq.map _.Text |> String.concat ", "
        { Text = $"Tensor.{opened}{operands}{arguments})"; Run = run }

    let call1 name arguments (f: Tensor -> Tensor) x = call name arguments [ x ] (fun xs -> f (x.Run xs))

    let call2 name arguments (f: Tensor -> Tensor -> Tensor) x y =
        call name arguments [ x; y ] (fun xs -> f (x.Run xs) (y.Run xs))

    let call3 name arguments (f: Tensor -> Tensor -> Tensor -> Tensor) x y z =
        call name arguments [ x; y; z ] (fun xs -> f (x.Run xs) (y.Run xs) (z.Run xs))

    /// A static method of a list of tensors.
    let callList name arguments (f: Tensor list -> Tensor) (terms: Term list) = {
        Text = $"Tensor.{name}([ {joined _.Text terms} ]{arguments})"
        Run = fun xs -> f (terms |> List.map (fun term -> term.Run xs))
    }

    /// A method of a tensor, or what else follows it, as written.
    let after suffix (f: Tensor -> Tensor) x = { Text = $"{x.Text}{suffix}"; Run = fun xs -> f (x.Run xs) }

    /// A method of a tensor with another as its first argument.
    let after2 name arguments (f: Tensor -> Tensor -> Tensor) x y = {
        Text = $"{x.Text}.{name}({y.Text}{arguments})"
        Run = fun xs -> f (x.Run xs) (y.Run xs)
    }

    let operator name (f: Tensor -> Tensor -> Tensor) x y = {
        Text = $"({x.Text} {name} {y.Text})"
        Run = fun xs -> f (x.Run xs) (y.Run xs)
    }

    /// A number and an operator in front of a tensor.
    let withNumber (c: float) name (f: float -> Tensor -> Tensor) x = {
        Text = $"({number c} {name} {x.Text})"
        Run = fun xs -> f c (x.Run xs)
    }

    let plus c x = withNumber c "+" (fun c x -> c + x) x
    let times c x = withNumber c "*" (fun c x -> c * x) x
    let add x y = operator "+" (+) x y
    let multiply x y = operator "*" (*) x y
    let tanh x = call1 "Tanh" "" Tensor.Tanh x
    let reshape (shape: int list) x = after $".Reshape({ints shape})" (fun x -> x.Reshape(List.toArray shape)) x

    /// Elements of a tensor of one shape, again and again as need be, in another shape.
    let fit (have: int list) (want: int list) x =
        let count = List.fold (*) 1
        let places = Array.init (count want) (fun i -> i % count have)

        if have = want then
            x
        else
            reshape [ count have ] x
            |> after $".Gather({ints places})" (fun x -> x.Gather places)
            |> reshape want
