using System.Diagnostics.CodeAnalysis;

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
    /// <exception cref="DomainException">The times are not finite or do not rise or fall throughout, or the steps were not enough; of a traced
    /// program, when it runs.</exception>
    /// <exception cref="TraceException">f reads a number of its argument.</exception>
    /// <remarks>
    /// Within a traced program, as of Compile, Scan, Checkpoint or Root, chosen steps are chosen when the program runs, and so are those of its
    /// derivatives, which are the same.
    /// Over a batch, instances whose times are their own have steps of their own; else they share the steps of the one that needs the smallest.
    /// </remarks>
    public static T Solve<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<Tensor, T, T> f,
        T y0,
        Tensor times,
        OdeOptions? options = null
    )
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
        Tensor[] inputs = [Tensor.Apply(new Times(), times), .. leaves, .. closure.Captured];
        return Tree.Rebuild(
            y0,
            problem.IsStaged(inputs) ? Tensor.Apply(new Numeric(new OdeCode(problem)), inputs) : problem.Run(inputs)
        );
    }

    /// <summary>
    /// The time t at which g(t, y(t)) = 0 for the solution of y' = f(t, y), y(t₀) = y₀, and the state then. Newton's method finds it from a guess,
    /// as <see cref="Ad.Root"/> does, and by the implicit
    /// function theorem derivatives pass to y₀, to t₀ and to what f and g capture. Time may run backward, to an event before t₀.
    /// </summary>
    /// <param name="f">The right-hand side, as in <see cref="Solve"/>.</param>
    /// <param name="g">A scalar of time and state, which the event brings to 0 with a slope other than 0.</param>
    /// <param name="y0">The state at the start, a tree.</param>
    /// <param name="start">The time t₀, a scalar.</param>
    /// <param name="guess">A time near the event, other than t₀; of several events the one that Newton's method finds from there is meant.</param>
    /// <param name="options">How the equation is solved.</param>
    /// <param name="tolerances">How exactly the time is found.</param>
    /// <exception cref="ShapeException">The start, the guess or the answer of g is not a scalar.</exception>
    /// <exception cref="DomainException">No event was reached, a time on the way is that of the start or not finite, or the steps were not
    /// enough.</exception>
    /// <exception cref="TraceException">f or g reads a number of its argument.</exception>
    public static OdeEvent<T> Event<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<Tensor, T, T> f,
        Func<Tensor, T, Tensor> g,
        T y0,
        Tensor start,
        Tensor guess,
        OdeOptions? options = null,
        SolveOptions? tolerances = null
    )
    {
        ArgumentNullException.ThrowIfNull(g);
        if (start.Rank != 0 || guess.Rank != 0)
            ShapeException.Throw(
                "Ode.Event",
                "scalars for the start and the guess",
                $"{start.Shape} and {guess.Shape}"
            );
        T At(Tensor t) => Tree.Map(leaf => leaf[1], Solve(f, y0, Tensor.Stack([start, t]), options));
        var time = Ad.Root(t => g(t, At(t)), guess, tolerances);
        return new(time, At(time));
    }
}

/// <summary>An event on the way of a solution.</summary>
/// <param name="Time">When it is, a scalar.</param>
/// <param name="State">The state then.</param>
public readonly record struct OdeEvent<T>(Tensor Time, T State);
