namespace Functional.Core;

/// <summary>The direction of a scan, and what reverse mode keeps of it.</summary>
public sealed record ScanOptions
{
    /// <summary>From the first step to the last, everything kept.</summary>
    public static ScanOptions Default { get; } = new();

    /// <summary>Whether to walk from the last step to the first; sequences keep their order.</summary>
    public bool FromEnd { get; init; }

    /// <summary>Which carries are kept instead of what every step computed.</summary>
    public Checkpoints Checkpoints { get; init; } = Checkpoints.None;
}
