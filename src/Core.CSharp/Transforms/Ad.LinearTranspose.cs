using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The transpose ȳ ↦ Aᵀ ȳ of a linear function f(x) = A x, that is ⟨ȳ, A x⟩ = ⟨Aᵀ ȳ, x⟩.
    /// Of x only shapes and dtypes matter: f is traced once, and nothing of it is evaluated.
    /// </summary>
    /// <param name="f">A function of operations that are linear in it, with f(0) = 0. Arguments are trees.</param>
    /// <param name="like">A tree with the shapes and dtypes of the argument.</param>
    /// <exception cref="TraceException">f is not linear (the error names the operation), or reads a number of its argument.</exception>
    public static Func<TOut, TIn> LinearTranspose<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, TIn like)
    {
        ArgumentNullException.ThrowIfNull(f);
        TOut answer = default!;
        var leaves = Trace.Leaves(like);
        var map = new LinearMap(
            "LinearTranspose",
            "a linear function",
            leaves,
            arguments =>
            {
                answer = f(Tree.Rebuild(like, arguments));
                return Tree.Flatten(answer);
            }
        );
        var read = Tree.Read(answer);
        return yBar =>
        {
            var cotangents = Trace.Living(read.Match("LinearTranspose", yBar));
            return Tree.Rebuild(like, map.Transpose(cotangents));
        };
    }
}
