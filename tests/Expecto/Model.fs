namespace Expecto

open System

/// How FsCheck checks a property.
type FsCheckConfig = {
    /// The number of inputs that must pass.
    maxTest: int
    /// The number of inputs that a precondition may reject for each one that it accepts.
    maxRejected: int
    /// The size of the first input.
    startSize: int
    /// The size of the last input; sizes grow linearly in between.
    endSize: int
    /// The seed and gamma of a run to repeat.
    replay: (uint64 * uint64) option
    /// Types whose static members give generators; the first overrides the later ones.
    arbitrary: Type list
    /// Called with configuration, test name, test number and generated arguments.
    receivedArgs: FsCheckConfig -> string -> int -> obj list -> Async<unit>
    /// Called with configuration, test name and the smaller arguments that fail too.
    successfulShrink: FsCheckConfig -> string -> obj list -> Async<unit>
} with

    /// 200 inputs of sizes 1 to 100, a fresh seed each run.
    static member defaultConfig = {
        maxTest = 200
        maxRejected = 1000
        startSize = 1
        endSize = 100
        replay = None
        arbitrary = []
        receivedArgs = fun _ _ _ _ -> async.Return()
        successfulShrink = fun _ _ _ -> async.Return()
    }

/// What a test case does; it fails by raising an exception.
type TestCode =
    | Sync of stest: (unit -> unit)
    | Async of atest: Async<unit>
    /// A property: its own configuration, if it has one, and its check under a configuration.
    | Checked of own: FsCheckConfig option * check: (FsCheckConfig -> unit)

/// Whether a test runs: a focused test anywhere leaves out all that are not focused.
type FocusState =
    | Normal
    | Pending
    | Focused

/// With what a test may run at the same time.
type SequenceMethod =
    /// With nothing else.
    | Synchronous
    /// With anything but the tests of the same group.
    | SynchronousGroup of string
    | InParallel

/// A tree of tests, as a value.
type Test =
    | TestCase of code: TestCode * state: FocusState
    | TestList of tests: Test list * state: FocusState
    | TestLabel of label: string * test: Test * state: FocusState
    | Sequenced of SequenceMethod * Test

/// The root of the exceptions by which a test speaks to its runner.
type ExpectoException(message: string) =
    inherit Exception(message)

/// An expectation that was not met.
type AssertException(message: string) =
    inherit ExpectoException(message)

/// A property that does not hold.
type FailedException(message: string) =
    inherit ExpectoException(message)

/// A test that asked to be skipped.
type IgnoreException(message: string) =
    inherit ExpectoException(message)

/// Tests that cannot be run: two of one name, or a focus where none may be.
type TestDiscoveryException(message: string) =
    inherit ExpectoException(message)

/// Marks a value of type Test that runTestsInAssembly finds.
[<AttributeUsage(AttributeTargets.Method ||| AttributeTargets.Property ||| AttributeTargets.Field)>]
type TestsAttribute() =
    inherit Attribute()

/// Marks a value of type Test that is found, and skipped.
[<AttributeUsage(AttributeTargets.Method ||| AttributeTargets.Property ||| AttributeTargets.Field)>]
type PTestsAttribute() =
    inherit Attribute()

/// Marks a value of type Test that is found, and focused.
[<AttributeUsage(AttributeTargets.Method ||| AttributeTargets.Property ||| AttributeTargets.Field)>]
type FTestsAttribute() =
    inherit Attribute()
