namespace Expecto.Impl

open System
open System.Threading
open System.Threading.Tasks
open Microsoft.Testing.Platform.Capabilities.TestFramework
open Microsoft.Testing.Platform.CommandLine
open Microsoft.Testing.Platform.Extensions
open Microsoft.Testing.Platform.Extensions.Messages
open Microsoft.Testing.Platform.Extensions.TestFramework
open Microsoft.Testing.Platform.Requests
open Expecto

/// How many tests ended in which way.
type Tally() =
    let mutable passed = 0
    let mutable failed = 0
    let mutable skipped = 0

    member _.Add result =
        match result with
        | TestResult.Passed -> Interlocked.Increment &passed |> ignore
        | TestResult.Ignored _ -> Interlocked.Increment &skipped |> ignore
        | TestResult.Failed _
        | TestResult.Error _ -> Interlocked.Increment &failed |> ignore

    override _.ToString() =
        let tail = if skipped = 0 then "" else $", %d{skipped} skipped"
        $"%d{passed} passed, %d{failed} failed%s{tail}"

/// The tests as Microsoft.Testing.Platform wants them: it asks for discovery or for a run, and is told
/// of each test.
type Framework(root: FlatTest list, options: ICommandLineOptions, tally: Tally) =
    let selected =
        let filters =
            [
                Options.Filter, Plan.isWithin
                Options.FilterList, Plan.listContains
                Options.FilterCase, Plan.caseContains
            ]
            |> List.choose (fun (name, keeps) -> Options.value name options |> Option.map keeps)

        root |> List.filter (fun test -> filters |> List.forall (fun keeps -> keeps test))

    let workers =
        if options.IsOptionSet Options.Sequenced then
            1
        else
            Options.value Options.Workers options
            |> Option.map int
            |> Option.defaultValue Environment.ProcessorCount

    let config =
        match Options.value Options.MaxTests options with
        | Some count -> { FsCheckConfig.defaultConfig with maxTest = int count }
        | None -> FsCheckConfig.defaultConfig

    let asked (request: TestExecutionRequest) =
        match request.Filter with
        | :? TestNodeUidListFilter as filter ->
            let uids = filter.TestNodeUids |> Seq.map _.Value |> Set.ofSeq
            selected |> List.filter (fun test -> uids.Contains test.fullName)
        | _ -> selected

    let stateOf result : TestNodeStateProperty =
        match result with
        | TestResult.Passed -> PassedTestNodeStateProperty.CachedInstance
        | TestResult.Ignored reason -> SkippedTestNodeStateProperty reason
        | TestResult.Failed e -> FailedTestNodeStateProperty e
        | TestResult.Error e -> ErrorTestNodeStateProperty e

    /// What forbids the run stands in the report as one failed test.
    let forbidden message =
        let code = Sync(fun () -> raise (TestDiscoveryException message))
        { name = [ "Tests" ]; test = code; state = Normal; sequenced = InParallel }

    // A check of everything must not pass because one test was focused on.
    let mayFocus =
        not (options.IsOptionSet Options.FailOnFocus) && Environment.GetEnvironmentVariable "CI" <> "true"

    let planned request =
        match Plan.objection mayFocus root with
        | Some message -> { run = [ forbidden message ]; skip = [] }
        | None -> Plan.ofTests (asked request)

    interface IExtension with
        member _.Uid = "Functional.Expecto"
        member _.Version = "1.0"
        member _.DisplayName = "Expecto"
        member _.Description = "Tests as values"
        member _.IsEnabledAsync() = Task.FromResult true

    interface IDataProducer with
        member _.DataTypesProduced = [| typeof<TestNodeUpdateMessage> |]

    interface ITestFramework with
        member _.CreateTestSessionAsync _ = Task.FromResult(CreateTestSessionResult(IsSuccess = true))
        member _.CloseTestSessionAsync _ = Task.FromResult(CloseTestSessionResult(IsSuccess = true))

        member this.ExecuteRequestAsync context =
            task {
                let send (test: FlatTest) (properties: IProperty list) =
                    let node =
                        TestNode(
                            Uid = TestNodeUid test.fullName,
                            DisplayName = test.fullName,
                            Properties = PropertyBag(Array.ofList properties)
                        )

                    context.MessageBus.PublishAsync(
                        this,
                        TestNodeUpdateMessage(context.Request.Session.SessionUid, node)
                    )

                let report test result (properties: IProperty list) =
                    tally.Add result
                    send test ((stateOf result :> IProperty) :: properties)

                let run test =
                    task {
                        do! send test [ InProgressTestNodeStateProperty.CachedInstance ]
                        let start = DateTimeOffset.UtcNow
                        let! result, duration = Runner.run config test context.CancellationToken
                        let timing = TimingInfo(start, start + duration, duration)
                        do! report test result [ TimingProperty timing ]
                    }

                match context.Request with
                | :? DiscoverTestExecutionRequest as request ->
                    for test in asked request do
                        do! send test [ DiscoveredTestNodeStateProperty.CachedInstance ]
                | :? TestExecutionRequest as request ->
                    let plan = planned request

                    for test, reason in plan.skip do
                        let result = TestResult.Ignored reason
                        // Who focuses on one test does not want to read the names of all others.
                        if test.state = Pending then do! report test result [] else tally.Add result

                    do! Runner.schedule workers context.CancellationToken run plan.run
                | _ -> ()

                context.Complete()
            }

type Capabilities() =
    interface ITestFrameworkCapabilities with
        member _.Capabilities = Array.empty
