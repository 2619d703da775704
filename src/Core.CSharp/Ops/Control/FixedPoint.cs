using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>The solution of x − f(x, p) = 0, by repeating f.</summary>
internal sealed record FixedPoint(Program Equation, int Unknowns, SolveOptions Options)
    : Implicit(Equation, Unknowns, Options)
{
    protected override double[] Solve(Iteration iteration, double[] x) => iteration.Repeat(x);

    internal override Tensor[] Batch(BatchOperand[] x, int size) =>
        Systems.Batch(x, Unknowns, size, systems => this with { Systems = systems });
}

public static partial class Ad
{
    /// <summary>
    /// The fixed point x = f(x), by repeating f from x₀. x is a tree. Its derivative in what f captures is that of the solution, not of the iteration, by the implicit function theorem:
    /// ẋ = (I − ∂f)⁻¹ ḟ, in reverse mode with the transposed, both by GMRES: no memory for the steps, and the exact derivative however x was found. x₀ has no derivative.
    /// f is traced once; all transforms compose, and over a batch each instance stops at its own tolerance.
    /// </summary>
    /// <param name="f">A contraction near x₀; its answer has the leaves of x.</param>
    /// <param name="x0">Where to start.</param>
    /// <param name="options">The tolerances and the most steps.</param>
    /// <exception cref="DomainException">f does not contract, or too slowly; or I − ∂f is singular (thrown by derivatives).</exception>
    /// <exception cref="ShapeException">f(x) has other shapes than x.</exception>
    /// <exception cref="TraceException">f reads a number of its argument.</exception>
    /// <remarks>Christianson, "Reverse accumulation and attractive fixed points" (1994).</remarks>
    public static T FixedPoint<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, T> f,
        T x0,
        SolveOptions? options = null
    )
    {
        var staged = Implicit.Stage("FixedPoint", f, x0, (x, y) => x - y);
        var unknowns = Tree.Flatten(x0).Length;
        var solve = new FixedPoint(staged.Program, unknowns, options ?? SolveOptions.Default);
        return Tree.Rebuild(x0, Tensor.Apply(solve, staged.Inputs));
    }
}
