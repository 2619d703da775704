using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The function f, traced once for each structure of its argument with the shapes and dtypes of its leaves, and from then on run as a program whose memory is planned: nothing is allocated but the answer.
    /// It may be differentiated, vectorized and called within another compiled function; inside it may take derivatives itself.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="options">How many programs are kept: 64 by default, the one that was used least recently leaves first.</param>
    /// <remarks>
    /// The programs share their memory, as large as the largest wants, once for each call at a time; nothing of an argument or an answer is kept.
    /// Numbers that f captures are those of the first call with this structure and these shapes: what changes belongs into the argument. A captured value that an outer transform
    /// watches is found and gets its derivative, and f is then traced at each call.
    /// </remarks>
    /// <exception cref="TraceException">f reads a number of its argument, as by branching on it (thrown when the function is called).</exception>
    public static Func<TIn, TOut> Compile<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var known = new Recent<Signature, (Compile Operation, TOut Like)>((options ?? CompileOptions.Default).Programs);
        var arenas = new Arenas();
        return x =>
        {
            var (_, leaves, structure) = Tree.Read(x);
            var signature = new Signature(structure, leaves);
            if (known.TryGet(signature, out var found))
                return Tree.Rebuild(found.Like, Tensor.Apply(found.Operation, leaves));
            var staged = Staged<TIn, TOut>.Of("Compile", f, x);
            var operation = new Compile(staged.Program) { Arenas = arenas };
            // A structure that is not equal to itself, as that of an ITree without Equals, would never be found.
            if (staged.Inputs.Length == leaves.Length && structure.Equals(Tree.Read(x).Structure))
                known.Add(signature, (operation, staged.Like));
            return staged.Answer(Tensor.Apply(operation, staged.Inputs));
        };
    }
}
