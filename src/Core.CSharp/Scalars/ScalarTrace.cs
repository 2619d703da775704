namespace Functional.Core;

/// <summary>
/// One call of a scalar transform. Each takes the next number, and an inner call starts after the outer one, so the highest number among
/// the operands is the innermost transform, as for tensors: see <see cref="Trace"/>.
/// </summary>
internal abstract class ScalarTrace
{
    private static long started;

    /// <summary>The number of the call.</summary>
    public long Id { get; protected set; }

    /// <summary>The name of the transform, for errors.</summary>
    public string Name { get; protected set; } = "";

    protected static long NextId() => Interlocked.Increment(ref started);

    /// <summary>Whether the call that made this number is still running.</summary>
    public abstract bool IsAlive(Real x);

    /// <summary>What the number stands for outside of this call; the number itself if this call does not watch it.</summary>
    public abstract Real Primal(Real x);

    /// <summary>The call that watches a number; null for a constant.</summary>
    public static ScalarTrace? Find(Real x) =>
        x.Watcher switch
        {
            null => null,
            ScalarTrace trace => trace,
            var watched => ((WatchedReal)watched).Trace,
        };

    /// <summary>The call that watches a number that is no constant, and is still running.</summary>
    public static ScalarTrace Of(Real x)
    {
        var trace = Find(x)!;
        return trace.IsAlive(x) ? trace : throw trace.Ended();
    }

    /// <summary>The innermost call of two operands, of which one at least is not constant.</summary>
    public static ScalarTrace Innermost(Real x, Real y)
    {
        if (x.IsConstant)
            return Of(y);
        if (y.IsConstant)
            return Of(x);
        var a = Of(x);
        var b = Of(y);
        return a.Id >= b.Id ? a : b;
    }

    private TraceException Ended() =>
        new(
            $"{Name} wants its numbers to be used while it runs, but got one after it had returned. "
                + "Return it from the function that is differentiated instead of keeping it on the side."
        );
}

/// <summary>A number that a call watches and that needs more room than a <see cref="Real"/> has.</summary>
internal abstract class WatchedReal(ScalarTrace trace)
{
    public ScalarTrace Trace { get; } = trace;
}
