namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The program that f traces to at arguments of the types of x: its operations in order, with the type of every value; <see cref="Program.ToString"/> shows them, a line each.
    /// Derivatives inside f appear as the operations that they are made of. Captured numbers are constants. Inputs are called as their places in x; other values as <see cref="Tensor.Named"/> says, else by letters.
    /// </summary>
    /// <exception cref="TraceException">f reads a number of its argument, as by branching on it.</exception>
    public static Program Explain<TIn, TOut>(Func<TIn, TOut> f, TIn x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var names = Array.ConvertAll(Tree.Paths(x), path => path.TrimStart('.'));
        return Staged<TIn, TOut>.Of("Explain", x => f(Named(x, names)), x).Program;
    }

    private static T Named<T>(T tree, string[] names) =>
        Tree.Rebuild(
            tree,
            [.. Tree.Flatten(tree).Select((leaf, i) => names[i].Length == 0 ? leaf : leaf.Named(names[i]))]
        );
}
