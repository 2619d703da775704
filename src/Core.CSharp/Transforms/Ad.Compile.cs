using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The function f, traced once for each structure of its argument with the shapes and dtypes of its leaves, and from then on run as a program whose memory is planned: nothing is allocated but the answer.
    /// It may be differentiated, vectorized and called within another compiled function; inside it may take derivatives itself.
    /// </summary>
    /// <remarks>
    /// Numbers that f captures are those of the first call with this structure and these shapes: what changes belongs into the argument. A captured value that an outer transform
    /// watches is found and gets its derivative, and f is then traced at each call.
    /// </remarks>
    /// <exception cref="TraceException">f reads a number of its argument, as by branching on it (thrown when the function is called).</exception>
    public static Func<TIn, TOut> Compile<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        var known = new ConcurrentDictionary<Signature, (Compile Operation, TOut Like)>();
        return x =>
        {
            var (_, leaves, structure) = Tree.Read(x);
            var signature = new Signature(structure, leaves);
            if (known.TryGetValue(signature, out var found))
                return Tree.Rebuild(found.Like, Tensor.Apply(found.Operation, leaves));
            var staged = Staged<TIn, TOut>.Of("Compile", f, x);
            var operation = new Compile(staged.Program);
            // A structure that is not equal to itself, as that of an ITree without Equals, would never be found.
            if (staged.Inputs.Length == leaves.Length && structure.Equals(Tree.Read(x).Structure))
                known.TryAdd(signature, (operation, staged.Like));
            return staged.Answer(Tensor.Apply(operation, staged.Inputs));
        };
    }
}
