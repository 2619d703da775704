/// A part of the law of arguments, another one in each run; `tests/Hardening` holds the whole.
module Functional.Tests.Hardening.ArgumentLawTests

open System
open Expecto
open Functional.Hardening.Arguments

[<Tests>]
let tests =
    testList "Arguments" [
        test "every argument of every public member is answered rightly or refused by an error of the library's own" {
            let seed = Environment.TickCount
            let report = Law.hold (Sweep.Drawn(seed, 2)) "" ignore

            Expect.isEmpty
                report.Faults
                $"faults; `dotnet run -c Release --project tests/Hardening -- arguments --drawn 2 --seed {seed}` replays them"

            Expect.isGreaterThan report.Members 370 "members"
            Expect.isGreaterThan report.Calls 5000 "calls"
        }
    ]
