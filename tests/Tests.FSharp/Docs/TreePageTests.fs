/// docs/trees.md: the kinds of trees, with the paths that the code gives.
module Functional.Tests.Docs.TreePageTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open Expecto
open Functional.Core
open Functional.Models
open Functional.Samples
open Functional.Tests.Docs.Generated
open Functional.Tests.Trees.CaseTests
open Functional.Tests.Trees.TreeTests

let private w, b = Tensor.One, Tensor.Zero

let private kinds: (string * string * obj) list = [
    "a tensor", "w", box w
    "a record of F#, also an anonymous or a private one", "{| W = w; B = b |}", box {| W = w; B = b |}
    "a record, class or struct of C# whose constructor takes its parts by their names",
    "new Dense(w, b)",
    box (Dense(w, b))
    "one whose parts are set by name", "new Named { W = w, B = b }", box (Named(W = w, B = b))
    "a tuple, also a struct", "(w, b)", box (w, b)
    "an array", "[| w; b |]", box [| w; b |]
    "a list of F#, a `List`, `ReadOnlyCollection`, `ImmutableList` or `ImmutableArray`", "[ w; b ]", box [ w; b ]
    "a map of F# or of .NET with comparable keys, by the order of its keys",
    "Map [ \"b\", b; \"a\", w ]",
    box (Map [ "b", b; "a", w ])
    "an option, also a `ValueOption`", "Some w", box (Some w)
    "a union of F#, by its case and fields", "Box(w, b)", box (Box(w, b))
    "a case without fields", "Nothing", box Nothing
    "`()` and `None`: no leaves", "(w, (), None)", box (w, (), (None: Tensor option))
    "null where the member is declared nullable, as `Tensor?`: no leaves",
    "new Nullables(w, null, null, \"n\")",
    box (Nullables(w, null, null, "n"))
    "a type that implements `ITree`", "new Custom(w, b, \"n\")", box (Custom(w, b, "n"))
]

let private refused: (string * obj) list = [
    "new WithRate(w, 0.1)", box (WithRate(w, 0.1))
    "new Misnamed(w)", box (Misnamed w)
    "new Doubling(w)", box (Doubling w)
    "PrivateSetter.Make(w, b)", box (PrivateSetter.Make(w, b))
]

/// The example of an ITree, as it is compiled among the samples.
let private own =
    File.ReadAllLines(Path.Combine(repository, "tests/Samples.CSharp/Own.cs"))
    |> Array.skipWhile (fun line -> not (line.StartsWith "public sealed record"))

let private row (kind: string, code: string, tree: obj) =
    let paths =
        Tree.Paths tree
        |> Seq.map (fun path -> if path = "" then "the tensor" else $"`{path}`")
        |> String.concat ", "

    $"""| {kind} | `{code.Replace("|", @"\|")}` | {if paths = "" then "none" else paths} |"""

let private error (code: string, tree: obj) =
    try
        Tree.Flatten tree |> ignore
        $"| `{code}` | is a tree |"
    with :? TreeException as e ->
        $"| `{code}` | {e.Message} |"

