namespace Functional.Core;

/// <summary>
/// The steps that Dormand and Prince's method takes from time to time: chosen by numbers, and constants to every derivative. Each starts in an interval between two times, at an
/// offset from its first one, and is so long, or as long as the interval lasts.
/// </summary>
internal sealed record StepSequence(List<int> Intervals, List<double> Offsets, List<double> Sizes, List<bool> Last)
{
    /// <summary>The step within which, or at the end of which, each time but the first lies.</summary>
    public List<int> Places { get; } = [];

    /// <summary>The solution at each time but the first, of the numbers that the steps were chosen on.</summary>
    public required List<Tensor[]> Solution { get; init; }
}

/// <summary>Step control: the error estimate of a step stays within the tolerances in every element. Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.4.</summary>
internal sealed class StepControl(OdeOptions options)
{
    private const double Safety = 0.9;
    private const double Shrink = 0.2;
    private const double Growth = 10;
    private const double Exponent = -1.0 / 5;

    /// <summary>The steps for a field that takes the time, the state's leaves and what it captured.</summary>
    /// <param name="field">The program of the field.</param>
    /// <param name="y">The initial state.</param>
    /// <param name="times">The times, monotone.</param>
    /// <param name="captured">What the field captured.</param>
    public StepSequence Choose(Program field, Tensor[] y, Tensor times, Tensor[] captured)
    {
        Tensor[] all = [times, .. y, .. captured];
        switch (Trace.Innermost(all))
        {
            case null:
                return Choose((t, state) => field.Run([t, .. state, .. captured]), y, times);
            case BatchTrace batch:
                // Instances share their steps, which the one that needs the smallest decides.
                var split = Array.ConvertAll(all, batch.Split);
                var flags = Array.ConvertAll(split, s => s.Batched);
                Array.Fill(flags, true, 1, y.Length);
                var batched = field.Batch(flags, Array.ConvertAll(y, _ => true), batch.Size);
                return Choose(
                    batched,
                    [.. y.Select((_, i) => Batching.Full(new(split[1 + i].Value, split[1 + i].Batched), batch.Size))],
                    times,
                    [.. split[(1 + y.Length)..].Select(s => s.Value)]
                );
            case var trace:
                all = Array.ConvertAll(all, x => Beneath(trace, x)!);
                return Choose(field, all[1..(1 + y.Length)], all[0], all[(1 + y.Length)..]);
        }
    }

    /// <summary>Whether there are numbers beneath all inputs, and times that the instances of each batch share.</summary>
    /// <param name="inputs">The times, and all else.</param>
    public static bool HasNumbers(Tensor[] inputs) =>
        Trace.Innermost(inputs) switch
        {
            null => true,
            StageTrace => false,
            BatchTrace batch => !batch.Split(inputs[0]).Batched
                && HasNumbers(Array.ConvertAll(inputs, x => batch.Split(x).Value)),
            var trace => Array.TrueForAll(inputs, x => Beneath(trace, x) is not null)
                && HasNumbers(Array.ConvertAll(inputs, x => Beneath(trace, x)!)),
        };

    private static Tensor? Beneath(Trace trace, Tensor x) =>
        x is TracedTensor traced && ReferenceEquals(traced.Trace, trace) ? traced.Beneath : x;

    private StepSequence Choose(Field f, Tensor[] y, Tensor times)
    {
        var wanted = times.ToArray();
        // Steps that are interpolated between end at the last time alone.
        var within = options.Interpolate && wanted.Length > 2;
        var at = within ? [wanted[0], wanted[^1]] : wanted;
        var direction = at.Length > 1 && at[1] < at[0] ? -1 : 1;
        var method = Tableau.DormandPrince;
        var steps = new StepSequence([], [], [], []) { Solution = [] };
        Tensor Number(double value) => Tensor.Literal(value, times);
        var slope = at.Length > 1 ? f(Number(at[0]), y) : y;
        var size = at.Length > 1 ? Initial(y, slope, Math.Abs(at[1] - at[0])) : 0;
        var tried = 0;
        for (var interval = 0; interval + 1 < at.Length; interval++)
        {
            var length = Math.Abs(at[interval + 1] - at[interval]);
            for (var offset = 0.0; offset < length; )
            {
                if (++tried > options.MaxSteps)
                    DomainException.Throw(
                        "Ode.Solve",
                        $"to reach t = {at[^1]} within {options.MaxSteps} steps",
                        $"t = {at[interval] + direction * offset} by then; the equation may be stiff, or the tolerances too small"
                    );
                var last = size >= length - offset;
                var taken = last ? length - offset : size;
                var (t, h) = (Number(at[interval] + direction * offset), Number(direction * taken));
                var slopes = method.Slopes(f, t, y, h, method.B.Length, slope);
                var next = Tableau.Moved(y, h, slopes, method.B);
                var error = Error(y, next, Tableau.Sum(slopes, method.E), taken);
                var factor = error == 0 ? Growth : Math.Clamp(Safety * Math.Pow(error, Exponent), Shrink, Growth);
                // A step that overflowed has an error of NaN.
                if (!(error <= 1))
                {
                    size = taken * (double.IsFinite(factor) ? factor : Shrink);
                    if (offset + size == offset)
                        DomainException.Throw(
                            "Ode.Solve",
                            "a solution that is smooth enough for its tolerances",
                            $"steps too small to add at t = {t}"
                        );
                    continue;
                }
                steps.Intervals.Add(interval);
                steps.Offsets.Add(direction * offset);
                steps.Sizes.Add(direction * taken);
                steps.Last.Add(last);
                // A step that was cut short says little against the size that was planned.
                size = last ? Math.Max(size, taken * factor) : taken * factor;
                offset = last ? length : offset + taken;
                (y, slope) = (next, slopes[^1]);
                while (steps.Places.Count + 1 < wanted.Length && IsReached(wanted[steps.Places.Count + 1]))
                    steps.Places.Add(steps.Offsets.Count - 1);

                bool IsReached(double time) =>
                    within ? last || direction * (time - at[0]) <= offset : last && time == at[interval + 1];
            }
            steps.Solution.Add(y);
        }
        return steps;
    }

    /// <summary>The error of a step in units of what is allowed, largest element.</summary>
    private double Error(Tensor[] y, Tensor[] next, Tensor[] slope, double size)
    {
        var error = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var allowed = Allowed(Tensor.Max(Tensor.Abs(y[i]), Tensor.Abs(next[i])));
            error = Largest(error, size * slope[i] / allowed);
        }
        return error;
    }

    private Tensor Allowed(Tensor magnitude) => options.AbsoluteTolerance + options.RelativeTolerance * magnitude;

    private static double Largest(double before, Tensor x) =>
        x.Count == 0 ? before : Math.Max(before, Tensor.Abs(x).Max().ToScalar());

    /// <summary>A first step along which the state moves a hundredth of its size, both measured by the tolerances.</summary>
    private double Initial(Tensor[] y, Tensor[] slope, double longest)
    {
        var (state, speed) = (0.0, 0.0);
        for (var i = 0; i < y.Length; i++)
        {
            var allowed = Allowed(Tensor.Abs(y[i]));
            state = Largest(state, y[i] / allowed);
            speed = Largest(speed, slope[i] / allowed);
        }
        var size = state < 1e-5 || !(speed >= 1e-5) ? 1e-6 : 0.01 * state / speed;
        return Math.Min(size, longest);
    }
}
