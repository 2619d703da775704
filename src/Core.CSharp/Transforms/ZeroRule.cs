namespace Functional.Core;

/// <summary>What a tangent or cotangent of exactly 0 becomes where a derivative is unbounded.</summary>
public enum ZeroRule
{
    /// <summary>0 stays 0, whatever the derivative: a branch that <c>where</c> did not take contributes nothing.</summary>
    Strong,

    /// <summary>IEEE arithmetic, 0 · ∞ = NaN: shows where an infinite derivative was met, for bug-hunting.</summary>
    Ieee,
}
