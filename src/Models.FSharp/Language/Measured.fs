namespace Functional.Models

open System
open Functional.Core

/// A number behind a unit, for comparisons: a test of the type itself could not see the unit.
type internal IHasNumber =
    abstract Number: Real

/// A real number with a unit of measure, written `Real<m>`: a `Real` behind the units that F# infers and checks, and that are gone when the program
/// runs. Sums want one unit, products and quotients multiply and divide units, a root halves them; angles and exponents have none.
[<Struct; CustomEquality; CustomComparison>]
type Measured<[<Measure>] 'u>(number: Real) =

    /// The number without its unit.
    member _.Number = number

    /// 0 of the unit.
    static member Zero = Measured<'u>(Real 0.0)

    static member (+)(x: Measured<'u>, y: Measured<'u>) = Measured<'u>(x.Number + y.Number)
    static member (+)(x: Measured<'u>, y: float<'u>) = Measured<'u>(x.Number + float y)
    static member (+)(x: float<'u>, y: Measured<'u>) = Measured<'u>(float x + y.Number)
    static member (-)(x: Measured<'u>, y: Measured<'u>) = Measured<'u>(x.Number - y.Number)
    static member (-)(x: Measured<'u>, y: float<'u>) = Measured<'u>(x.Number - float y)
    static member (-)(x: float<'u>, y: Measured<'u>) = Measured<'u>(float x - y.Number)
    static member (*)(x: Measured<'u>, y: Measured<'v>) = Measured<'u 'v>(x.Number * y.Number)
    static member (*)(x: Measured<'u>, y: float<'v>) = Measured<'u 'v>(x.Number * float y)
    static member (*)(x: float<'v>, y: Measured<'u>) = Measured<'u 'v>(float x * y.Number)
    static member (/)(x: Measured<'u>, y: Measured<'v>) = Measured<'u / 'v>(x.Number / y.Number)
    static member (/)(x: Measured<'u>, y: float<'v>) = Measured<'u / 'v>(x.Number / float y)
    static member (/)(x: float<'v>, y: Measured<'u>) = Measured<'v / 'u>(float x / y.Number)
    static member DivideByInt(x: Measured<'u>, count: int) = Measured<'u>(x.Number / float count)
    static member (~-)(x: Measured<'u>) = Measured<'u>(-x.Number)
    static member (~+)(x: Measured<'u>) = x

    /// The absolute value, of the same unit.
    static member Abs(x: Measured<'u>) = Measured<'u>(abs x.Number)

    /// The square root, whose unit is the root of the unit.
    static member Sqrt(x: Measured<'v^2>) = Measured<'v>(sqrt x.Number)

    static member Sin(x: Measured<1>) = Measured<1>(sin x.Number)
    static member Cos(x: Measured<1>) = Measured<1>(cos x.Number)
    static member Tan(x: Measured<1>) = Measured<1>(tan x.Number)
    static member Asin(x: Measured<1>) = Measured<1>(asin x.Number)
    static member Acos(x: Measured<1>) = Measured<1>(acos x.Number)
    static member Atan(x: Measured<1>) = Measured<1>(atan x.Number)
    static member Exp(x: Measured<1>) = Measured<1>(exp x.Number)
    static member Log(x: Measured<1>) = Measured<1>(log x.Number)
    static member Sinh(x: Measured<1>) = Measured<1>(sinh x.Number)
    static member Cosh(x: Measured<1>) = Measured<1>(cosh x.Number)
    static member Tanh(x: Measured<1>) = Measured<1>(tanh x.Number)

    /// A power with a number for exponent, of a number without unit.
    static member Pow(x: Measured<1>, exponent: float) = Measured<1>(Real.Pow(x.Number, exponent))

    interface IHasNumber with
        member x.Number = x.Number

    interface IComparable<Measured<'u>> with
        member x.CompareTo y = x.Number.CompareTo y.Number

    interface IComparable with
        member x.CompareTo other =
            match other with
            | null -> 1
            | :? IHasNumber as y -> x.Number.CompareTo y.Number
            | other ->
                raise (
                    ArgumentException(
                        FormattableString.Invariant $"CompareTo wants a number with a unit, but got {other}."
                    )
                )

    interface IEquatable<Measured<'u>> with
        member x.Equals y = x.Number.Equals y.Number

    override x.Equals other =
        match other with
        | :? IHasNumber as y -> x.Number.Equals y.Number
        | _ -> false

    override x.GetHashCode() = x.Number.GetHashCode()

    /// The number; the unit is known to the compiler alone.
    override x.ToString() = x.Number.ToString()

/// `Functional.Core.Real`, so that `Real` and `Real<m>` stand side by side as `float` and `float<m>` do.
type Real = Functional.Core.Real

/// A real number with a unit of measure.
type Real<[<Measure>] 'u> = Measured<'u>
