using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>y' = f(t, y, θ) for a traced f: a function of the times, the initial state and what f captured, in this order.</summary>
internal sealed record OdeProblem(Program Field, int Leaves, OdeOptions Options)
{
    private (Tensor Times, Tensor[] State, Tensor[] Captured) Split(Tensor[] inputs) =>
        (inputs[0], inputs[1..(1 + Leaves)], inputs[(1 + Leaves)..]);

    /// <summary>Whether steps are to be chosen where there are no numbers to choose them by; a single time, which the answer does not read, is checked as theirs are.</summary>
    public bool IsStaged(Tensor[] inputs) =>
        (Options.Method.Steps is null || inputs[0].Count == 1) && !StepControl.HasNumbers(inputs);

    /// <summary>The state at all times, leaf by leaf, time as axis 0, with cotangents from where the options say.</summary>
    public Tensor[] Run(Tensor[] inputs)
    {
        if (Options.Gradient != OdeGradient.Adjoint)
            return Solve(inputs);
        var call = new CustomCall<Tensor[], Tensor[]>("Ode.Solve", Solve, inputs, null);
        return call.Apply(new CustomPullback(call.Function, Adjoint) { IsKnownLinear = true });
    }

    /// <summary>The state at all times, leaf by leaf, time as axis 0.</summary>
    private Tensor[] Solve(Tensor[] inputs)
    {
        var (times, y, captured) = Split(inputs);
        if (times.Count == 1)
            return Array.ConvertAll(y, leaf => leaf.ExpandDims(0));
        if (Options.Method.Steps is { } count)
            return Walk(Tableau.RungeKutta4, y, captured, Even(times, count));
        var steps = new StepControl(Options).Choose(Field, y, times, captured);
        if (Options.Interpolate && times.Count > 2)
            return Interpolated(y, captured, times, steps);
        if (Array.TrueForAll(inputs, input => input is DenseTensor))
            return [.. y.Select((leaf, i) => Tensor.Stack([leaf, .. steps.Solution.Select(state => state[i])]))];
        return Walk(Tableau.DormandPrince, y, captured, Chosen(times, steps));
    }

    /// <summary>The types of the answers.</summary>
    public TensorType[] Infer(TensorType[] inputs) =>
        Array.ConvertAll(
            inputs[1..(1 + Leaves)],
            leaf => leaf with { Shape = Batching.Of(inputs[0].Shape.Size, leaf.Shape) }
        );

    /// <summary>Start and size of each step, and the steps after which the solution is wanted.</summary>
    private readonly record struct Grid(Tensor Starts, Tensor Sizes, int[] Wanted);

    private static Grid Even(Tensor times, int count)
    {
        var sizes = ((times[1..] - times[..^1]) / count).ExpandDims(1);
        var offsets = Tensor.Create(Enumerable.Range(0, count).Select(i => (double)i).ToArray()).Cast(times.DType);
        return new(
            (times[..^1].ExpandDims(1) + sizes * offsets).Flatten(),
            sizes.BroadcastTo(times.Count - 1, count).Flatten(),
            [.. Enumerable.Range(1, times.Count - 1).Select(i => i * count - 1)]
        );
    }

    private static Grid Chosen(Tensor times, StepSequence steps)
    {
        Tensor Vector(IEnumerable<double> values) => Tensor.Create(values.ToArray()).Cast(times.DType);
        // The last step of an interval ends where the interval does, whatever derivative the times have.
        var starts = times.Gather([.. steps.Intervals]) + Vector(steps.Offsets);
        var ends = times.Gather([.. steps.Intervals.Select(i => i + 1)]);
        var sizes = Tensor.Where(Vector(steps.Last.Select(last => last ? 1.0 : 0)), ends - starts, Vector(steps.Sizes));
        return new(starts, sizes, [.. steps.Places]);
    }

    private Tensor[] Walk(Tableau method, Tensor[] y, Tensor[] captured, Grid grid)
    {
        var states = Steps(method, method.Stages, y, captured, grid, (state, next, _, _) => next);
        return [.. states.Select((all, i) => Tensor.Concat([y[i].ExpandDims(0), all.Gather(grid.Wanted)]))];
    }

    /// <summary>Walks the steps; of each, which has a state before and after, its size and its slopes, the output is kept.</summary>
    private Tensor[] Steps(
        Tableau method,
        int stages,
        Tensor[] y,
        Tensor[] captured,
        Grid grid,
        Func<Tensor[], Tensor[], Tensor, List<Tensor[]>, Tensor[]> output
    )
    {
        var options = new ScanOptions { Checkpoints = Options.Checkpoints };
        var (_, outputs) = Ad.Scan(
            (Tensor[] state, (Tensor T, Tensor H) step) =>
            {
                var slopes = method.Slopes(
                    (t, at) => Field.Run([t, .. at, .. captured]),
                    step.T,
                    state,
                    step.H,
                    stages
                );
                var next = Tableau.Moved(state, step.H, slopes, method.B);
                return (next, output(state, next, step.H, slopes));
            },
            y,
            (grid.Starts, grid.Sizes),
            options
        );
        return outputs;
    }

