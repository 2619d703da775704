using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>The solution of ∇f(x, p) = 0 that minimizes f.</summary>
internal sealed record Minimizer(Program Equation, Program Objective, int Unknowns, SolveOptions Options)
    : Implicit(Equation, Unknowns, Options)
{
    public override string Name => "ArgMin";

    protected override bool IsSymmetric => true;

    protected override double[] Solve(Iteration iteration, double[] x) => iteration.Minimize(x, Objective);
}

public static partial class Ad
{
    /// <summary>
    /// A local minimum of a function with a scalar answer: argminₓ f(x), by Newton's method from x₀ with conjugate gradients and a line search. x is a tree. The derivative in what f captures is that of the minimum,
    /// by the implicit function theorem: H ẋ = −(∇f)˙ with the Hessian H, by conjugate gradients: a gradient through training to the end costs a few Hessian-vector products and no memory for its steps.
    /// x₀ has no derivative. f is traced once; all transforms compose, and over a batch each instance is solved alone.
    /// </summary>
    /// <param name="f">The objective, smooth near the minimum, where its Hessian is positive definite.</param>
    /// <param name="x0">Where to start.</param>
    /// <param name="options">The tolerances and the most steps.</param>
    /// <exception cref="DomainException">No minimum was reached, or the Hessian is not positive definite there.</exception>
    /// <exception cref="ShapeException">f's answer is not a scalar.</exception>
    /// <exception cref="TraceException">f reads a number of its argument.</exception>
    /// <remarks>Blondel et al., "Efficient and modular implicit differentiation" (2022); Nocedal and Wright, "Numerical Optimization" (2006), chapter 7.</remarks>
    public static T ArgMin<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> f,
        T x0,
        SolveOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(f);
        var leaves = Tree.Flatten(x0);
        // One trace for gradient and value: what they capture are the same inputs then.
        var staged = Staged<Tensor[], Tensor[]>.Of(
            "ArgMin",
            arguments =>
            {
                var result = Gradient("ArgMin", new Recording<T, Tensor>(f, Tree.Rebuild(x0, arguments), null));
                return [.. Tree.Flatten(result.Gradient), result.Value];
            },
            leaves
        );
        var program = staged.Program;
        var given = Enumerable.Range(0, program.Inputs.Count).ToArray();
        var solve = new Minimizer(
            program.Extract(given, program.OutputSlots[..leaves.Length]),
            program.Extract(given, program.OutputSlots[leaves.Length..]),
            leaves.Length,
            options ?? SolveOptions.Default
        );
        return Tree.Rebuild(x0, Tensor.Apply(solve, staged.Inputs));
    }
}
