namespace Expecto

/// How far two floats may be apart: |a − b| ≤ absolute + relative · max(|a|, |b|).
type Accuracy = { absolute: float; relative: float }

[<RequireQualifiedAccess>]
module Accuracy =
    /// The left side of the inequality.
    let areCloseLhs a b = abs (a - b)

    /// The right side of the inequality.
    let areCloseRhs accuracy a b = accuracy.absolute + accuracy.relative * max (abs a) (abs b)

    /// Whether the inequality holds; it does not for NaN.
    let areClose accuracy a b = areCloseLhs a b <= areCloseRhs accuracy a b

    let low = { absolute = 1e-6; relative = 1e-3 }
    let medium = { absolute = 1e-8; relative = 1e-5 }
    let high = { absolute = 1e-10; relative = 1e-7 }
    let veryHigh = { absolute = 1e-12; relative = 1e-9 }
