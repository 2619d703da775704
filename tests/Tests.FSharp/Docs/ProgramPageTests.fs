/// docs/programs.md: the example's text and pictures as the code makes them.
module Functional.Tests.Docs.ProgramPageTests

open System
open System.IO
open System.Text.RegularExpressions
open System.Xml.Linq
open Expecto
open Functional.Core
open Functional.Models
open Functional.Tests.Docs.Generated
open Functional.Tests.Docs.LstmStep

let private parameters = {
    Wx = Key.Of(1).Normal [| 2; 12 |]
    Wh = Key.Of(2).Normal [| 3; 12 |]
    B = Tensor.zeros [ 12 ]
}

let private state = struct (Tensor.ones [ 1; 3 ], Tensor.ones [ 1; 3 ])

let private named p = { Wx = p.Wx.Named "Wx"; Wh = p.Wh.Named "Wh"; B = p.B.Named "B" }

let private ofStep =
    AD.explain (fun (struct (p, state, x)) -> step (named p) state x) (struct (parameters, state, Tensor.ones [ 1; 2 ]))

let private ofLoop f =
    let call (struct (p, xs: Tensor)) = f (xs.Named "xs") (named p)
    AD.explain call (struct (parameters, Tensor.ones [ 50; 1; 2 ]))

let private source () =
    let path = Path.Combine(repository, "tests/Tests.FSharp/Docs/LstmStep.fs")
    let text = File.ReadAllText(path).ReplaceLineEndings "\n"
    let parts = text.Split "// ----\n"
    parts[1].TrimEnd()

let private fenced language (text: string) = [ $"```{language}"; text.TrimEnd(); "```"; "" ]

/// The first summary of a type, with references as code.
let private summary (pass: string) =
    let file = Path.ChangeExtension(typeof<Tensor>.Assembly.Location, ".xml")

    let entry =
        XDocument.Load(file).Descendants(XName.Get "member")
        |> Seq.find (fun entry -> entry.Attribute(XName.Get "name").Value = $"T:Functional.Core.{pass}")

    Regex.Replace(entry.Element(XName.Get "summary").Value, @"\s+", " ").Trim().Replace("|", "\\|")

let private passes () = [
    "| pass | what it does |"
    "|---|---|"

    for struct (name, _) in Passes.Each do
        if name <> "Within" then
            $"| {name} | {summary name} |"

    ""
]

let private counted (name: string) (program: Program) =
    let s = program.Statistics
    $"| {name} | {s.Equations} | {s.Flops} | {s.BytesMoved} | {s.ArenaBytes} |"

let private gradient = ofLoop (fun xs -> AD.grad (loss xs))

