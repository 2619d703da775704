using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// One of two functions of x, as a scalar is not 0 or is: y = f(x) or g(x). x is a tree, and so is the answer. Where the scalar has a number, that function alone
    /// is called with numbers; the other one is traced, so that answers of different kinds are an error whichever is chosen. Where a program is traced, both become part of it,
    /// and a run of the program runs one. Over a batch the instances are parted by their scalars, and each function runs on those that chose it:
    /// an instance that did not choose a function cannot fail in it. The derivative is that of the function that was chosen; the scalar has none.
    /// </summary>
    /// <param name="predicate">A scalar: 0 chooses the second function.</param>
    /// <param name="whenTrue">The first function.</param>
    /// <param name="whenFalse">The second function; its answers have the structure, shapes and dtypes of the first one's. One that cannot be traced, as it reads a number, is not checked.</param>
    /// <param name="x">Their argument; what they capture is found too.</param>
    /// <exception cref="ShapeException">The predicate is no scalar, or the two answers have leaves of different shapes.</exception>
    /// <exception cref="DTypeException">The two answers have leaves of different dtypes.</exception>
    /// <exception cref="TreeException">The two answers differ in structure.</exception>
    public static TOut Cond<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Tensor predicate, Func<TIn, TOut> whenTrue, Func<TIn, TOut> whenFalse, TIn x)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(whenTrue);
        ArgumentNullException.ThrowIfNull(whenFalse);
        if (predicate.Rank != 0)
            ShapeException.Throw("Cond", "a predicate that is a scalar", $"{predicate.Shape}");
        if (predicate.HasNumbers)
        {
            var holds = predicate.ToScalar() != 0;
            var y = (holds ? whenTrue : whenFalse)(x);
            Trace.Leaves(y);
            if (Traced(holds ? whenFalse : whenTrue, x) is [var other])
                _ = holds ? Tree.Read(y).Match("Cond", other) : Tree.Read(other).Match("Cond", y);
            return y;
        }
        TOut like = default!;
        var leaves = Tree.Flatten(x);
        var closure = StageTrace.Run(
            "Cond",
            [predicate.Type, .. leaves.Select(leaf => leaf.Type)],
            arguments =>
            {
                like = whenTrue(Tree.Rebuild(x, arguments[1..]));
                var first = Tree.Read(like);
                return [.. first.Leaves, .. first.Match("Cond", whenFalse(Tree.Rebuild(x, arguments[1..])))];
            },
            Choice.Sometimes
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

    /// <summary>The answer of the function that was not chosen, by its types alone; none where it cannot be traced, as one that reads a number.</summary>
    private static TOut[] Traced<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, TIn x)
    {
        try
        {
            return [Staged<TIn, TOut>.Of("Cond", f, x, Choice.Never).Like];
        }
        catch (Exception)
        {
            return [];
        }
    }
}
