namespace Functional.Core;

/// <summary>What <see cref="Ad.Debug{TIn, TOut}"/> looks for, and what it does then.</summary>
public sealed record DebugOptions
{
    /// <summary>The defaults: NaN and infinities are errors.</summary>
    public static DebugOptions Default { get; } = new();

    /// <summary>Whether infinities count beside NaN. Masks of −∞ are a reason to say no.</summary>
    public bool Infinities { get; init; } = true;

    /// <summary>Whether each operation keeps the stack of its call, which costs much time, so that the error tells the line of code that a cotangent belongs to.</summary>
    public bool Stacks { get; init; }

    /// <summary>What is called with the first finding of each call of the function, which then goes on; null throws it.</summary>
    public Action<NonFiniteException>? Report { get; init; }
}
