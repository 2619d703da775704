using System;

namespace Functional.Core.Kernels;

/// <summary>Splits independent pieces of a kernel over the cores when they are worth it.</summary>
internal static class Work
{
    // About 0.1 ms of arithmetic: well above what it costs to wake a thread.
    private const long WorthSplitting = 1 << 20;

    // What a core takes at a time: well above what it costs to ask for more.
    private const long Grain = 1 << 16;

    /// <summary>Runs body(0) … body(pieces − 1), in any order. The pieces must not depend on how many cores there are.</summary>
    public static void Split(int pieces, long operations, Action<int> body) =>
        Split(pieces, operations, new Function(body));

    /// <inheritdoc cref="Split(int, long, Action{int})"/>
    public static void Split<TBody>(int pieces, long operations, in TBody body)
        where TBody : struct, IChunks
    {
        if (pieces > 1 && operations >= WorthSplitting)
        {
            var together = (int)Math.Clamp(Grain * pieces / operations, 1, pieces);
            Cores.Run((pieces + together - 1) / together, new Body<TBody>(body, pieces, together));
            return;
        }
        for (var i = 0; i < pieces; i++)
        {
            body.Run(i);
        }
    }

    private readonly struct Function(Action<int> body) : IChunks
    {
        public void Run(int chunk) => body(chunk);
    }

    private readonly struct Body<TBody>(TBody body, int pieces, int together) : IChunks
        where TBody : struct, IChunks
    {
        public void Run(int chunk)
        {
            var end = Math.Min((chunk + 1) * together, pieces);
            for (var i = chunk * together; i < end; i++)
            {
                body.Run(i);
            }
        }
    }
}