let private page () =
    String.Join(
        "\n",
        [
            "# Programs"
            ""
            "A compiled function is first traced: it is called once with values that have a shape and no numbers, and each operation is written down instead of being computed. What is written down is a `Program`."
            "It is a value: it can be printed, drawn, counted, compared, improved and run. The texts and pictures on this page are made by the code. Generated: run the tests with `FUNCTIONAL_REGENERATE=1`."
            ""
            "| to see | F# | C# |"
            "|---|---|---|"
            "| the program of f at arguments like x | `AD.explain f x` | `Ad.Explain(f, x)` |"
            "| its text | `string program` | `program.ToString()` |"
            "| its outputs as simplified expressions, such as `-4 / square(x)` | `AD.expression f x` | `program.ToExpression()` |"
            "| a graph for Graphviz, or for Markdown | `program.ToDot()`, `program.ToMermaid()` | the same |"
            "| a page of HTML to drag, zoom, fold and point at | `program.ToHtml()` | the same |"
            "| that page, with the gradient of every value | `AD.draw f x` | `Ad.Draw(f, x)` |"
            "| what a run of it costs | `program.Statistics` | the same |"
            "| the program after the passes, as `compile` runs it | `program.Simplify()` | the same |"
            "| a name for a value | `Tensor.named \"hidden\" x` | `x.Named(\"hidden\")` |"
            ""
            "A derivative inside f is in the program as the operations that it is made of: `AD.explain (AD.grad f) x` shows the gradient. Two programs are equal if they take the same steps; names do not matter."
            ""
            "## A step of an LSTM"
            ""
            yield! fenced "fsharp" (source ())
            "Its program:"
            ""
            yield! fenced "" (string ofStep)
            "How to read it:"
            ""
            "* The first line has the inputs, each with its dtype and shape. They are called by their places in the argument, as `Wx` is for a field of a record, unless the function calls them otherwise."
            "* Each further line is an equation: a new name with its type, the operation with its constants in brackets, and its operands. A name is given once and never changes. Values have the names that the function gives them (`Named`); the rest are letters."
            "* A number among the operands is a constant; a larger constant has a line of its own."
            "* The last line has what the function returns."
            ""
            "The same as a picture (`ToMermaid`):"
            ""
            yield! fenced "mermaid" (ofStep.ToMermaid())
            "And in DOT, for `dot -Tsvg`:"
            ""
            yield! fenced "dot" (ofStep.ToDot())
            "## The loop over time"
            ""
            "A scan is one operation, whatever its length; the program of its step stands indented beneath it."
            ""
            yield! fenced "" (string (ofLoop loss))
            "* `h from a` is a carry: it begins as `a`, and `as next h` says what the next step gets."
            "* `x in xs` is what the step takes of the sequence `xs`: its row at that time. `to` says which sequence collects an output."
            "* What has a name from outside, as `Wx`, is shared by all steps. A name means one value in the whole text."
            ""
            "## Its gradient, as it is run"
            ""
            "This is `(AD.explain (AD.grad loss) …).Simplify()`. The cotangent of a value is called after it: `cellBar` is that of `cell`. The first loop keeps what the second one, which walks from the end, reads as sequences."
            "The products of the inputs with `Wx` are made before the loops for all steps at once, and the gradients of the weights behind them."
            ""
            yield! fenced "" (string (gradient.Simplify()))
            "| program | equations | flops | bytes moved | bytes of arena |"
            "|---|---|---|---|---|"
            counted "step" ofStep
            counted "loss over 50 steps" (ofLoop loss)
            counted "its gradient, as traced" gradient
            counted "its gradient, after the passes" (gradient.Simplify())
            ""
            "Flops and bytes are counted from the text: 2 m n k for a product, one for each element otherwise, every operand read and every answer written once; nothing is measured."
            ""
            "## What compiling does"
            ""
            "`AD.compile f` traces f once for each set of shapes and dtypes of its argument and then, before the first run:"
            ""
            "1. **Passes** make a better program of the program. Each is a function from program to program with the same answers: sums may be taken in another order, and so differ by rounding; NaN and infinities are those of f, and so is the sign of a zero where no sum is rearranged. So x + 0 stays, as it is 0 where x is −0, and 0 · x stays, as it may be NaN. The programs of steps and branches go through the passes too."
            ""
            "2. **A plan of the memory** gives each value a place in one stretch of memory, the arena. A place is free again after the last operation that reads it, so values that do not live at the same time share. Reshapes and slices of whole rows are views and have no place. An elementwise operation writes over an operand that nobody reads later."
            "   A scan has its carries in place: each step writes the next ones over the last ones. In `AD.compileFold` so is the whole state: a step of training changes the weights where they lie, and the caller still sees values."
            "3. **Fusing**: after some runs, when it pays, neighbouring elementwise operations are joined into one loop, so that what is between them stays in registers. The numbers stay the same, to the bit."
            ""
            "A run then binds the inputs, walks the list of operations once, and allocates nothing but the answer. Calls at the same time each have an arena of their own."
            ""
            "A compiled function keeps 64 programs, or as many as `CompileOptions.Programs` says; the one that was used least recently leaves first, and is traced"
            "anew when it is wanted again. All of its programs, those of its derivatives and loops too, use the same arena, which is as large as the largest wants."
            "Once a call has returned, nothing of its arguments and answers is held, and no more arenas are kept than there are processors."
            ""
            "Numbers are not there while a function is traced. Where a function would branch on one there is `Where`, element by element, and `AD.cond`, of which a run computes one branch; where it would loop, `Scan` and `Scan.whileDo`. Debug builds of the library verify the program after each pass: every value written once, before it is read, with the type that its operation says."
            ""
            "The passes, in their order:"
            ""
            yield! passes ()
        ]
    )

[<Tests>]
let tests = testList "Program page" [ isUpToDate "docs/programs.md" page ]
