using System;
using System.Threading.Tasks;

namespace Functional.Core.Kernels;

/// <summary>Splits independent pieces of a kernel over the cores when they are worth it.</summary>
internal static class Work
{
    // About 0.2 ms of arithmetic: well above what it costs to wake a thread.
    private const long WorthSplitting = 1 << 20;

    /// <summary>Runs body(0) … body(pieces − 1), in any order. The pieces must not depend on how many cores there are.</summary>
    public static void Split(int pieces, long operations, Action<int> body)
    {
        if (pieces > 1 && operations >= WorthSplitting && Environment.ProcessorCount > 1)
        {
            Parallel.For(0, pieces, body);
            return;
        }
        for (var i = 0; i < pieces; i++)
        {
            body(i);
        }
    }
}
