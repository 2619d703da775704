/// Runs tests with the command line of the testing platform.
[<AutoOpen>]
module Expecto.Run

open System.Reflection
open Microsoft.Testing.Platform.Builder
open Microsoft.Testing.Platform.Extensions.CommandLine
open Microsoft.Testing.Platform.Services
open Expecto.Impl

let private marked (info: MemberInfo) =
    let has (attribute: System.Type) = info.IsDefined(attribute, true)
    // The compiler repeats the attributes of a value on its hidden field, whose name has an @.
    let isHidden = info.Name.Contains '@'

    if isHidden then None
    elif has typeof<FTestsAttribute> then Some Focused
    elif has typeof<TestsAttribute> then Some Normal
    elif has typeof<PTestsAttribute> then Some Pending
    else None

let private valueOf (info: MemberInfo) =
    let value =
        match info with
        | :? PropertyInfo as property -> property.GetValue null
        | :? FieldInfo as field -> field.GetValue null
        | :? MethodInfo as method -> method.Invoke(null, null)
        | _ -> null

    match value with
    | :? Test as test -> Some test
    | _ -> None

/// The values of the assembly that carry `[<Tests>]`, `[<FTests>]` or `[<PTests>]`.
let testFromAssembly (assembly: Assembly) =
    let flags = BindingFlags.Static ||| BindingFlags.Public ||| BindingFlags.NonPublic

    [
        for holder in assembly.GetTypes() do
            for info in holder.GetMembers flags do
                match marked info with
                | Some state ->
                    yield! valueOf info |> Option.map (fun test -> TestList([ test ], state)) |> Option.toList
                | None -> ()
    ]
    |> fun tests -> TestList(tests, Normal)

/// Runs the tests and prints `N passed, N failed` alone on the last line; 0 when all pass.
let runTestsWithCLIArgs (cliArgs: CLIArguments seq) (args: string array) test =
    task {
        let tally = Tally()
        let tests = FlatTest.ofTest test
        let given = cliArgs |> Seq.collect Options.ofArgument |> Array.ofSeq
        let! builder = TestApplication.CreateBuilderAsync(Array.append given args)
        builder.CommandLine.AddProvider(fun () -> Options.Provider() :> ICommandLineOptionsProvider)

        builder.RegisterTestFramework(
            (fun _ -> Capabilities()),
            (fun _ services -> Framework(tests, services.GetCommandLineOptions(), tally))
        )
        |> ignore

        use! app = builder.BuildAsync()
        let! exitCode = app.RunAsync()
        System.Console.WriteLine(string tally)
        return exitCode
    }
    |> _.GetAwaiter().GetResult()

/// Runs the tests that the calling program marks with `[<Tests>]`.
let runTestsInAssemblyWithCLIArgs (cliArgs: CLIArguments seq) (args: string array) =
    match Assembly.GetEntryAssembly() with
    | null ->
        raise (TestDiscoveryException "runTestsInAssembly wants a program, but got none: there is no entry assembly.")
    | program -> runTestsWithCLIArgs cliArgs args (testFromAssembly program)
