namespace Functional.Core;

/// <summary>Tapes that wait for the next call.</summary>
internal sealed partial class ScalarTape
{
    // Small tapes are kept; large ones until the next full collection, so that one long function does not hold its memory for ever.
    private static readonly ScalarTape?[] small = new ScalarTape?[2 * Environment.ProcessorCount];
    private static readonly WeakReference<ScalarTape>?[] large = new WeakReference<ScalarTape>?[
        2 * Environment.ProcessorCount
    ];

    private WeakReference<ScalarTape>? self;

    private static ScalarTape? TakeIdle()
    {
        for (var i = 0; i < large.Length; i++)
            if (
                Volatile.Read(ref large[i]) is not null
                && Interlocked.Exchange(ref large[i], null) is { } reference
                && reference.TryGetTarget(out var tape)
            )
                return tape;
        for (var i = 0; i < small.Length; i++)
            if (Volatile.Read(ref small[i]) is not null && Interlocked.Exchange(ref small[i], null) is { } tape)
                return tape;
        return null;
    }

    private static void GiveBack(ScalarTape tape)
    {
        if (tape.chunks[^1].Length < LargestChunk)
        {
            for (var i = 0; i < small.Length; i++)
                if (Interlocked.CompareExchange(ref small[i], tape, null) is null)
                    return;
        }
        else
        {
            tape.self ??= new(tape);
            for (var i = 0; i < large.Length; i++)
                if (Volatile.Read(ref large[i]) is not { } reference || !reference.TryGetTarget(out _))
                {
                    Volatile.Write(ref large[i], tape.self);
                    return;
                }
        }
    }
}
