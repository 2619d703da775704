module Functional.Tests.StandIn.ExpectTests

open System
open Expecto

/// Each row: the expectation that is met, the one that is not, and what its message says.
let private rows: (string * (unit -> unit) * (unit -> unit) * string) list = [
    "equal", (fun () -> Expect.equal 1 1 "m"), (fun () -> Expect.equal 1 2 "m"), "m. expected: 2\n  actual: 1"
    "equal of floats",
    (fun () -> Expect.equal 0.5 0.5 "m"),
    (fun () -> Expect.equal 0.1 0.2 "m"),
    "m. Actual value was 0.10000000000000001 but had expected it to be 0.20000000000000001."
    "equal of NaN", ignore, (fun () -> Expect.equal nan nan "m"), "m. Actual value was NaN"
    "equal of strings",
    (fun () -> Expect.equal "ab" "ab" "m"),
    (fun () -> Expect.equal "ab" "ac" "m"),
    "m. String does not match at position 1. Expected item: 'c', but got 'b'."
    "notEqual",
    (fun () -> Expect.notEqual 1 2 "m"),
    (fun () -> Expect.notEqual 1 1 "m"),
    "m. Actual value was equal to 1"
    "isTrue", (fun () -> Expect.isTrue true "m"), (fun () -> Expect.isTrue false "m"), "m. Actual value was false"
    "isFalse", (fun () -> Expect.isFalse false "m"), (fun () -> Expect.isFalse true "m"), "m. Actual value was true"
    "isNone",
    (fun () -> Expect.isNone None "m"),
    (fun () -> Expect.isNone (Some 1) "m"),
    "m. Expected None, was Some(1)."
    "isSome",
    (fun () -> Expect.isSome (Some 1) "m"),
    (fun () -> Expect.isSome None "m"),
    "m. Expected Some _, was None."
    "isOk",
    (fun () -> Expect.isOk (Ok 1) "m"),
    (fun () -> Expect.isOk (Result.Error 1) "m"),
    "m. Expected Ok, was Error(1)."
    "isError",
    (fun () -> Expect.isError (Result.Error 1) "m"),
    (fun () -> Expect.isError (Ok 1) "m"),
    "m. Expected Error _, was Ok(1)."
    "isNull", (fun () -> Expect.isNull null "m"), (fun () -> Expect.isNull "a" "m"), "m. Expected null, but was"
    "isNotNull", (fun () -> Expect.isNotNull "a" "m"), (fun () -> Expect.isNotNull null "m"), "m. Expected"
    "isLessThan", (fun () -> Expect.isLessThan 1 2 "m"), (fun () -> Expect.isLessThan 2 2 "m"), "m. Expected a (2)"
    "isLessThan of NaN", ignore, (fun () -> Expect.isLessThan nan 2.0 "m"), "m. Expected a (nan)"
    "isLessThanOrEqual",
    (fun () -> Expect.isLessThanOrEqual 2 2 "m"),
    (fun () -> Expect.isLessThanOrEqual 3 2 "m"),
    "m. Expected a (3)"
    "isGreaterThan",
    (fun () -> Expect.isGreaterThan 2 1 "m"),
    (fun () -> Expect.isGreaterThan 2 2 "m"),
    "m. Expected a (2)"
    "isGreaterThanOrEqual",
    (fun () -> Expect.isGreaterThanOrEqual 2 2 "m"),
    (fun () -> Expect.isGreaterThanOrEqual 1 2 "m"),
    "m. Expected a (1)"
    "floatClose",
    (fun () -> Expect.floatClose Accuracy.high 1.0 (1.0 + 1e-8) "m"),
    (fun () -> Expect.floatClose Accuracy.veryHigh 1.0 (1.0 + 1e-8) "m"),
    "m. Expected difference to be less than 1e-09 for accuracy {absolute=1e-12; relative=1e-09}, but was 1e-08."
    "floatClose of NaN", ignore, (fun () -> Expect.floatClose Accuracy.low nan nan "m"), "m. Expected difference"
    "floatClose of infinity",
    ignore,
    (fun () -> Expect.floatClose Accuracy.low infinity infinity "m"),
    "m. Expected actual to not be infinity, but it was."
    "isNotNaN", (fun () -> Expect.isNotNaN 1.0 "m"), (fun () -> Expect.isNotNaN nan "m"), "m. Float was the NaN"
    "isEmpty", (fun () -> Expect.isEmpty [] "m"), (fun () -> Expect.isEmpty [ 1 ] "m"), "m. Should be empty."
    "isNonEmpty",
    (fun () -> Expect.isNonEmpty [ 1 ] "m"),
    (fun () -> Expect.isNonEmpty [] "m"),
    "m. Should not be empty."
    "hasLength",
    (fun () -> Expect.hasLength [ 1; 2 ] 2 "m"),
    (fun () -> Expect.hasLength [ 1 ] 2 "m"),
    "m. Expected list to have length 2, but length was 1."
    "contains",
    (fun () -> Expect.contains [ 1; 2 ] 2 "m"),
    (fun () -> Expect.contains [ 1 ] 2 "m"),
    "m. Sequence did not contain 2."
    "containsAll",
    (fun () -> Expect.containsAll [ 2; 1 ] [ 1 ] "m"),
    (fun () -> Expect.containsAll [ 1 ] [ 1; 2 ] "m"),
    "m. Sequence `actual` does not contain all `expected` elements."
    "sequenceEqual",
    (fun () -> Expect.sequenceEqual [ 1; 2 ] [| 1; 2 |] "m"),
    (fun () -> Expect.sequenceEqual [ 1 ] [ 1; 2 ] "m"),
    "m. Sequence actual was shorter than expected, at pos 1 for expected item 2."
    "sequenceEqual of longer",
    ignore,
    (fun () -> Expect.sequenceEqual [ 1; 2 ] [ 1 ] "m"),
    "m. Sequence actual was longer than expected, at pos 1 found item 2."
    "all",
    (fun () -> Expect.all [ 1; 2 ] (fun x -> x > 0) "m"),
    (fun () -> Expect.all [ 1; 0 ] (fun x -> x > 0) "m"),
    "m. Some elements don't satisfy `asserter`.\nElement at index: 1 which is equal to: 0"
    "exists",
    (fun () -> Expect.exists [ 1; 2 ] (fun x -> x > 1) "m"),
    (fun () -> Expect.exists [ 1 ] (fun x -> x > 1) "m"),
    "m. There isn't any element"
    "stringContains",
    (fun () -> Expect.stringContains "abc" "b" "m"),
    (fun () -> Expect.stringContains "abc" "d" "m"),
    "m. Expected subject string 'abc' to contain substring 'd'."
    "stringStarts",
    (fun () -> Expect.stringStarts "abc" "ab" "m"),
    (fun () -> Expect.stringStarts "abc" "b" "m"),
    "m. Expected subject string to start with the prefix."
    "stringEnds",
    (fun () -> Expect.stringEnds "abc" "bc" "m"),
    (fun () -> Expect.stringEnds "abc" "b" "m"),
    "m. Expected subject string 'abc' to end with 'b'."
    "isMatch",
    (fun () -> Expect.isMatch "abc" "^a.c$" "m"),
    (fun () -> Expect.isMatch "abc" "^b" "m"),
    "m. Expected abc to match pattern: /^b/"
    "throws",
    (fun () -> Expect.throws (fun () -> raise (Exception())) "m"),
    (fun () -> Expect.throws ignore "m"),
    "m. Expected f to throw."
    "throwsT",
    (fun () -> Expect.throwsT<ArgumentException> (fun () -> raise (ArgumentException())) "m"),
    (fun () -> Expect.throwsT<ArgumentException> (fun () -> raise (ArgumentNullException())) "m"),
    "m. Expected f to throw an exn of type System.ArgumentException, but one of type System.ArgumentNullException"
    "throwsC",
    (fun () -> Expect.throwsC (fun () -> failwith "x") (fun e -> Expect.equal e.Message "x" "m")),
    (fun () -> Expect.throwsC ignore ignore),
    "Expected f to throw."
]

[<Tests>]
let tests =
    testList "Expecto expectations" [
        for name, met, unmet, message in rows do
            test $"{name} passes when met and otherwise says what it found" {
                met ()
                Expect.stringStarts (Observed.unmet unmet) message "the message"
            }
    ]
