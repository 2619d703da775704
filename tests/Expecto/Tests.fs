/// The words of which test trees are made. A prefix `p` makes a test pending, `f` focuses on it.
[<AutoOpen>]
module Expecto.Tests

open System
open System.Threading.Tasks

/// Fails the test.
let failtest message = raise (AssertException message)

/// Fails the test with a formatted message.
let failtestf format = Printf.ksprintf failtest format

/// Skips the rest of the test.
let skiptest message = raise (IgnoreException message)

/// Skips the rest of the test with a formatted message.
let skiptestf format = Printf.ksprintf skiptest format

let private labelled state name code = TestLabel(name, TestCase(code, state), state)

let private listed state name tests = TestLabel(name, TestList(tests, state), state)

let private deferred (test: unit -> Task<unit>) = Async(async { return! Async.AwaitTask(test ()) })

/// A name in front of the names of a test.
let testLabel name test = TestLabel(name, test, Normal)

/// Tests under one name.
let testList name tests = listed Normal name tests
let ptestList name tests = listed Pending name tests
let ftestList name tests = listed Focused name tests

/// A test that passes when the function returns.
let testCase name test = labelled Normal name (Sync test)
let ptestCase name test = labelled Pending name (Sync test)
let ftestCase name test = labelled Focused name (Sync test)

/// A test that passes when the computation ends.
let testCaseAsync name test = labelled Normal name (Async test)
let ptestCaseAsync name test = labelled Pending name (Async test)
let ftestCaseAsync name test = labelled Focused name (Async test)

/// A test that passes when the task ends.
let testCaseTask name test = labelled Normal name (deferred test)
let ptestCaseTask name test = labelled Pending name (deferred test)
let ftestCaseTask name test = labelled Focused name (deferred test)

/// A test that runs alone, as one that measures time or memory must.
let testSequenced test = Sequenced(Synchronous, test)

/// A test that does not run at the same time as others of its group.
let testSequencedGroup name test = Sequenced(SynchronousGroup name, test)

let private written (case: 'a) =
    match box case with
    | :? string as text -> $"\"{text}\""
    | null -> "null"
    | value -> string value

let private theory list case name cases test =
    list name [ for value in cases -> case (written value) (fun () -> test value |> ignore) ]

/// One test a case, named by the case.
let testTheory name (cases: 'a seq) (test: 'a -> 'b) = theory testList testCase name cases test

let ptestTheory name (cases: 'a seq) (test: 'a -> 'b) = theory ptestList ptestCase name cases test

let ftestTheory name (cases: 'a seq) (test: 'a -> 'b) = theory ftestList ftestCase name cases test

/// Named functions of a fixture; `setup` turns each into a test.
let testFixture (setup: 'a -> unit -> unit) (tests: (string * 'a) seq) =
    tests |> Seq.map (fun (name, test) -> testCase name (setup test))

/// Named functions of one value, each a test.
let testParam (value: 'a) (tests: (string * ('a -> unit -> unit)) seq) =
    tests |> Seq.map (fun (name, test) -> testCase name (test value))

/// The builder behind `test "name" { ... }`.
type TestCaseBuilder(name: string, state: FocusState) =
    member _.Zero() = ()
    member _.Delay(body: unit -> unit) = body
    member _.Combine((), rest: unit -> unit) = rest ()
    member _.For(items: 'a seq, body: 'a -> unit) = Seq.iter body items

    member _.While(condition: unit -> bool, body: unit -> unit) =
        while condition () do
            body ()

    member _.Using(resource: 'a, body: 'a -> unit) : unit when 'a :> IDisposable =
        use held = resource
        body held

    member _.TryWith(body: unit -> unit, handler: exn -> unit) =
        try
            body ()
        with e ->
            handler e

    member _.TryFinally(body: unit -> unit, compensation: unit -> unit) =
        try
            body ()
        finally
            compensation ()

    member _.Run(body: unit -> unit) = labelled state name (Sync body)

/// The builder behind `testAsync "name" { ... }`.
type TestAsyncBuilder(name: string, state: FocusState) =
    member _.Zero() = async.Zero()
    member _.Delay body = async.Delay body
    member _.Return(value: unit) = async.Return value
    member _.ReturnFrom(computation: Async<unit>) = async.ReturnFrom computation
    member _.Bind(computation: Async<'a>, next: 'a -> Async<unit>) = async.Bind(computation, next)
    member _.Combine(first: Async<unit>, rest: Async<unit>) = async.Combine(first, rest)
    member _.For(items: 'a seq, body: 'a -> Async<unit>) = async.For(items, body)
    member _.While(condition, body: Async<unit>) = async.While(condition, body)

    member _.Using(resource: 'a, body: 'a -> Async<unit>) : Async<unit> when 'a :> IDisposable =
        async.Using(resource, body)

    member _.TryWith(body: Async<unit>, handler) = async.TryWith(body, handler)
    member _.TryFinally(body: Async<unit>, compensation) = async.TryFinally(body, compensation)
    member _.Run(body: Async<unit>) = labelled state name (Async body)

/// `test "name" { ... }` is a test case.
let test name = TestCaseBuilder(name, Normal)
let ptest name = TestCaseBuilder(name, Pending)
let ftest name = TestCaseBuilder(name, Focused)

/// `testAsync "name" { ... }` is an asynchronous test case.
let testAsync name = TestAsyncBuilder(name, Normal)
let ptestAsync name = TestAsyncBuilder(name, Pending)
let ftestAsync name = TestAsyncBuilder(name, Focused)
