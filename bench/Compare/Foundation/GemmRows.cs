using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Functional.Bench.Compare.Peers;
using Functional.Core.Kernels;

namespace Functional.Bench.Compare.Foundation;

/// <summary>The matrix product beside OpenBLAS and PyTorch on one core, and two cores beside one.</summary>
internal static class GemmRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "gemm";

    private const int Rounds = 3;
    private const double SecondsEach = 0.4;
    private const string OursPrefix = "ours ";
    private const string OpenBlasPrefix = "openblas ";

    // C[m, n] = A[m, k]·B[k, n]
    private sealed record Product(int M, int K, int N, string DType, double Must)
    {
        public bool IsSquare => M == K && K == N;
        public string Name => IsSquare ? $"gemm-{M}-{DType}" : $"gemm-{M}x{K}-{K}x{N}-{DType}";
        public string ForPython => $"{M},{K},{N},{DType}";
    }

    private static readonly Product[] products =
    [
        .. from size in new[] { 32, 256, 512, 1024 }
        from dtype in new[] { "f32", "f64" }
        select new Product(size, size, size, dtype, size == 32 ? 1 : 0.9),
        .. from dtype in new[] { "f32", "f64" }
        from product in new[] { new Product(1, 784, 128, dtype, 1), new Product(128, 1, 784, dtype, 1) }
        select product,
    ];

    private static bool IsLarge(Product product) => product.M >= 512;

    /// <summary>The rows of the matrix product.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var oneCore = new List<IReadOnlyDictionary<string, double>>();
        var twoCores = new List<IReadOnlyDictionary<string, double>>();
        var torch = new List<IReadOnlyDictionary<string, double>>();
        var hasSteps = PyTorch.HasSteps(session);
        for (var round = 0; round < Rounds; round++)
        {
            oneCore.Add(Child.Times(Timing, 1));
            if (Environment.ProcessorCount > 1)
                twoCores.Add(Child.Times(Timing, 2));
            if (!PyTorch.IsInstalled)
                continue;
            torch.Add(PyTorch.ProductTimes(products.Where(p => !p.IsSquare).Select(p => p.ForPython)));
            if (hasSteps)
                torch.Add(PyTorch.StepTimes("gemm"));
        }

        if (!oneCore[0].Keys.Any(key => key.StartsWith(OpenBlasPrefix, StringComparison.Ordinal)))
            session.Lacks(OpenBlas.Name);
        if (twoCores.Count == 0)
            session.Lacks("A second core");

        foreach (var product in products)
        {
            var ours = Median(oneCore, OursPrefix + product.Name)!.Value;
            var peers =
                from peer in new[]
                {
                    (OpenBlas.Name, Time: Median(oneCore, OpenBlasPrefix + product.Name)),
                    (PyTorch.Name, Time: Median(torch, product.Name) ?? Median(torch, product.ForPython)),
                }
                where peer.Time is not null
                orderby peer.Time
                select peer;
            foreach (var (name, time) in peers.Take(1))
                yield return Row.OfTimes("foundation", product.Name, ours, time!.Value, name, "us", product.Must);
            if (IsLarge(product) && Median(twoCores, OursPrefix + product.Name) is { } onTwo)
                yield return Row.OfTimes(
                    "foundation",
                    product.Name + " on two cores",
                    onTwo,
                    ours,
                    "one core",
                    "us",
                    1.8
                );
        }
    }

    /// <summary>Microseconds of every product, ours and, on one core, OpenBLAS's; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var times = new Dictionary<string, double>();
        foreach (var product in products.Where(p => Environment.ProcessorCount == 1 || IsLarge(p)))
            if (product.DType == "f32")
                Time<float>(product, times, OpenBlas.Multiply);
            else
                Time<double>(product, times, OpenBlas.Multiply);
        return times;
    }

    private delegate void Multiply<T>(int m, int n, int k, T[] a, T[] b, T[] c);

    private static void Time<T>(Product product, Dictionary<string, double> times, Multiply<T> openBlas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (m, k, n) = (product.M, product.K, product.N);
        var random = new Random(0);
        T[] Filled(int length) =>
            [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
        T[] a = Filled(m * k),
            b = Filled(k * n),
            c = new T[m * n];
        var ours = (
            Name: OursPrefix + product.Name,
            Run: (Action)(() => Gemm.Multiply<T>(m, n, k, a, false, b, false, c))
        );
        var peer = (Name: OpenBlasPrefix + product.Name, Run: (Action)(() => openBlas(m, n, k, a, b, c)));
        var all = Environment.ProcessorCount == 1 && OpenBlas.IsInstalled ? new[] { ours, peer } : [ours];
        var medians = Stopclock.MedianMicroseconds(SecondsEach * all.Length, [.. all.Select(x => x.Run)]);
        for (var i = 0; i < all.Length; i++)
            times[all[i].Name] = medians[i];
    }

    private static double? Median(IEnumerable<IReadOnlyDictionary<string, double>> runs, string name)
    {
        var values = runs.Where(run => run.ContainsKey(name)).Select(run => run[name]).ToArray();
        return values.Length == 0 ? null : Stopclock.Median(values);
    }
}
