namespace Expecto

/// Settings given in code; each is also an option of the command line.
[<RequireQualifiedAccess>]
type CLIArguments =
    | Sequenced
    | Parallel_Workers of int
    | Filter of string
    | Filter_Test_List of string
    | Filter_Test_Case of string
    | FsCheck_Max_Tests of int
    | Fail_On_Focused_Tests

namespace Expecto.Impl

open System
open System.Threading.Tasks
open Microsoft.Testing.Platform.CommandLine
open Microsoft.Testing.Platform.Extensions
open Microsoft.Testing.Platform.Extensions.CommandLine
open Expecto

/// The options that this framework adds to the platform's.
[<RequireQualifiedAccess>]
module Options =
    [<Literal>]
    let Sequenced = "sequenced"

    [<Literal>]
    let Workers = "parallel-workers"

    [<Literal>]
    let Filter = "filter"

    [<Literal>]
    let FilterList = "filter-test-list"

    [<Literal>]
    let FilterCase = "filter-test-case"

    [<Literal>]
    let MaxTests = "fscheck-max-tests"

    [<Literal>]
    let FailOnFocus = "fail-on-focused-tests"

    /// Name, what it does, and whether a value follows.
    let all = [
        Sequenced, "Runs one test at a time.", false
        Workers, "Number of tests that run at the same time (default: the number of cores).", true
        Filter, "Runs the tests under this name; names are joined by dots.", true
        FilterList, "Runs the tests of the lists that have this text in their name.", true
        FilterCase, "Runs the test cases that have this text in their name.", true
        MaxTests, "Number of inputs for a property without a configuration of its own (default: 200).", true
        FailOnFocus, "Fails when a test is focused, as it does where the variable CI is true.", false
    ]

    let ofArgument argument =
        match argument with
        | CLIArguments.Sequenced -> [ "--" + Sequenced ]
        | CLIArguments.Parallel_Workers count -> [ "--" + Workers; string count ]
        | CLIArguments.Filter text -> [ "--" + Filter; text ]
        | CLIArguments.Filter_Test_List text -> [ "--" + FilterList; text ]
        | CLIArguments.Filter_Test_Case text -> [ "--" + FilterCase; text ]
        | CLIArguments.FsCheck_Max_Tests count -> [ "--" + MaxTests; string count ]
        | CLIArguments.Fail_On_Focused_Tests -> [ "--" + FailOnFocus ]

    let private isCount (text: string) =
        match Int32.TryParse text with
        | true, count -> count > 0
        | false, _ -> false

    /// The value that follows an option, if it was given.
    let value name (options: ICommandLineOptions) =
        match options.TryGetOptionArgumentList name with
        | true, values -> Seq.tryHead values
        | false, _ -> None

    type Provider() =
        interface IExtension with
            member _.Uid = "Functional.Expecto.Options"
            member _.Version = "1.0"
            member _.DisplayName = "Expecto options"
            member _.Description = "Selects and schedules tests"
            member _.IsEnabledAsync() = Task.FromResult true

        interface ICommandLineOptionsProvider with
            member _.GetCommandLineOptions() = [
                for name, description, hasValue in all ->
                    let arity = if hasValue then ArgumentArity.ExactlyOne else ArgumentArity.Zero
                    CommandLineOption(name, description, arity, false)
            ]

            member _.ValidateOptionArgumentsAsync(option, arguments) =
                match option.Name with
                | Workers
                | MaxTests when not (isCount arguments[0]) ->
                    ValidationResult.InvalidTask
                        $"--%s{option.Name} wants a positive number, but got '%s{arguments[0]}'."
                | _ -> ValidationResult.ValidTask

            member _.ValidateCommandLineOptionsAsync _ = ValidationResult.ValidTask
