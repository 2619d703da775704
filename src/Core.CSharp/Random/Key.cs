using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// The seed of one random draw: an immutable value of 64 bits from which numbers are a pure function.
/// The same key gives the same numbers, so a key is used once: either for one draw, or to be split, never for both.
/// <para>
/// The bits come from Threefry-2x32 with 20 rounds (Salmon et al. 2011), a function of key and counter without state:
/// block i of a draw is the image of the counter (i, 0). They are the same on every machine, and so is every number made from them
/// here, since only integer arithmetic and IEEE 754's +, −, ×, ÷ and √ are used. The first numbers of a long draw are those of a short one.
/// </para>
/// <para>
/// A key is a tree of one leaf, its bits. One that comes to a traced function as an argument, or within one, is another at each call, and what is drawn with it
/// is an operation of the program; one that is captured is a constant. Numbers that are drawn are constant to every derivative.
/// </para>
/// </summary>
public readonly partial record struct Key : ITree
{
    private const uint Numbers = 0;
    private const uint Children = 1;
    private const uint Folds = 2;

    private readonly uint upper;
    private readonly uint lower;

    // The bits of a key that has none yet, for it is an argument of a function that is traced.
    private readonly Tensor? bits;

    internal Key(uint upper, uint lower)
    {
        this.upper = upper;
        this.lower = lower;
    }

    /// <summary>The key of a seed: its 64 bits.</summary>
    public static Key Of(long seed) => new((uint)(seed >>> 32), (uint)seed);

    /// <summary>
    /// n keys whose draws are independent of each other: child i is the image of the counter (i, 1).
    /// The first of many are those of few.
    /// </summary>
    /// <exception cref="DomainException">n is negative.</exception>
    public Key[] Split(int n)
    {
        if (n < 0)
            DomainException.Throw("Split", "0 or more keys", $"{n}");
        var keys = Allocation.Zeros<Key>(n, "Split");
        for (var i = 0; i < n; i++)
            keys[i] = Child((uint)i, Children);
        return keys;
    }

    /// <summary>Two keys, as by <see cref="Split(int)"/>: one to draw from now, one to go on with.</summary>
    public (Key First, Key Second) Split() => (Child(0, Children), Child(1, Children));

    /// <summary>The key of this one and a number, such as that of a step or a layer: the image of the counter (number, 2).</summary>
    public Key FoldIn(int number) => Child((uint)number, Folds);

    internal Key Child(uint number, uint stream)
    {
        if (bits is not null)
            return new(Tensor.Apply(new KeyChild(number, stream), bits));
        var (x0, x1) = Threefry.Of(upper, lower, number, stream);
        return new(x0, x1);
    }

    /// <summary>As in "Key 0000000000000007": the 64 bits in hexadecimal digits.</summary>
    public override string ToString() => bits is null ? $"Key {upper:x8}{lower:x8}" : "Key of a traced function";
}
