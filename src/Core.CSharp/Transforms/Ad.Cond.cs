namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// One of two functions of x, as a scalar is not 0 or is: y = f(x) or g(x). x is a tree, and so is the answer. Where the scalar has a number, that function alone is called;
    /// where a program is traced, both become part of it, and a run of the program runs one. A batch whose instances choose differently computes both and takes, as <c>Where</c> does.
    /// The derivative is that of the function that was chosen; the scalar has none.
    /// </summary>
    /// <param name="predicate">A scalar: 0 chooses the second function.</param>
    /// <param name="whenTrue">The first function.</param>
    /// <param name="whenFalse">The second function; its answers have the shapes and dtypes of the first one's, which is checked where both are traced.</param>
    /// <param name="x">Their argument; what they capture is found too.</param>
    /// <exception cref="ShapeException">The predicate is no scalar, or the two answers have leaves of different shapes.</exception>
    /// <exception cref="DTypeException">The two answers have leaves of different dtypes.</exception>
    /// <exception cref="TreeException">The two answers have different numbers of leaves.</exception>
    public static TOut Cond<TIn, TOut>(Tensor predicate, Func<TIn, TOut> whenTrue, Func<TIn, TOut> whenFalse, TIn x)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(whenTrue);
        ArgumentNullException.ThrowIfNull(whenFalse);
        if (predicate.Rank != 0)
            ShapeException.Throw("Cond", "a predicate that is a scalar", $"{predicate.Shape}");
        if (predicate.HasNumbers)
            return (predicate.ToScalar() != 0 ? whenTrue : whenFalse)(x);
        TOut like = default!;
        var leaves = Tree.Flatten(x);
        var closure = StageTrace.Run(
            "Cond",
            [predicate.Type, .. leaves.Select(leaf => leaf.Type)],
            arguments =>
            {
                like = whenTrue(Tree.Rebuild(x, arguments[1..]));
                var (first, second) = (Tree.Flatten(like), Tree.Flatten(whenFalse(Tree.Rebuild(x, arguments[1..]))));
                Tree.Match("Cond", like, first, second);
                return [.. first, .. second];
            }
        );
        // Both have all inputs, so that one list of operands serves them.
        var program = closure.Program;
        int[] inputs = [.. Enumerable.Range(0, program.Inputs.Count)];
        var half = program.Outputs.Count / 2;
        var cond = new Cond(
            program.Extract(inputs, program.OutputSlots[..half]),
            program.Extract(inputs, program.OutputSlots[half..])
        );
        return Tree.Rebuild(like, Tensor.Apply(cond, [predicate, .. leaves, .. closure.Captured]));
    }
}
