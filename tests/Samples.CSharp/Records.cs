using System.Collections.Immutable;
using Functional.Core;

namespace Functional.Samples;

/// <summary>A positional record, with a property that is computed and so is no part.</summary>
public sealed record Dense(Tensor W, Tensor B)
{
    public int Inputs => W.Shape[0];
}

/// <summary>A record over another type of leaf.</summary>
public sealed record Pair<T>(T First, T Second);

public readonly record struct Point(Tensor X, Tensor Y);

/// <summary>A record whose parts are set by name.</summary>
public sealed record Named
{
    public required Tensor W { get; init; }

    public required Tensor B { get; init; }
}

/// <summary>A record with a part beside its positional ones.</summary>
public sealed record Extended(Tensor W)
{
    public Tensor Scale { get; init; } = Tensor.One;
}

public record Base(Tensor A);

public sealed record Derived(Tensor A, Tensor B) : Base(A);

/// <summary>A class that is no record but is put together like one.</summary>
public sealed class Plain(Tensor weight, Tensor bias)
{
    public Tensor Weight { get; } = weight;

    public Tensor Bias { get; } = bias;
}

/// <summary>A struct with fields and no constructor.</summary>
public struct Fields
{
    public Tensor Left;
    public Tensor Right;
}

/// <summary>A record over interfaces of lists and maps.</summary>
public sealed record Interfaces(IReadOnlyList<Tensor> Layers, IReadOnlyDictionary<string, Tensor> Heads);

/// <summary>Parts of all kinds.</summary>
public sealed record Network(
    ImmutableArray<Dense> Layers,
    IReadOnlyDictionary<string, Pair<Tensor>> Heads,
    (Tensor Mean, Point Moments) Statistics,
    Tensor[] Scales
);

/// <summary>A record with a part that is static.</summary>
public sealed record Activated(Tensor W, [Static] int Units);

/// <summary>Not a tree: a number among the tensors.</summary>
public sealed record WithRate(Tensor W, double Rate);

/// <summary>A record whose constructor checks what it is given.</summary>
public sealed record Checked
{
    public Checked(Tensor w)
    {
        if (w.Rank != 1)
            throw new ArgumentException("a vector is wanted");
        W = w;
    }

    public Tensor W { get; }
}

/// <summary>A type that cannot be put together again.</summary>
public sealed class Opaque
{
    private Opaque() { }

    public Tensor W { get; } = Tensor.One;

    public static Opaque Instance { get; } = new();
}

public sealed record Label(string Name);

public static class Factory
{
    /// <summary>What C# makes of a collection expression is a type of its own.</summary>
    public static Interfaces Interfaces(Tensor a, Tensor b) =>
        new([a, b], new Dictionary<string, Tensor> { ["h"] = a });

    public static object Anonymous(Tensor a, Tensor b) => new { A = a, B = b };

    public static Tensor FromSpan() => Tensor.Create([1.0, 2.0, 3.0]);

    public static Tensor FromIntegers() => Tensor.Create([1, 2, 3]);

    public static Tensor FromSingles() => Tensor.Create([1f, 2]);

    public static Tensor FromMixed() => Tensor.Create([1, 2.5]);

    public static Tensor Shaped() => Tensor.Create([1, 2, 3, 4], 2, 2);

    public static Tensor FromRows() =>
        Tensor.Create([
            [1, 2],
            [3, 4],
        ]);
}
