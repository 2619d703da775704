using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>The solution of f(x, p) = 0, by Newton's method.</summary>
internal sealed record Root(Program Equation, int Unknowns, SolveOptions Options)
    : Implicit(Equation, Unknowns, Options)
{
    protected override double[] Solve(Iteration iteration, double[] x) => iteration.Newton(x);
}

public static partial class Ad
{
    /// <summary>
    /// A root f(x) = 0, by Newton's method from x₀, whose linear systems GMRES solves without a matrix. x is a tree. The derivative in what f captures is that of the root, by the implicit function theorem:
    /// ∂ₓf ẋ = −ḟ, in reverse mode with the transposed. x₀ has no derivative. f is traced once; all transforms compose, and over a batch each instance is solved alone.
    /// </summary>
    /// <param name="f">A function with as many answers as unknowns: f(x) has the leaves of x.</param>
    /// <param name="x0">Where to start; of several roots the one that Newton's method finds from there is meant.</param>
    /// <param name="options">The tolerances and the most steps.</param>
    /// <exception cref="DomainException">No root was reached, or the Jacobian is singular there.</exception>
    /// <exception cref="ShapeException">f(x) has other shapes than x.</exception>
    /// <exception cref="TraceException">f reads a number of its argument.</exception>
    /// <remarks>Blondel et al., "Efficient and modular implicit differentiation" (2022).</remarks>
    public static T Root<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, T> f,
        T x0,
        SolveOptions? options = null
    )
    {
        var staged = Implicit.Stage("Root", f, x0);
        var unknowns = Tree.Flatten(x0).Length;
        var solve = new Root(staged.Program, unknowns, options ?? SolveOptions.Default);
        return Tree.Rebuild(x0, Tensor.Apply(solve, staged.Inputs));
    }
}
