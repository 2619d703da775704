using System.Collections.Generic;
using System.Linq;
using Functional.Core;

namespace Functional.Bench.Compare.Programs;

/// <summary>The models whose training steps are measured, with the shapes, rates and losses of torch_steps.py.</summary>
internal static class TrainingCases
{
    /// <summary>Recurrent models of another form or length, for what they take to compile.</summary>
    public const string LongLstm = "lstm-t1000-h32-b1",
        UnrolledLstm = "lstm-t50-h32-b1 unrolled";

    /// <summary>The cases that PyTorch has too.</summary>
    public static IEnumerable<TrainingCase> All() =>
        new[]
        {
            "mlp-1",
            "mlp-32",
            "mlp-128",
            "mlp-1024",
            "spiral",
            "lstm-t50-h32-b1",
            "lstm-t50-h128-b32",
            "vae-1",
            "vae-100",
            "convnet-100",
        }.Select(Of);

    /// <summary>The case of a name.</summary>
    public static TrainingCase Of(string name) =>
        name switch
        {
            "mlp-1" => Classifier(name, 1),
            "mlp-32" => Classifier(name, 32),
            "mlp-128" => Classifier(name, 128),
            "mlp-1024" => Classifier(name, 1024),
            "spiral" => new TrainingCase<Mlp, (Tensor X, Tensor Y)>(
                name,
                Mlp.Create(2, 100, 3, 0.01, DType.Float32),
                Always(Examples(300, [2], 3)),
                1,
                (p, batch) => p.PenalizedLoss(batch.X, batch.Y)
            ),
            "lstm-t50-h32-b1" => Recurrent(name, 50, 32, 1),
            "lstm-t50-h128-b32" => Recurrent(name, 50, 128, 32),
            LongLstm => Recurrent(name, 1000, 32, 1),
            UnrolledLstm => new TrainingCase<Lstm, Tensor>(
                name,
                Lstm.Create(32),
                Always(Lstm.Series(50, 1)),
                Lstm.Rate,
                (p, xs) => p.UnrolledLoss(xs)
            ),
            "vae-1" => Autoencoder(name, 1),
            "vae-100" => Autoencoder(name, 100),
            "convnet-100" => new TrainingCase<ConvNet, (Tensor X, Tensor Y)>(
                name,
                ConvNet.Create(),
                Always(Examples(100, [1, 28, 28], 10)),
                0.01,
                (p, batch) => p.Loss(batch.X, batch.Y)
            ),
            _ => throw new KeyNotFoundException($"TrainingCases wants the name of a case, but got {name}."),
        };

    private static TrainingCase Classifier(string name, int count) =>
        new TrainingCase<Mlp, (Tensor X, Tensor Y)>(
            name,
            Mlp.Create(784, 128, 10, 0.05, DType.Float32),
            Always(Examples(count, [784], 10)),
            0.01,
            (p, batch) => p.Loss(batch.X, batch.Y)
        );

    private static TrainingCase Recurrent(string name, int steps, int hidden, int count) =>
        new TrainingCase<Lstm, Tensor>(
            name,
            Lstm.Create(hidden),
            Always(Lstm.Series(steps, count)),
            Lstm.Rate,
            (p, xs) => p.Loss(xs)
        );

    // Fresh noise for each step, as PyTorch draws it.
    private static TrainingCase Autoencoder(string name, int count)
    {
        var images = Key.Of(1).Uniform([count, 784], dtype: DType.Float32);
        return new TrainingCase<Vae, (Tensor X, Tensor Noise)>(
            name,
            Vae.Create(),
            step => (images, Key.Of(8).FoldIn(step).Normal([count, Vae.Latent], DType.Float32)),
            0.001,
            (p, batch) => p.Loss(batch.X, batch.Noise)
        );
    }

    private static System.Func<int, T> Always<T>(T item) => _ => item;

    private static (Tensor X, Tensor Y) Examples(int count, int[] inputs, int classes) =>
        (Key.Of(1).Uniform([count, .. inputs], dtype: DType.Float32), Mlp.Labels(count, classes, DType.Float32));
}
