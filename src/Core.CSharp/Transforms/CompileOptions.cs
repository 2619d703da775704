namespace Functional.Core;

/// <summary>What a compiled function keeps.</summary>
public sealed record CompileOptions
{
    /// <summary>The defaults.</summary>
    public static CompileOptions Default { get; } = new();

    /// <summary>
    /// The most programs that are kept, 64 by default: one for each structure of the argument with the shapes and dtypes of its leaves. The one that was used least recently leaves
    /// first, and is traced anew when it is wanted again. All of them use the same memory.
    /// </summary>
    /// <exception cref="DomainException">The number is less than 1.</exception>
    public int Programs
    {
        get;
        init
        {
            if (value < 1)
                DomainException.Throw("CompileOptions", "1 program or more", $"{value}");
            field = value;
        }
    } = 64;
}
