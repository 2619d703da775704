using System;
using System.Collections.Generic;
using System.Linq;
using Functional.Bench.Compare.Peers;
using Functional.Core;

namespace Functional.Bench.Compare.Foundation;

/// <summary>One eager training step beside PyTorch's, and what a gradient costs beside its function.</summary>
internal static class StepRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "steps";

    private const int Rounds = 3;
    private const double SecondsEach = 0.7;
    private const double GradientFloor = 4;

    // Float32 784–128–10 at a batch size, with the floor that its step must reach beside PyTorch.
    private static readonly (int Batch, double Must)[] batches = [(1, 2), (128, 1), (1024, 1)];

    /// <summary>The rows of training steps.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var hasTorch = PyTorch.HasSteps(session);
        var ours = new List<IReadOnlyDictionary<string, double>>();
        var torch = new List<IReadOnlyDictionary<string, double>>();
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Child.Times(Timing, 1));
            if (hasTorch)
                torch.Add(PyTorch.StepTimes("mlp"));
        }
        double Median(List<IReadOnlyDictionary<string, double>> runs, string name) =>
            Stopclock.Median(runs.Select(run => run[name]));

        foreach (var (batch, must) in batches)
            if (hasTorch)
                yield return Row.OfTimes(
                    "foundation",
                    $"step mlp-{batch}",
                    Median(ours, $"step mlp-{batch}"),
                    Median(torch, $"mlp-{batch}"),
                    PyTorch.Name,
                    "us",
                    must
                );
        foreach (var name in batches.Select(b => $"mlp-{b.Batch}").Append("spiral"))
            yield return Row.OfFloor(
                "foundation",
                $"gradient/primal {name}",
                Stopclock.Median(ours.Select(run => run[$"gradient {name}"] / run[$"primal {name}"])),
                GradientFloor,
                "x"
            );
    }

    /// <summary>Microseconds of a step, of a gradient and of the function alone; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var times = new Dictionary<string, double>();
        foreach (var (batch, _) in batches)
        {
            var x = Key.Of(1).Uniform([batch, 784], dtype: DType.Float32);
            var labels = Mlp.Labels(batch, 10, DType.Float32);
            Time(times, $"mlp-{batch}", Mlp.Create(784, 128, 10, 0.05, DType.Float32), p => p.Loss(x, labels), 0.01);
        }
        var points = Key.Of(2).Normal([300, 2]);
        var classes = Mlp.Labels(300, 3, DType.Float64);
        Time(times, "spiral", Mlp.Create(2, 100, 3, 0.01, DType.Float64), p => p.PenalizedLoss(points, classes), 1);
        return times;
    }

    private static void Time(
        Dictionary<string, double> times,
        string name,
        Mlp start,
        Func<Mlp, Tensor> loss,
        double rate
    )
    {
        var p = start;
        object sink = start;
        var gradient = Ad.ValueAndGrad(loss);
        var medians = Stopclock.MedianMicroseconds(
            3 * SecondsEach,
            () => p = Tree.Map2((w, g) => Tensor.Combine(1, w, -rate, g), p, gradient(p).Gradient),
            () => sink = gradient(start),
            () => sink = loss(start)
        );
        GC.KeepAlive(sink);
        (times[$"step {name}"], times[$"gradient {name}"], times[$"primal {name}"]) = (
            medians[0],
            medians[1],
            medians[2]
        );
    }
}
