/// The words in which a failed expectation says what differs.
module internal Expecto.Describe

open System

/// Where two sequences differ first, with the elements there, or None where they are equal.
let firstDifference (actual: 'a seq) (expected: 'a seq) =
    use a = actual.GetEnumerator()
    use e = expected.GetEnumerator()

    let rec from index =
        match a.MoveNext(), e.MoveNext() with
        | false, false -> None
        | true, false -> Some(index, Some a.Current, None)
        | false, true -> Some(index, None, Some e.Current)
        | true, true when a.Current = e.Current -> from (index + 1)
        | true, true -> Some(index, Some a.Current, Some e.Current)

    from 0

/// Both values, each after its name, on lines of their own when they are long.
let verses firstName (first: string) secondName (second: string) =
    let isLong (text: string) = text.Length > 100 || text.Contains '\n'
    let gap = if isLong first || isLong second then "\n" else " "
    $"\n%s{firstName}:%s{gap}%s{first}\n%s{secondName}:%s{gap}%s{second}"

/// The elements of a sequence, one a line.
let numbered (values: 'a seq) =
    values |> Seq.mapi (fun index value -> $"  [%d{index}] %A{value}") |> String.concat "\n"

/// The elements of a sequence as a set: sorted where that can be, in braces.
let set (values: 'a list) =
    values |> List.map (fun value -> $"%A{value}") |> List.sort |> String.concat ", " |> sprintf "{%s}"

/// How two sequences differ, or None where they are equal.
let sequences noun (write: 'a seq -> string) (actual: 'a seq) (expected: 'a seq) =
    let both = lazy verses "expected" (write expected) "  actual" (write actual)

    match firstDifference actual expected with
    | None -> None
    | Some(at, None, Some wanted) ->
        Some $"%s{noun} actual was shorter than expected, at pos %d{at} for expected item %A{wanted}.%s{both.Value}"
    | Some(at, Some found, None) ->
        Some $"%s{noun} actual was longer than expected, at pos %d{at} found item %A{found}.%s{both.Value}"
    | Some(at, found, wanted) ->
        let shown = Option.fold (fun _ value -> $"%A{value}") ""

        Some
            $"%s{noun} does not match at position %d{at}. Expected item: %s{shown wanted}, but got %s{shown found}.%s{both.Value}"

/// How two values that are not equal differ.
let values (actual: 'a) (expected: 'a) =
    match box actual, box expected with
    | (:? string as a), (:? string as e) -> sequences "String" String.Concat<char> a e |> Option.defaultValue ""
    | (:? float as a), (:? float as e) -> $"Actual value was %.17g{a} but had expected it to be %.17g{e}."
    | (:? float32 as a), (:? float32 as e) -> $"Actual value was %.9g{a} but had expected it to be %.9g{e}."
    | _ -> (verses "expected" $"%A{expected}" "  actual" $"%A{actual}").TrimStart()
