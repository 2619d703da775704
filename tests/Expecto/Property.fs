/// Properties checked by FsCheck, as tests. A prefix `e` replays a seed, and focuses on it.
[<AutoOpen>]
module Expecto.ExpectoFsCheck

open FsCheck

let private counted count = if count = 1 then "1 test" else $"%d{count} tests"

let private written (arguments: obj list) = arguments |> List.map (sprintf "%A") |> String.concat " "

let private stamps (data: TestData) =
    data.Stamps
    |> Seq.map (fun (percent, labels) -> sprintf "\n\t%d%% %s" percent (String.concat ", " labels))
    |> String.concat ""

let private outcome result =
    match result with
    | Outcome.Failed e -> e.Message
    | other -> $"%A{other}"

/// What a failed property says: the smallest arguments found, why they fail, and how to repeat the run.
let private counterexample replayWord name (data: TestData) original shrunk reason (seed: Rnd) =
    let smaller =
        if data.NumberOfShrinks > 0 then
            $"\nShrunk %d{data.NumberOfShrinks} times to:\n\t%s{written shrunk}"
        else
            ""

    let labels =
        if data.Labels.IsEmpty then
            ""
        else
            "\nLabels of failing property: " + String.concat ", " data.Labels

    [
        $"Failed after %s{counted data.NumberOfTests}. Parameters:\n\t%s{written original}%s{smaller}"
        $"Result:\n\t%s{outcome reason}%s{labels}%s{stamps data}"
        $"Focus on error:\n\t%s{replayWord} (%d{seed.Seed}UL, %d{seed.Gamma}UL) \"%s{name}\""
    ]
    |> String.concat "\n"

let private runner replayWord name (config: FsCheckConfig) = {
    new IRunner with
        member _.OnStartFixture _ = ()

        member _.OnArguments(number, arguments, _) =
            config.receivedArgs config name number arguments |> Async.RunSynchronously

        member _.OnShrink(arguments, _) = config.successfulShrink config name arguments |> Async.RunSynchronously

        member _.OnFinished(_, result) =
            match result with
            | TestResult.Passed _ -> ()
            | TestResult.Failed(_, _, _, Outcome.Failed(:? IgnoreException as skipped), _, _, _) -> raise skipped
            | TestResult.Failed(data, original, shrunk, reason, seed, _, _) ->
                raise (FailedException(counterexample replayWord name data original shrunk reason seed))
            | TestResult.Exhausted data ->
                raise (FailedException $"Exhausted after %s{counted data.NumberOfTests}%s{stamps data}")
}

let private check replayWord name property (config: FsCheckConfig) =
    let replay = config.replay |> Option.map (fun (seed, gamma) -> { Rnd = Rnd(seed, gamma); Size = None })

    let settings =
        Config.Quick
            .WithName(name)
            .WithMaxTest(config.maxTest)
            .WithMaxRejected(config.maxRejected)
            .WithStartSize(config.startSize)
            .WithEndSize(config.endSize)
            .WithReplay(replay)
            .WithArbitrary(config.arbitrary)
            .WithQuietOnSuccess(true)
            .WithRunner(runner replayWord name config)

    Check.One(settings, property)

let private propertyTest replayWord state own name property =
    TestLabel(name, TestCase(Checked(own, check replayWord name property), state), state)

/// A test that passes when the property holds for all inputs tried.
let testProperty name property = propertyTest "etestProperty" Normal None name property

let ptestProperty name property = propertyTest "etestProperty" Pending None name property

let ftestProperty name property = propertyTest "etestProperty" Focused None name property

/// The property on the inputs of one run: the seed and gamma that its failure named.
let etestProperty seed name property =
    let config = { FsCheckConfig.defaultConfig with replay = Some seed }
    propertyTest "etestProperty" Focused (Some config) name property

/// A property with its own configuration.
let testPropertyWithConfig config name property =
    propertyTest "etestPropertyWithConfig" Normal (Some config) name property

let ptestPropertyWithConfig config name property =
    propertyTest "etestPropertyWithConfig" Pending (Some config) name property

let ftestPropertyWithConfig config name property =
    propertyTest "etestPropertyWithConfig" Focused (Some config) name property

/// A configured property on the inputs of one run.
let etestPropertyWithConfig seed config name property =
    propertyTest "etestPropertyWithConfig" Focused (Some { config with replay = Some seed }) name property

/// A configured property on the inputs of one run, without a focus: a regression test.
let testPropertyWithConfigStdGen seed config name property =
    propertyTest "testPropertyWithConfigStdGen" Normal (Some { config with replay = Some seed }) name property
