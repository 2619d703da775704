namespace Expecto.Impl

open System
open Expecto

/// A test case with the names of the lists it stands in, outermost first.
type FlatTest = {
    name: string list
    test: TestCode
    state: FocusState
    sequenced: SequenceMethod
} with

    /// The names, joined by dots.
    member this.fullName = String.concat "." this.name

/// Which tests run, and which are skipped for what reason.
type Plan = { run: FlatTest list; skip: (FlatTest * string) list }

[<RequireQualifiedAccess>]
module FlatTest =
    /// The state of a child within a parent: a pending parent skips all, a focused one focuses what is not pending.
    let computeChildFocusState parent child =
        match parent, child with
        | Pending, _
        | Focused, Pending -> Pending
        | Focused, _ -> Focused
        | Normal, state -> state

    /// The cases of a tree, in order.
    let ofTest test =
        let rec flatten path state sequenced test =
            match test with
            | TestCase(code, own) -> [
                {
                    name = List.rev path
                    test = code
                    state = computeChildFocusState state own
                    sequenced = sequenced
                }
              ]
            | TestList(tests, own) -> tests |> List.collect (flatten path (computeChildFocusState state own) sequenced)
            | TestLabel(label, inner, own) -> flatten (label :: path) (computeChildFocusState state own) sequenced inner
            | Sequenced(how, inner) -> flatten path state how inner

        flatten [] Normal InParallel test

    /// The names that more than one case has.
    let duplicateNames (tests: FlatTest list) =
        tests |> List.countBy _.fullName |> List.filter (fun (_, count) -> count > 1) |> List.map fst

[<RequireQualifiedAccess>]
module Plan =
    /// Whether the last name, which is the case's own, has the text in it.
    let caseContains (text: string) test =
        match List.tryLast test.name with
        | Some name -> name.Contains(text, StringComparison.OrdinalIgnoreCase)
        | None -> false

    /// Whether a name of a list around the case has the text in it.
    let listContains (text: string) test =
        match List.rev test.name with
        | [] -> false
        | _ :: lists -> lists |> List.exists (fun name -> name.Contains(text, StringComparison.OrdinalIgnoreCase))

    /// Whether the full name is this one, or below it.
    let isWithin (prefix: string) (test: FlatTest) =
        let name = test.fullName
        name = prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal)

    /// Focus and pending marks turned into what runs and what is skipped.
    let ofTests (tests: FlatTest list) =
        let isFocused = tests |> List.exists (fun test -> test.state = Focused)

        let reason test =
            match test.state with
            | Pending -> Some "The test or one of its parents is marked as Pending"
            | Normal when isFocused -> Some "The test is skipped because other tests are Focused"
            | _ -> None

        {
            run = tests |> List.filter (reason >> Option.isNone)
            skip = tests |> List.choose (fun test -> reason test |> Option.map (fun why -> test, why))
        }

    /// What forbids the run altogether, if anything.
    let objection mayFocus (tests: FlatTest list) =
        match FlatTest.duplicateNames tests with
        | [] when not mayFocus && tests |> List.exists (fun test -> test.state = Focused) ->
            Some "It was requested that no focused tests exist, but some were found."
        | [] -> None
        | names -> Some $"""Found duplicated test names, these names are: %s{String.concat ", " names}"""
