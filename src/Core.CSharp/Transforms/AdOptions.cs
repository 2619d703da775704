namespace Functional.Core;

/// <summary>What a derivative can be asked to do otherwise than by default.</summary>
public sealed record AdOptions
{
    /// <summary>The defaults.</summary>
    public static AdOptions Default { get; } = new();

    /// <summary>Whether an input that the output does not depend on is an error that lists it, instead of getting zeros.</summary>
    public bool Strict { get; init; }
}
