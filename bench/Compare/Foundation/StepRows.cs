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

    private sealed record Mlp(Tensor W1, Tensor B1, Tensor W2, Tensor B2);

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
            var labels = Labels(batch, 10, DType.Float32);
            Time(times, $"mlp-{batch}", Parameters(784, 128, 10, 0.05, DType.Float32), p => Loss(p, x, labels), 0.01);
        }
        var points = Key.Of(2).Normal([300, 2]);
        var classes = Labels(300, 3, DType.Float64);
        Time(
            times,
            "spiral",
            Parameters(2, 100, 3, 0.01, DType.Float64),
            p => Loss(p, points, classes) + 0.0005 * (Tensor.Square(p.W1).Sum() + Tensor.Square(p.W2).Sum()),
            1
        );
        return times;
    }

    private static Tensor Loss(Mlp p, Tensor x, Tensor labels) =>
        Tensor.CrossEntropy(Tensor.MatMul(Tensor.Relu(Tensor.MatMul(x, p.W1) + p.B1), p.W2) + p.B2, labels);

    private static Mlp Parameters(int inputs, int hidden, int outputs, double deviation, DType dtype) =>
        new(
            deviation * Key.Of(3).Normal([inputs, hidden], dtype),
            Tensor.Zeros([hidden], dtype),
            deviation * Key.Of(4).Normal([hidden, outputs], dtype),
            Tensor.Zeros([outputs], dtype)
        );

    private static Tensor Labels(int count, int classes, DType dtype) =>
        Tensor.Create(Enumerable.Range(0, count).Select(i => (double)(i % classes)).ToArray()).Cast(dtype);

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
