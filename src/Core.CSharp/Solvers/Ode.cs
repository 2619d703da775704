namespace Functional.Core;

/// <summary>Initial-value problems of ordinary differential equations.</summary>
public static class Ode
{
    /// <summary>
    /// The solution of y' = f(t, y), y(t₀) = y₀ at given times: a tree like y₀ whose leaves have time as axis 0, beginning with y₀ itself. Derivatives pass to y₀, to the times,
    /// and to what f captures, such as its parameters.
    /// </summary>
    /// <param name="f">The right-hand side: time, a scalar, and state to the state's rate of change. It is traced once.</param>
    /// <param name="y0">The state at the first time, a tree.</param>
    /// <param name="times">Where the solution is wanted, a vector that rises or falls throughout.</param>
    /// <param name="options">Method, tolerances, and where cotangents come from.</param>
    /// <exception cref="ShapeException">The times are no vector of at least one, or f's answer has another shape than the state.</exception>
    /// <exception cref="TreeException">f's answer has another structure than the state.</exception>
    /// <exception cref="DomainException">The times do not rise or fall throughout, or the steps were not enough.</exception>
    /// <exception cref="TraceException">f reads a number of its argument; or steps are to be chosen where there are no numbers, within a traced program.</exception>
    public static T Solve<T>(Func<Tensor, T, T> f, T y0, Tensor times, OdeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(times);
        options ??= OdeOptions.Default;
        if (times.Rank != 1 || times.Count == 0)
            ShapeException.Throw("Ode.Solve", "times as a vector [n], n ≥ 1", $"{times.Shape}");
        var first = Tree.Read(y0);
        var leaves = first.Leaves;
        var closure = StageTrace.Run(
            "Ode.Solve",
            [new(Shape.Scalar, times.DType), .. leaves.Select(leaf => leaf.Type)],
            arguments => first.Match("Ode.Solve", f(arguments[0], Tree.Rebuild(y0, arguments[1..])))
        );
        var problem = new OdeProblem(closure.Program, leaves.Length, options);
        Tensor[] inputs = [times, .. leaves, .. closure.Captured];
        return Tree.Rebuild(
            y0,
            options.Gradient == OdeGradient.Adjoint
                ? Ad.CustomPullback<Tensor[], Tensor[]>(problem.Solve, problem.Adjoint)(inputs)
                : problem.Solve(inputs)
        );
    }
}
