namespace Functional.Models

/// Steps each of which may fail, one after the other: `result { let! x = …; return y }` ends at the first error.
type internal ResultBuilder() =
    member _.Bind(result, next) = Result.bind next result
    member _.Return value = Ok value
    member _.ReturnFrom(result: Result<'a, 'e>) = result

[<AutoOpen>]
module internal Results =

    let result = ResultBuilder()
