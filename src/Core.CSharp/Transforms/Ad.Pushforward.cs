using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>Transformations of functions into their derivatives. Each is pure: called twice, concurrently, nested or out of order, the answer is the same.</summary>
public static partial class Ad
{
    /// <summary>Forward mode: f(x) and ẏ = Df(x)·ẋ, for about twice the cost of f. Arguments are trees.</summary>
    /// <exception cref="TreeException">The trees of x and ẋ differ.</exception>
    /// <exception cref="ShapeException">A leaf of ẋ has another shape than that of x.</exception>
    public static ValueAndTangent<TOut> Pushforward<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, TIn x, TIn xDot)
    {
        ArgumentNullException.ThrowIfNull(f);
        var read = Tree.Read(x);
        var (xs, xDots) = (Trace.Living(read.Leaves), Trace.Living(read.Match("Pushforward", xDot)));
        var trace = new PushforwardTrace();
        try
        {
            var inputs = new Tensor[xs.Length];
            for (var i = 0; i < xs.Length; i++)
                inputs[i] = trace.Join(xs[i], xDots[i]);
            var y = f(Tree.Rebuild(x, inputs));
            var outputs = Array.ConvertAll(Trace.Leaves(y), trace.Output);
            return new(
                Tree.Rebuild(y, Array.ConvertAll(outputs, output => output.Primal)),
                Tree.Rebuild(y, Array.ConvertAll(outputs, output => output.Tangent ?? Tensor.ZerosLike(output.Primal)))
            );
        }
        finally
        {
            trace.End();
        }
    }
}