let private page () =
    String.concat "\n" [
        "# Trees"
        ""
        "Every transform takes trees of tensors: a model is a record of them, and its gradient is a record of the same type. This page has every kind of tree."
        "The tables are made by the code. Generated: run the tests with `FUNCTIONAL_REGENERATE=1`."
        ""
        "| kind | example | leaves |"
        "|---|---|---|"
        yield! List.map row kinds
        ""
        "Any of these may be parts of any other, a thousand levels deep. A value that contains itself is a `TreeException`."
        ""
        "## Structure"
        ""
        "The structure of a tree is everything but its tensors: types at run time, keys of maps with their order and comparers, lengths of lists at every level,"
        "cases of unions and options, and static parts."
        ""
        "* `Ad.Compile` and `Ad.CompileFold` keep one program for each structure, with the shapes and dtypes of its leaves."
        "* Two trees that must agree have one structure: the carry and the answer of a step (`Scan`, `While`, `FixedPoint`, `Root`, `Ode`), both sides of `Cond`,"
        "  tangents and cotangents, the answers of custom rules, and the arguments of `Map2`. The error names the first place that differs, in both trees."
        ""
        "## Static parts"
        ""
        "A part that is no tensor, such as a size, a name or an activation, carries `[Static]` on its property, field or parameter:"
        "`record Layer(Tensor W, [Static] Activation Activation)`; in F# `[<Static>] Activation: Tensor -> Tensor`."
        "No transform touches it. It is part of the structure and compared by `Equals`, so functions are equal if they are the same object."
        "It must not change, and it holds no tensor. A union whose cases have no fields needs no attribute."
        ""
        "## Types that are refused"
        ""
        "A value is taken apart and rebuilt inside every transform, so rebuilding must give the same value. Each type is checked when its first value is met;"
        "a type with fields beyond its parts is checked at each value."
        ""
        "| example | error |"
        "|---|---|"
        yield! List.map error refused
        ""
        "## Trimmed programs and NativeAOT"
        ""
        "Records, classes, tuples and unions are read by reflection, which sees what the trimmer has left. Three ways keep their members:"
        ""
        "* The type that a transform is given, as `Network` in `Ad.Grad<Network>`, is kept by the call. A generic function of one's own hands that on if its type parameter"
        "  has the same `[DynamicallyAccessedMembers]`; otherwise the analyzer warns (IL2091). F# has no such analyzer: call `Tree.Keep<Network>()` there."
        "* A type within another one, as a record in a record, in a list or in a tuple, and a union of F#: `Tree.Keep<Layer>()`, once, at the start of the program."
        "  Tuples, lists, maps and options are kept by the library (those of F# where the program has `Functional.Models`)."
        "* A type that implements `ITree` needs no reflection. NativeAOT refuses unions of F#, `ValueOption` among them, unless they do:"
        ""
        "```csharp"
        yield! own
        "```"
        ""
        "A type that has lost members is refused with a `TreeException` that names it and these cures; so is, in a trimmed program, a type with a tensor in a field"
        "that none of its parts holds. No gradient is lost without a word."
        "[`examples/Trimmed`](../examples/Trimmed) prints gradients of all other kinds of trees. `.ci/run` compares its bytes in full, trimmed and compiled by NativeAOT."
        ""
        "`ITree.Definition` says what tells two values apart beside leaves and names. By default it is the value with zeros for leaves, which suits a record."
        "A class without `Equals` overrides it, and otherwise is traced at each call of a compiled function."
        "A trimmed program knows `Tensor?` from `Tensor` if `NullabilityInfoContextSupport` is true, as the package sets it; else null is refused."
        ""
    ]

[<Tests>]
let tests =
    testList "Tree page" [
        isUpToDate "docs/trees.md" page

        for kind, code, tree in kinds do
            test $"{kind}: `{code}` is rebuilt as it was" {
                let leaves = Tree.Flatten tree
                let again = Tree.Rebuild(tree, leaves)
                Expect.equal (again.GetType()) (tree.GetType()) "type"
                Expect.sequenceEqual (Tree.Flatten again) leaves "leaves"
                Expect.sequenceEqual (Tree.Paths again) (Tree.Paths tree) "paths"
            }

        for code, tree in refused do
            test $"`{code}` is refused" { Expect.throwsT<TreeException> (fun () -> Tree.Flatten tree |> ignore) "type" }

        test "the example of an ITree is differentiated, compiled, scanned and vectorized" {
            let tree = Own(t 2, 3)
            let loss (p: Own) = Tensor.sum (Tensor.square p.W) * float p.Factor
            let expected = Own(t 12, 3)
            Expect.equal (AD.grad loss tree) expected "gradient"
            Expect.equal (AD.compile (AD.grad loss) tree) expected "compiled"
            Expect.equal (Scan.iterate 2 id tree) tree "scanned"
            let batch = Own(Tensor.stack 0 [ t 1; t 2 ], 3)
            Expect.equal (AD.vectorize id batch) batch "vectorized"
        }
    ]
