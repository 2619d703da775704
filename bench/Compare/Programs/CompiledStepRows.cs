using System;
using System.Collections.Generic;
using System.Linq;
using Functional.Bench.Compare.Peers;
using Functional.Core;

namespace Functional.Bench.Compare.Programs;

/// <summary>Training steps as compiled folds, beside PyTorch's.</summary>
internal static class CompiledStepRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "compiled steps";

    private const string Section = "programs";
    private const int Rounds = 3;
    private const double SecondsEach = 0.7;

    // Steps folded at a time, so that starting a fold counts little.
    private const int Folded = 20;

    // The floors that the ratios to PyTorch must reach.
    private static readonly (string Name, double Must)[] cases =
    [
        ("mlp-1", 6),
        ("mlp-32", 2),
        ("mlp-128", 1.3),
        ("mlp-1024", 1),
        ("spiral", 3),
        ("lstm-t50-h32-b1", 25),
        ("lstm-t50-h128-b32", 3),
    ];

    /// <summary>The rows of training steps.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        if (!PyTorch.HasSteps(session))
            yield break;
        var (ours, torch) = (
            new List<IReadOnlyDictionary<string, double>>(),
            new List<IReadOnlyDictionary<string, double>>()
        );
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Child.Times(Timing, 1));
            torch.Add(PyTorch.StepTimes(""));
        }
        foreach (var (name, must) in cases)
            yield return Row.OfTimes(
                Section,
                $"compiled step {name}",
                Stopclock.Median(ours.Select(run => run[name])),
                Stopclock.Median(torch.Select(run => run[name])),
                PyTorch.Name,
                "us",
                must
            );
    }

    /// <summary>Microseconds of a step of each model; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var times = new Dictionary<string, double>();
        foreach (var batch in new[] { 1, 32, 128, 1024 })
            Time(
                times,
                $"mlp-{batch}",
                Mlp.Create(784, 128, 10, 0.05, DType.Float32),
                Examples(batch, 784, 10),
                0.01,
                (p, item) => p.Loss(item.X, item.Y)
            );
        Time(
            times,
            "spiral",
            Mlp.Create(2, 100, 3, 0.01, DType.Float32),
            Examples(300, 2, 3),
            1,
            (p, item) => p.PenalizedLoss(item.X, item.Y)
        );
        foreach (var (hidden, batch) in new[] { (32, 1), (128, 32) })
            Time<Tensor[]>(
                times,
                $"lstm-t50-h{hidden}-b{batch}",
                [
                    0.1 * Key.Of(5).Normal([1 + hidden, 4 * hidden], DType.Float32),
                    Tensor.Zeros([4 * hidden], DType.Float32),
                    0.1 * Key.Of(6).Normal([hidden, 1], DType.Float32),
                ],
                (Key.Of(7).Normal([50, batch, 1], DType.Float32), Tensor.Zeros([0], DType.Float32)),
                0.001,
                Recur
            );
        return times;
    }

    private static (Tensor X, Tensor Y) Examples(int count, int inputs, int classes) =>
        (Key.Of(1).Uniform([count, inputs], dtype: DType.Float32), Mlp.Labels(count, classes, DType.Float32));

    // The cell on [x, h], the gates side by side; the squared error of every state's readout.
    private static Tensor Recur(Tensor[] p, (Tensor X, Tensor Y) item)
    {
        var hidden = p[2].Shape[0];
        var zero = Tensor.Zeros([item.X.Shape[1], hidden], DType.Float32);
        var (_, errors) = Ad.Scan(
            ((Tensor H, Tensor C) carry, Tensor x) =>
            {
                var z = Tensor.MatMul(Tensor.Concat([x, carry.H], 1), p[0]) + p[1];
                Tensor Gate(int i) => z.Slice(1, i * hidden, (i + 1) * hidden);
                var c = Tensor.Sigmoid(Gate(1)) * carry.C + Tensor.Sigmoid(Gate(0)) * Tensor.Tanh(Gate(3));
                var h = Tensor.Sigmoid(Gate(2)) * Tensor.Tanh(c);
                return ((h, c), Tensor.Square(Tensor.MatMul(h, p[2]) - x).Sum());
            },
            (zero, zero),
            item.X
        );
        return errors.Sum();
    }

    private static void Time<T>(
        Dictionary<string, double> times,
        string name,
        T start,
        (Tensor X, Tensor Y) item,
        double rate,
        Func<T, (Tensor X, Tensor Y), Tensor> loss
    )
    {
        var fold = Ad.CompileFold(
            (T p, (Tensor X, Tensor Y) batch) =>
            {
                var result = Ad.ValueAndGrad((T q) => loss(q, batch))(p);
                return (Tree.Map2((w, g) => Tensor.Combine(1, w, -rate, g), p, result.Gradient), result.Value);
            }
        );
        var items = Enumerable.Repeat(item, Folded).ToArray();
        var state = start;
        times[name] = Stopclock.MedianMicroseconds(SecondsEach, () => state = fold(state, items, null))[0] / Folded;
    }
}
