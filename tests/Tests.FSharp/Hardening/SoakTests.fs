/// A second of many threads; `tests/Hardening` goes on for as long as is wanted, and measures memory.
module Functional.Tests.Hardening.SoakTests

open System
open Expecto
open Functional.Hardening.Soak

[<Tests>]
let tests =
    testList "Soak" [
        test "eight threads over shared values give the serial answers" {
            let report = Soaking.run (TimeSpan.FromSeconds 1.0) 2 Environment.TickCount 8 ignore
            Expect.isEmpty report.Faults "faults"
            Expect.isGreaterThan report.Answers 0L "answers"
        }

        test "growth is the last quarter against the first" {
            let round heap : Soaking.Memory = { Heap = heap; WorkingSet = 1.0 }

            let report: Soaking.Report = {
                Answers = 1L
                Faults = []
                Rounds = List.map round [ 1.0; 3.0; 9.0; 9.0; 9.0; 9.0; 4.0; 6.0 ]
            }

            Expect.equal (Soaking.growth _.Heap report, Soaking.growth _.WorkingSet report) (3.0, 0.0) "growth"
        }
    ]
