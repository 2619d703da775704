using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>A function of trees, traced: its program, the leaves to run it on (with what it captured), and the tree of its answer.</summary>
internal sealed record Staged<
    [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
    [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
>(Program Program, Tensor[] Inputs, TOut Like)
{
    /// <summary>Traces f at x; the name is that of the transform that asks, for errors.</summary>
    public static Staged<TIn, TOut> Of(string name, Func<TIn, TOut> f, TIn x, Choice choice = Choice.Always)
    {
        ArgumentNullException.ThrowIfNull(f);
        var leaves = Trace.Leaves(x);
        TOut like = default!;
        var closure = StageTrace.Run(
            name,
            Array.ConvertAll(leaves, leaf => leaf.Type),
            arguments =>
            {
                like = f(Tree.Rebuild(x, arguments));
                return Tree.Flatten(like);
            },
            choice
        );
        return new(closure.Program, [.. leaves, .. closure.Captured], like);
    }

    public TOut Answer(IEnumerable<Tensor> answers) => Tree.Rebuild(Like, [.. answers]);
}