    /// <summary>The solution at times within the steps: of each step the five coefficients of its polynomial are kept, leaf by leaf.</summary>
    private Tensor[] Interpolated(Tensor[] y, Tensor[] captured, Tensor times, StepSequence steps)
    {
        var method = Tableau.DormandPrince;
        var grid = Chosen(times.Gather([0, times.Count - 1]), steps);
        var kept = Steps(method, method.B.Length, y, captured, grid, Coefficients);
        var part = (times[1..] - grid.Starts.Gather(grid.Wanted)) / grid.Sizes.Gather(grid.Wanted);
        return
        [
            .. y.Select(
                (leaf, i) =>
                {
                    var c = kept.Chunk(y.Length).Select(leaves => leaves[i].Gather(grid.Wanted)).ToArray();
                    var theta = part.Reshape([part.Count, .. Enumerable.Repeat(1, leaf.Rank)]);
                    var inner = c[2] + theta * (c[3] + (1 - theta) * c[4]);
                    return Tensor.Concat([leaf.ExpandDims(0), c[0] + theta * (c[1] + (1 - theta) * inner)]);
                }
            ),
        ];
    }

    private static Tensor[] Coefficients(Tensor[] y, Tensor[] next, Tensor size, List<Tensor[]> slopes)
    {
        var moved = y.Select((leaf, i) => next[i] - leaf).ToArray();
        var first = moved.Select((delta, i) => size * slopes[0][i] - delta).ToArray();
        var second = moved.Select((delta, i) => delta - size * slopes[^1][i] - first[i]);
        var third = Tableau.Sum(slopes, Tableau.DormandPrince.D).Select(sum => size * sum);
        return [.. y, .. moved, .. first, .. second, .. third];
    }

    /// <summary>
    /// The cotangents of the inputs: between two times the adjoint a' = −(∂f/∂y)ᵀ a and the sum g' = −(∂f/∂θ)ᵀ a are solved backward beside the state, which starts anew from the solution at
    /// each time; at a time its cotangent joins a, and the time gets ȳᵀ f, the first time −aᵀ f.
    /// </summary>
    private Tensor[] Adjoint(Tensor[] inputs, Tensor[] solution, Tensor[] bars)
    {
        var (times, y, captured) = Split(inputs);
        var adjoint = Array.ConvertAll(y, Tensor.ZerosLike);
        var sums = Array.ConvertAll(captured, Tensor.ZerosLike);
        var timeBars = new Tensor[times.Count];
        var options = Options with { Gradient = OdeGradient.Discrete };
        for (var i = times.Count - 1; i > 0; i--)
        {
            var time = i;
            var state = Array.ConvertAll(solution, leaf => leaf[time]);
            var bar = Array.ConvertAll(bars, leaf => leaf[time]);
            var slope = Field.Run([times[i], .. state, .. captured]);
            timeBars[i] = Dot(bar, slope);
            adjoint = [.. adjoint.Zip(bar, (a, b) => a + b)];
            // The sums of an interval start from zero: what earlier ones gathered does not widen their tolerance.
            var (_, before, gathered) = Last(
                Ode.Solve(
                    (t, s) => Backward(t, s.State, s.Adjoint, captured),
                    (State: state, Adjoint: adjoint, Sums: Array.ConvertAll(captured, Tensor.ZerosLike)),
                    Tensor.Stack([times[i], times[i - 1]]),
                    options
                )
            );
            adjoint = before;
            sums = [.. sums.Zip(gathered, (sum, more) => sum + more)];
        }
        timeBars[0] = -Dot(adjoint, Field.Run([times[0], .. y, .. captured]));
        adjoint = [.. adjoint.Zip(bars, (a, b) => a + b[0])];
        return [Tensor.Stack(timeBars), .. adjoint, .. sums];
    }

    private (Tensor[] State, Tensor[] Adjoint, Tensor[] Sums) Backward(
        Tensor t,
        Tensor[] state,
        Tensor[] adjoint,
        Tensor[] captured
    )
    {
        var (slope, pullback) = Ad.Pullback((Tensor[] x) => Field.Run([t, .. x]), (Tensor[])[.. state, .. captured]);
        var pulled = Array.ConvertAll(pullback(adjoint), bar => -bar);
        return (slope, pulled[..Leaves], pulled[Leaves..]);
    }

    private static T Last<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T tree) => Tree.Map(leaf => leaf[^1], tree);

    private static Tensor Dot(Tensor[] x, Tensor[] y) => x.Zip(y, (a, b) => (a * b).Sum()).Aggregate((a, b) => a + b);
}

/// <summary>A problem whose steps are chosen when a program runs.</summary>
internal sealed record OdeCode(OdeProblem Problem) : NumericCode
{
    public override string Name => "OdeSolve";

    public override TensorType[] Infer(TensorType[] inputs) => Problem.Infer(inputs);

    public override Tensor[] Run(Tensor[] inputs) => Problem.Run(inputs);

    // Instances that share their times share their steps.
    public override bool RunsEach(Flags batched) => batched[0];
}
