using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Functional.Core;

namespace Functional.Bench.Compare.Programs;

/// <summary>A model and a batch whose compiled training step is measured in several ways.</summary>
internal abstract class TrainingCase(string name)
{
    /// <summary>The name, which is PyTorch's too where it has the same.</summary>
    public string Name { get; } = name;

    /// <summary>The first parameters and the batch.</summary>
    public abstract IEnumerable<DenseTensor> Numbers { get; }

    /// <summary>The losses before the first steps.</summary>
    public abstract double[] Losses(int steps);

    /// <summary>Median microseconds of a step of gradient descent, as a fold.</summary>
    public abstract double StepMicroseconds(double seconds);

    /// <summary>Bytes that a step of the fold allocates once it runs.</summary>
    public abstract double StepBytes();

    /// <summary>Milliseconds that a fold takes for tracing, planning and fusing, beyond its steps, in a program that has compiled others before.</summary>
    public abstract double CompileMilliseconds();

    /// <summary>Median microseconds of the loss as a program, and of the loss with its gradient.</summary>
    public abstract (double Loss, double Gradient) ProgramMicroseconds(double seconds);
}

/// <inheritdoc/>
/// <param name="name">The name.</param>
/// <param name="start">The first parameters.</param>
/// <param name="item">The batch of each step; what is random in a step is drawn here, by the number of the step.</param>
/// <param name="rate">The length of a step.</param>
/// <param name="loss">The loss of a batch.</param>
internal sealed class TrainingCase<TParameters, TItem>(
    string name,
    TParameters start,
    Func<int, TItem> item,
    double rate,
    Func<TParameters, TItem, Tensor> loss
) : TrainingCase(name)
{
    // Steps folded at a time, so that starting a fold counts little.
    private const int Folded = 20;

    // Longer than it takes a step to have run so often that its elementwise operations are fused.
    private const double SecondsToFuse = 0.3;

    public override IEnumerable<DenseTensor> Numbers => Tree.Flatten((start, item(0))).Cast<DenseTensor>();

    public override double[] Losses(int steps)
    {
        var losses = new double[steps];
        Fold()(start, Enumerable.Range(0, steps).Select(item), (i, value) => losses[i] = value.ToScalar());
        return losses;
    }

    public override double StepMicroseconds(double seconds)
    {
        var fold = Fold();
        var items = Enumerable.Range(0, Folded).Select(item);
        var state = start;
        return Stopclock.MedianMicroseconds(seconds, () => state = fold(state, items, null))[0] / Folded;
    }

    public override double StepBytes()
    {
        var fold = Fold();
        var batch = item(0);
        long Bytes(int steps)
        {
            var items = Enumerable.Repeat(batch, steps).ToArray();
            var before = GC.GetAllocatedBytesForCurrentThread();
            fold(start, items, null);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        // Until steps have been fused, here and in the bodies of loops, which is when a fold begins.
        var warm = Stopwatch.StartNew();
        for (var calls = 0; calls < 5 || warm.Elapsed.TotalSeconds < SecondsToFuse; calls++)
            Bytes(Folded);
        // What a step allocates it allocates every time; what is there once, as when a collection has emptied a pool, is not the step's.
        long Least(int steps) => Enumerable.Range(0, 3).Min(_ => Bytes(steps));
        return (Least(2 * Folded) - Least(Folded)) / (double)Folded;
    }

    public override double CompileMilliseconds()
    {
        const int warm = 3,
            timed = 7;
        TItem[] one = [item(0)];
        var (traced, fused) = (new List<double>(), new List<double>());
        for (var i = 0; i < warm + timed; i++)
        {
            var fold = Fold();
            var calls = new List<double>();
            for (var all = Stopwatch.StartNew(); calls.Count < 20 || all.Elapsed.TotalSeconds < SecondsToFuse; )
            {
                var before = Stopwatch.GetTimestamp();
                fold(start, one, null);
                calls.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }
            if (i < warm)
                continue;
            // What the step itself takes is not compiling.
            var step = Stopclock.Median(calls);
            traced.Add(calls[0] - step);
            fused.Add(calls.Skip(1).Max() - step);
        }
        // The longest later call is the one that fuses, or one that was disturbed: never the shorter for it.
        return Stopclock.Median(traced) + fused.Min();
    }

    public override (double Loss, double Gradient) ProgramMicroseconds(double seconds)
    {
        var point = (start, item(0));
        var medians = Stopclock.MedianMicroseconds(
            seconds,
            Run(Ad.Explain(((TParameters P, TItem Item) x) => loss(x.P, x.Item), point), point),
            Run(Ad.Explain(((TParameters P, TItem Item) x) => Gradient(x.P, x.Item), point), point)
        );
        return (medians[0], medians[1]);
    }

    // In memory that is there already: a program's time and not the collector's.
    private static Action Run(Core.Program program, (TParameters, TItem) point)
    {
        var inputs = Tree.Flatten(point).Cast<DenseTensor>().ToArray();
        var outputs = program.Outputs.Select(DenseTensor.Uninitialized).ToArray();
        var executable = program.Optimized();
        return () => executable.Run(inputs, outputs);
    }

    private (Tensor Value, TParameters Gradient) Gradient(TParameters p, TItem batch)
    {
        var result = Ad.ValueAndGrad((TParameters q) => loss(q, batch))(p);
        return (result.Value, result.Gradient);
    }

    private Func<TParameters, IEnumerable<TItem>, Action<int, Tensor>?, TParameters> Fold() =>
        Ad.CompileFold(
            (TParameters p, TItem batch) =>
            {
                var (value, gradient) = Gradient(p, batch);
                return (Tree.Map2((w, g) => Tensor.Combine(1, w, -rate, g), p, gradient), value);
            }
        );
}
