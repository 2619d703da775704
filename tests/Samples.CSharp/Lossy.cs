using Functional.Core;

namespace Functional.Samples;

/// <summary>A part that only the type itself sets.</summary>
public sealed class PrivateSetter
{
    public required Tensor W { get; set; }

    public Tensor? Momentum { get; private set; }

    public static PrivateSetter Make(Tensor w, Tensor momentum) => new() { W = w, Momentum = momentum };
}

/// <summary>A part that only the assembly sets.</summary>
public sealed class InternalSetter
{
    public required Tensor W { get; set; }

    public Tensor B { get; internal set; } = Tensor.Zero;

    public static InternalSetter Make(Tensor w, Tensor b) => new() { W = w, B = b };
}

/// <summary>A field that a longer constructor sets, whose parameter is no member.</summary>
public sealed class LongerConstructor(Tensor w)
{
    private readonly double rate;

    public LongerConstructor(Tensor w, double rate)
        : this(w) => this.rate = rate;

    public Tensor W { get; } = w;

    public Tensor Loss() => rate * W;
}

/// <summary>A constructor that does not keep its argument.</summary>
public sealed record Doubling
{
    public Doubling(Tensor w) => W = 2 * w;

    public Tensor W { get; }
}

/// <summary>A constructor that keeps its arguments in each other's places.</summary>
public sealed record Swapped
{
    public Swapped(Tensor a, Tensor b) => (A, B) = (b, a);

    public Tensor A { get; }

    public Tensor B { get; }
}

/// <summary>A constructor with a parameter that is no member.</summary>
public sealed class Misnamed(Tensor weight)
{
    public Tensor W { get; } = weight;
}

/// <summary>A property that is computed of the parts and kept.</summary>
public sealed record Circle(Tensor Radius)
{
    public Tensor Area { get; } = Radius * Radius;
}

/// <summary>A constructor that copies what it is given.</summary>
public sealed class Copying(IEnumerable<Tensor> layers)
{
    public Copying(Tensor[] layers)
        : this((IEnumerable<Tensor>)layers) { }

    public Tensor[] Layers { get; } = [.. layers];
}

/// <summary>A value that is kept once it has been asked for.</summary>
public sealed record Remembering(Tensor W)
{
    private Tensor? square;

    public Tensor Square => square ??= W * W;
}

/// <summary>A list by links, which may lead back.</summary>
public sealed class Node
{
    public required Tensor W { get; set; }

    public Node? Next { get; set; }
}

/// <summary>Parts that may be null, as they are declared.</summary>
public sealed record Nullables(Tensor W, Tensor? B, Tensor[]? Rest, [Static] string? Name);

/// <summary>A static part that is a tensor.</summary>
public sealed record StaticTensor(Tensor W, [Static] object Rest);

public enum Activation
{
    Tanh,
    Sin,
}

/// <summary>Static parts of several kinds, positional and not.</summary>
public sealed record Layer(Tensor W, [Static] Activation Activation, [Static] int[] Sizes)
{
    [Static]
    public Func<Tensor, Tensor> Scale { get; init; } = x => x;

    [Static]
    public bool IsFrozen { get; set; }
}

/// <summary>A field beyond the parts, which a shorter constructor sets to one of them.</summary>
public sealed class Twin(Tensor w, Tensor seed)
{
    public Twin(Tensor w)
        : this(w, w) { }

    public Tensor W { get; } = w;

    public Tensor Sum() => W + seed;
}
