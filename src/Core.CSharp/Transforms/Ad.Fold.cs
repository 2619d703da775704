using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The fold of a compiled step over items, as training is one over batches: (sₜ₊₁, yₜ) = step(sₜ, xₜ). The step is traced once for each structure and set of shapes; its state is written
    /// in place from item to item, in memory of the fold's own, so that a step allocates nothing but what it is asked to show.
    /// </summary>
    /// <param name="step">State and item to the next state, of the same leaves, and an output. All are trees.</param>
    /// <param name="options">How many programs are kept: 64 by default, the one that was used least recently leaves first.</param>
    /// <returns>
    /// The fold: first state, items, and what is told the number of each item and the step's output (null if nobody listens; then outputs are not kept). It gives the last state; the first one keeps its value.
    /// </returns>
    /// <exception cref="TreeException">The step's state has another structure than the first one (thrown when the fold is called).</exception>
    /// <exception cref="ShapeException">The step's state has other shapes than the first one (thrown when the fold is called).</exception>
    /// <exception cref="TraceException">The step reads a number of its arguments, or captured a value that an outer transform watches; or the state or an item is one (thrown when the fold is called).</exception>
    public static Func<TState, IEnumerable<TItem>, Action<int, TOut>?, TState> CompileFold<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TState,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TItem,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TState, TItem, (TState State, TOut Output)> step, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        var fold = new CompiledFold<TState, TItem, TOut>(step, options ?? CompileOptions.Default);
        return fold.Run;
    }
}
