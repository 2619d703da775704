/// Reads the text of an expression and computes it: lines `let name = formula`, then a formula.
module Functional.Tests.Programs.Formula

open System
open System.Globalization
open System.Text.RegularExpressions

let private functions: Map<string, float[] -> float> =
    let unary f (x: float[]) = f x[0]

    Map [
        "sin", unary sin
        "cos", unary cos
        "tan", unary tan
        "atan", unary atan
        "exp", unary exp
        "log", unary log
        "log1p", unary (fun x -> log (1.0 + x))
        "tanh", unary tanh
        "abs", unary abs
        "sqrt", unary sqrt
        "square", unary (fun x -> x * x)
        "sign", unary (sign >> float)
        "relu", unary (max 0.0)
        "sigmoid", unary (fun x -> 1.0 / (1.0 + exp -x))
        "softplus", unary (fun x -> log (1.0 + exp x))
        "pow", fun x -> x[0] ** x[1]
        "and", fun x -> if x[0] <> 0.0 && x[1] <> 0.0 then 1.0 else 0.0
        "or", fun x -> if x[0] <> 0.0 || x[1] <> 0.0 then 1.0 else 0.0
        "where", fun x -> if x[0] <> 0.0 then x[1] else x[2]
    ]

let private tokens (text: string) = [
    for m in Regex.Matches(text, @"[A-Za-z_]\w*|\d+(\.\d+)?(E[+-]?\d+)?|<=|>=|<>|[-+*/(),=<>]") -> m.Value
]

// Each gives a value and the tokens after it; they bind from loosest to tightest.
let rec private relation names tokens =
    match sum names tokens with
    | x, (("=" | "<" | ">" | "<=" | ">=" | "<>") as sign) :: rest ->
        let y, rest = sum names rest

        let holds =
            match sign with
            | "=" -> x = y
            | "<" -> x < y
            | ">" -> x > y
            | "<=" -> x <= y
            | ">=" -> x >= y
            | _ -> x <> y

        (if holds then 1.0 else 0.0), rest
    | answer -> answer

and private sum names tokens =
    let rec more x tokens =
        match tokens with
        | "+" :: rest -> let y, rest = product names rest in more (x + y) rest
        | "-" :: rest -> let y, rest = product names rest in more (x - y) rest
        | _ -> x, tokens

    match tokens with
    | "-" :: rest -> let x, rest = product names rest in more -x rest
    | _ -> let x, rest = product names tokens in more x rest

and private product names tokens =
    let rec more x tokens =
        match tokens with
        | "*" :: rest -> let y, rest = factor names rest in more (x * y) rest
        | "/" :: rest -> let y, rest = factor names rest in more (x / y) rest
        | _ -> x, tokens

    let x, rest = factor names tokens
    more x rest

and private factor (names: Map<string, float>) tokens =
    match tokens with
    | "(" :: rest ->
        match relation names rest with
        | x, ")" :: rest -> x, rest
        | _ -> failwith $"a bracket is open in {tokens}"
    | name :: "(" :: rest ->
        let rec arguments known rest =
            match relation names rest with
            | x, "," :: rest -> arguments (x :: known) rest
            | x, ")" :: rest -> List.rev (x :: known), rest
            | _ -> failwith $"the arguments of {name} have no end"

        let xs, rest = arguments [] rest
        functions[name](Array.ofList xs), rest
    | number :: rest when Char.IsDigit number[0] -> Double.Parse(number, CultureInfo.InvariantCulture), rest
    | name :: rest -> names[name], rest
    | [] -> failwith "a formula ends too early"

let private value names text =
    match relation names (tokens text) with
    | x, [] -> x
    | _, rest -> failwith $"{rest} is left over"

/// The value of a text, given what its inputs are.
let evaluate (inputs: (string * float) list) (text: string) =
    let define names (line: string) =
        match line.Split(" = ", 2) with
        | [| name; formula |] when name.StartsWith "let " -> Map.add name[4..] (value names formula) names
        | _ -> failwith $"'{line}' defines nothing"

    let lines = text.Split '\n'
    value (Array.fold define (Map.ofList inputs) lines[.. lines.Length - 2]) (Array.last lines)
