using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The program that f traces to at arguments of the types of x: its operations in order, with the type of every value; <see cref="Program.ToString"/> shows them, a line each.
    /// Derivatives inside f appear as the operations that they are made of. Captured numbers are constants. Inputs are called as their places in x; other values as <see cref="Tensor.Named"/> says, else by letters.
    /// </summary>
    /// <exception cref="TraceException">f reads a number of its argument, as by branching on it.</exception>
    public static Program Explain<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, TIn x) => Traced("Explain", f, x).Program;

    /// <summary>
    /// The page of <see cref="Program.ToHtml"/> for f's program at x, where each box also says the shape and the 2-norm of its value's gradient: that of f if its answer is
    /// a scalar, else of the sum of all elements of its answers. In a scan the gradients of all steps count; what other operations run inside them is drawn without.
    /// </summary>
    /// <inheritdoc cref="Explain"/>
    public static string Draw<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, TIn x)
    {
        var staged = Traced("Draw", f, x);
        var graph = ProgramGraph.Of(staged.Program);
        GraphGradients.Measure(graph, staged.Inputs);
        return HtmlText.Of(staged.Program, graph);
    }

    private static Staged<TIn, TOut> Traced<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(string name, Func<TIn, TOut> f, TIn x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var names = Array.ConvertAll(Tree.Paths(x), path => path.TrimStart('.'));
        return Staged<TIn, TOut>.Of(name, x => f(Named(x, names)), x);
    }

    private static T Named<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T tree, string[] names) =>
        Tree.Rebuild(
            tree,
            [.. Tree.Flatten(tree).Select((leaf, i) => names[i].Length == 0 ? leaf : leaf.Named(names[i]))]
        );
}
