/// What a test expects: each function returns when the expectation is met, and otherwise fails
/// the test with the message given last and what was found instead.
[<RequireQualifiedAccess>]
module Expecto.Expect

open System
open System.Text.RegularExpressions

let private thrownBy f =
    try
        f ()
        None
    with e ->
        Some e

/// The function raises some exception.
let throws f message =
    if (thrownBy f).IsNone then
        failtestf "%s. Expected f to throw." message

/// The function raises an exception of exactly this type.
let throwsT<'texn> f message =
    match thrownBy f with
    | None -> failtestf "%s. Expected f to throw." message
    | Some e when e.GetType() <> typeof<'texn> ->
        failtestf
            "%s. Expected f to throw an exn of type %s, but one of type %s was thrown. %s"
            message
            typeof<'texn>.FullName
            (e.GetType().FullName)
            e.Message
    | Some _ -> ()

/// The function raises an exception, of which `check` expects more.
let throwsC f (check: exn -> unit) =
    match thrownBy f with
    | None -> failtest "Expected f to throw."
    | Some e -> check e

/// The computation raises some exception.
let throwsAsync (f: unit -> Async<'a>) message =
    async {
        match! Async.Catch(async { return! f () }) with
        | Choice1Of2 _ -> failtestf "%s. Expected f to throw." message
        | Choice2Of2 _ -> ()
    }

let isNone x message =
    match x with
    | None -> ()
    | Some x -> failtestf "%s. Expected None, was Some(%A)." message x

let isSome x message =
    if Option.isNone x then
        failtestf "%s. Expected Some _, was None." message

/// The value within Some.
let wantSome x message =
    match x with
    | Some x -> x
    | None -> failtestf "%s. Expected Some _, was None." message

let isOk x message =
    match x with
    | Ok _ -> ()
    | Result.Error e -> failtestf "%s. Expected Ok, was Error(%A)." message e

/// The value within Ok.
let wantOk x message =
    match x with
    | Ok x -> x
    | Result.Error e -> failtestf "%s. Expected Ok, was Error(%A)." message e

let isError x message =
    match x with
    | Ok x -> failtestf "%s. Expected Error _, was Ok(%A)." message x
    | Result.Error _ -> ()

/// The value within Error.
let wantError x message =
    match x with
    | Ok x -> failtestf "%s. Expected Error _, was Ok(%A)." message x
    | Result.Error e -> e

let isNull (x: 'a) message =
    if not (obj.ReferenceEquals(box x, null)) then
        failtestf "%s. Expected null, but was %A." message x

let isNotNull (x: 'a) message =
    if obj.ReferenceEquals(box x, null) then
        failtestf "%s. Expected the value not to be null, but it was." message

let isTrue actual message =
    if not actual then
        failtestf "%s. Actual value was false but had expected it to be true." message

let isFalse actual message =
    if actual then
        failtestf "%s. Actual value was true but had expected it to be false." message

let equal (actual: 'a) (expected: 'a) message =
    if actual <> expected then
        failtestf "%s. %s" message (Describe.values actual expected)

let notEqual (actual: 'a) (expected: 'a) message =
    if actual = expected then
        failtestf "%s. Actual value was equal to %A but had expected them to be non-equal." message actual

let isLessThan a b message =
    if not (a < b) then
        failtestf "%s. Expected a (%A) to be less than b (%A)." message a b

let isLessThanOrEqual a b message =
    if not (a <= b) then
        failtestf "%s. Expected a (%A) to be less than or equal to b (%A)." message a b

let isGreaterThan a b message =
    if not (a > b) then
        failtestf "%s. Expected a (%A) to be greater than b (%A)." message a b

let isGreaterThanOrEqual a b message =
    if not (a >= b) then
        failtestf "%s. Expected a (%A) to be greater than or equal to b (%A)." message a b

/// Both are finite and |actual − expected| ≤ absolute + relative · max(|actual|, |expected|).
let floatClose accuracy actual expected message =
    if Double.IsInfinity actual then
        failtestf "%s. Expected actual to not be infinity, but it was." message
    elif Double.IsInfinity expected then
        failtestf "%s. Expected expected to not be infinity, but it was." message
    elif not (Accuracy.areClose accuracy actual expected) then
        failtestf
            "%s. Expected difference to be less than %.3g for accuracy {absolute=%g; relative=%g}, but was %.3g. actual=%.17g expected=%.17g"
            message
            (Accuracy.areCloseRhs accuracy actual expected)
            accuracy.absolute
            accuracy.relative
            (Accuracy.areCloseLhs actual expected)
            actual
            expected

/// actual < expected, or close to it.
let floatLessThanOrClose accuracy actual expected message =
    if not (actual < expected) then
        floatClose accuracy actual expected message

/// actual > expected, or close to it.
let floatGreaterThanOrClose accuracy actual expected message =
    if not (actual > expected) then
        floatClose accuracy actual expected message

let isNotNaN actual message =
    if Double.IsNaN actual then
        failtestf "%s. Float was the NaN (not a number) value." message

let isNotInfinity actual message =
    if Double.IsInfinity actual then
        failtestf "%s. Float was %s infinity." message (if actual > 0.0 then "positive" else "negative")

let isEmpty (actual: 'a seq) message =
    if not (Seq.isEmpty actual) then
        failtestf "%s. Should be empty." message

let isNonEmpty (actual: 'a seq) message =
    if Seq.isEmpty actual then
        failtestf "%s. Should not be empty." message

/// The text is neither empty nor of white space alone.
let isNotEmpty (actual: string) message =
    if String.IsNullOrWhiteSpace actual then
        failtestf "%s. Should not be empty." message

let hasLength (actual: 'a seq) expectedLength message =
    let length = Seq.length actual

    if length <> expectedLength then
        failtestf
            "%s. Expected list to have length %d, but length was %d. Seq:\n%A"
            message
            expectedLength
            length
            (List.ofSeq actual)

/// The selector holds for exactly so many elements.
let hasCountOf (actual: 'a seq) (expected: uint32) selector message =
    let count = actual |> Seq.filter selector |> Seq.length |> uint32

    if count <> expected then
        failtestf "%s. Should be of count: %d, but was: %d" message expected count

let contains (sequence: 'a seq) element message =
    if not (Seq.contains element sequence) then
        failtestf "%s. Sequence did not contain %A." message element

/// Every element of `expected` is in `actual`, in any order and number.
let containsAll (actual: 'a seq) (expected: 'a seq) message =
    let actual, expected = List.ofSeq actual, List.ofSeq expected
    let without other = List.filter (fun x -> not (List.contains x other))

    if not (List.isEmpty (without actual expected)) then
        [
            "All elements in `actual`", actual
            "All elements in `expected`", expected
            "Missing elements from `actual`", without actual expected
            "Extra elements in `actual`", without expected actual
        ]
        |> List.map (fun (title, values) -> $"\n    %s{title}:\n    %s{Describe.set values}")
        |> String.concat ""
        |> failtestf "%s. Sequence `actual` does not contain all `expected` elements.%s" message

let sequenceEqual (actual: 'a seq) (expected: 'a seq) message =
    match Describe.sequences "Sequence" Describe.numbered actual expected with
    | None -> ()
    | Some difference -> failtestf "%s. %s" message difference

let private unmet condition (actual: 'a seq) =
    actual
    |> Seq.indexed
    |> Seq.filter (fun (_, value) -> not (condition value))
    |> Seq.map (fun (index, value) -> $"Element at index: %d{index} which is equal to: %A{value}")
    |> List.ofSeq

/// The condition holds for every element.
let all (actual: 'a seq) condition message =
    match unmet condition actual with
    | [] -> ()
    | lines -> failtestf "%s. Some elements don't satisfy `asserter`.\n%s" message (String.concat "\n" lines)

/// Every element is this one.
let allEqual (actual: 'a seq) (equalTo: 'a) message =
    match unmet ((=) equalTo) actual with
    | [] -> ()
    | lines ->
        failtestf "%s. Some elements don't equal to `equalTo`: %A.\n%s" message equalTo (String.concat "\n" lines)

/// The condition holds for some element.
let exists (actual: 'a seq) condition message =
    if not (Seq.exists condition actual) then
        failtestf "%s. There isn't any element which satisfies given assertion." message

let isAscending (subject: 'a seq) message =
    if Seq.pairwise subject |> Seq.exists (fun (a, b) -> not (a <= b)) then
        failtestf "%s. Sequence is not ascending" message

let isDescending (subject: 'a seq) message =
    if Seq.pairwise subject |> Seq.exists (fun (a, b) -> not (a >= b)) then
        failtestf "%s. Sequence is not descending" message

let stringContains (subject: string) (substring: string) message =
    if not (subject.Contains(substring, StringComparison.Ordinal)) then
        failtestf "%s. Expected subject string '%s' to contain substring '%s'." message subject substring

let stringStarts (subject: string) (prefix: string) message =
    if not (subject.StartsWith(prefix, StringComparison.Ordinal)) then
        failtestf
            "%s. Expected subject string to start with the prefix.%s"
            message
            (Describe.verses " prefix" prefix "subject" subject)

let stringEnds (subject: string) (suffix: string) message =
    if not (subject.EndsWith(suffix, StringComparison.Ordinal)) then
        failtestf "%s. Expected subject string '%s' to end with '%s'." message subject suffix

let stringHasLength (subject: string) length message =
    if subject.Length <> length then
        failtestf "%s. Expected subject string '%s' to have length '%d'." message subject length

let isMatch (actual: string) (pattern: string) message =
    if not (Regex.IsMatch(actual, pattern)) then
        failtestf "%s. Expected %s to match pattern: /%s/" message actual pattern

let isNotMatch (actual: string) (pattern: string) message =
    if Regex.IsMatch(actual, pattern) then
        failtestf "%s. Expected %s not to match pattern: /%s/" message actual pattern
