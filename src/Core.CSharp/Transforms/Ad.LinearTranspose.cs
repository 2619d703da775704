namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The transpose ȳ ↦ Aᵀ ȳ of a linear function f(x) = A x, that is ⟨ȳ, A x⟩ = ⟨Aᵀ ȳ, x⟩; of an affine function that of its linear part.
    /// Of x only shapes and dtypes matter: f is traced once, and nothing of it is evaluated.
    /// </summary>
    /// <param name="f">A function whose derivative is the same everywhere. Arguments are trees.</param>
    /// <param name="like">A tree with the shapes and dtypes of the argument.</param>
    /// <exception cref="TraceException">f is not linear (the error names the operation), or reads a number of its argument.</exception>
    public static Func<TOut, TIn> LinearTranspose<TIn, TOut>(Func<TIn, TOut> f, TIn like)
    {
        var staged = Staged<TIn, TOut>.Of("LinearTranspose", f, like);
        var (program, leaves) = (staged.Program, Tree.Flatten(like).Length);
        var wanted = Enumerable.Range(0, program.Inputs.Count).Select(i => i < leaves).ToArray();
        var reached = program.Reached(wanted);
        var joint = program.Pullback(wanted, reached);
        var bars = joint.OutputSlots[program.Outputs.Count..].ToArray();
        var dependent = joint.Influenced(slot => slot < leaves);
        if (Array.Exists(bars, slot => dependent[slot]))
            throw new TraceException(
                $"LinearTranspose wants a linear function, but got one whose derivative depends on its argument, by {Culprit(program, wanted)}."
            );
        // An operation of several answers may read the argument for one that the transpose does not need: zeros do.
        var pull = joint.Extract([.. Enumerable.Range(0, joint.Inputs.Count)], bars);
        var zeros = Array.ConvertAll(Tree.Flatten(like), leaf => Tensor.ZerosLike(leaf));
        var answer = Tree.Read(staged.Like);
        return yBar =>
        {
            var cotangents = Trace.Living(answer.Match("LinearTranspose", yBar));
            return Tree.Rebuild(
                like,
                pull.Run([.. zeros, .. staged.Inputs[leaves..], .. cotangents.Where((_, i) => reached[i])])
            );
        };
    }

    /// <summary>The first operation whose tangent depends on its operands.</summary>
    private static string Culprit(Program program, bool[] moving)
    {
        foreach (var count in Enumerable.Range(1, program.Equations.Count))
        {
            var last = program.Equations[count - 1];
            int[] outputs = [.. Enumerable.Range(last.Output, last.Outputs)];
            var part = program.Extract([.. Enumerable.Range(0, moving.Length)], outputs);
            var moved = part.Reached(moving);
            var joint = part.Pushforward(moving, moved);
            var dependent = joint.Influenced(slot => slot < moving.Length && moving[slot]);
            if (joint.OutputSlots[outputs.Length..].ToArray().Any(slot => dependent[slot]))
                return last.Operation.Name;
        }
        return "an operation inside another";
    }
}
