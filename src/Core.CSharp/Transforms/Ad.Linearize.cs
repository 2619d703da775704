using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// f(x) and the linear map ẋ ↦ Df(x)·ẋ as a program: the coefficients are computed once, here, and each call runs linear operations alone, in planned memory.
    /// The map may be called again, at the same time, and be differentiated. Arguments are trees.
    /// </summary>
    public static ValueAndPushforward<TIn, TOut> Linearize<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, TIn x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var read = Tree.Read(x);
        var leaves = Trace.Living(read.Leaves);
        TOut value = default!;
        // The tangents are traced to a program; the primals have their numbers meanwhile, and what depends on them alone is computed.
        var closure = StageTrace.Run(
            "Linearize",
            Array.ConvertAll(leaves, leaf => leaf.Type),
            tangents =>
            {
                var trace = new PushforwardTrace(apart: true);
                try
                {
                    var inputs = new Tensor[leaves.Length];
                    for (var i = 0; i < inputs.Length; i++)
                        inputs[i] = trace.Join(leaves[i], tangents[i]);
                    var y = f(Tree.Rebuild(x, inputs));
                    var outputs = Array.ConvertAll(Trace.Leaves(y), trace.Output);
                    value = Tree.Rebuild(y, Array.ConvertAll(outputs, output => output.Primal));
                    return Array.ConvertAll(outputs, output => output.Tangent ?? Tensor.ZerosLike(output.Primal));
                }
                finally
                {
                    trace.End();
                }
            }
        );
        var map = new Compile(closure.Program);
        return new(
            value,
            xDot =>
            {
                var tangents = Trace.Living(read.Match("Linearize", xDot));
                return Tree.Rebuild(value, Tensor.Apply(map, [.. tangents, .. closure.Captured]));
            }
        );
    }
}
