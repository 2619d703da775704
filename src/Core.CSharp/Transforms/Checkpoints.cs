namespace Functional.Core;

/// <summary>
/// How many carries of a scan reverse mode keeps. A stretch of steps between two of them is walked again when its cotangent arrives, so that what steps
/// compute is in memory for one stretch at a time.
/// </summary>
public sealed record Checkpoints
{
    private readonly Func<int, Func<long>, Func<long>, int> stretch;

    private Checkpoints(Func<int, Func<long>, Func<long>, int> stretch) => this.stretch = stretch;

    /// <summary>Everything is kept, nothing is computed twice.</summary>
    public static Checkpoints None { get; } = new((length, _, _) => length);

    /// <summary>A carry every √n steps: memory for about 2 √n steps, at the price of one more walk.</summary>
    public static Checkpoints SquareRoot { get; } = new((length, _, _) => (int)Math.Ceiling(Math.Sqrt(length)));

    /// <summary>A carry every so many steps.</summary>
    /// <exception cref="DomainException">Fewer than one step.</exception>
    public static Checkpoints Every(int steps)
    {
        if (steps < 1)
            DomainException.Throw("Checkpoints.Every", "one step or more", $"{steps}");
        return new((_, _, _) => steps);
    }

    /// <summary>
    /// The longest stretches for which carries and one stretch of steps fit a budget; everything is kept if that fits, and where nothing fits it is what needs least.
    /// </summary>
    /// <param name="bytes">The budget of what is kept, in bytes.</param>
    /// <exception cref="DomainException">The budget is negative.</exception>
    public static Checkpoints Within(long bytes)
    {
        if (bytes < 0)
            DomainException.Throw("Checkpoints.Within", "a budget of 0 bytes or more", $"{bytes}");
        return new(
            (length, carryBytes, stepBytes) =>
            {
                var (carry, step) = (carryBytes(), stepBytes());
                long Needed(int steps) => steps * step + (length + steps - 1L) / steps * carry;
                if (length * step <= bytes)
                    return length;
                var best = Enumerable.Range(1, length).MinBy(Needed);
                var fitting = best;
                for (var steps = best; steps < length && Needed(steps) <= bytes; steps++)
                    fitting = steps;
                return fitting;
            }
        );
    }

    /// <summary>The number of steps between two kept carries.</summary>
    /// <param name="length">The number of steps.</param>
    /// <param name="carry">Asks for the bytes of a carry.</param>
    /// <param name="step">Asks for the bytes that the pullback of a step keeps.</param>
    internal int Stretch(int length, Func<long> carry, Func<long> step) =>
        Math.Clamp(stretch(length, carry, step), 1, Math.Max(length, 1));
}
