using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// f(X) of symmetric matrices, the gradient of tr F(X) for F′ = f, or its k-th derivative in k directions: with X = V diag(λ) Vᵀ and Pᵢ = Vᵀ Aᵢ V,
/// V (Σ f[λ₀ … λₖ] P₁ ⋯ Pₖ) Vᵀ, summed over all ways through the eigenvalues and all orders of the directions (Daleckii and Krein 1965).
/// </summary>
internal sealed record SymmetricFunction(
    string? Function,
    Func<Tensor, Tensor> F,
    Func<double, int, double[]>? Known,
    int Directions
) : GradientForm(Directions)
{
    internal override string Constants => Function ?? "";

    internal override long Flops(TensorType[] inputs, TensorType[] answers) =>
        Matrices.Cubic(inputs[0], 11 + 4 * Directions);

    protected override GradientForm Next => this with { Directions = Directions + 1 };

    protected override double[] Value(double[] x, double[][] directions, int n, DType dtype)
    {
        var (values, v) = Factorizations.Eigh(Symmetric(x, n), n);
        Settle(values, n * (dtype == DType.Float32 ? 1.1920929e-7 : 2.220446049250313e-16));
        var p = Array.ConvertAll(directions, direction => Between(v, Symmetric(direction, n), n, back: false));
        return Between(v, Weighted(values, p, n), n, back: true);
    }

    private static double[] Symmetric(double[] x, int n) => ColumnMajor.CopySymmetric<double>(x, n);

    // A singular matrix without negative eigenvalues shows some that rounding made.
    private static void Settle(double[] values, double tolerance)
    {
        if (values.Length == 0)
            return;
        var noise = tolerance * Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
        foreach (ref var value in values.AsSpan())
            if (value < 0 && value >= -noise)
                value = 0;
    }

    /// <summary>Vᵀ A V, or V A Vᵀ back, of a symmetric A and a column-major V.</summary>
    private static double[] Between(double[] v, double[] a, int n, bool back)
    {
        var (half, whole) = (new double[n * n], new double[n * n]);
        // In row-major words V is Vᵀ.
        Gemm.Multiply<double>(n, n, n, v, back, a, false, half);
        Gemm.Multiply<double>(n, n, n, half, false, v, !back, whole);
        return whole;
    }

    private double[] Weighted(double[] values, double[][] p, int n)
    {
        var f = Numbers(F(Tensor.Create(values)), n);
        var sum = new double[n * n];
        if (p.Length == 0)
        {
            for (var i = 0; i < n; i++)
                sum[i * n + i] = f[i];
            return sum;
        }
        var middles = new Lazy<double[]>(() => Middles(values));
        var series = new Dictionary<int, double[][]>();
        var differences = new DividedDifferences(values, f, About);
        var way = new int[p.Length + 1];
        // For each set of directions, as many as there are steps behind: the sum over all their orders of the products along the way.
        var products = Array.ConvertAll(way, _ => new double[1 << p.Length]);
        products[0][0] = 1;
        var sets = SetsBySize(p.Length);
        for (var i = 0; i < n; i++)
        {
            way[0] = i;
            Follow(1);
        }
        return sum;

        double[] About(int i, int j, int order)
        {
            var pair = j * (j + 1) / 2 + i;
            if (Known is not null)
                return Known(middles.Value[pair], order);
            if (!series.TryGetValue(order, out var all))
                series.Add(order, all = Series(middles.Value, order));
            return all[pair];
        }

        // All ways on from the eigenvalues chosen so far.
        void Follow(int step)
        {
            if (step == way.Length)
            {
                sum[way[0] * n + way[^1]] += products[^1][^1] * differences[way];
                return;
            }
            for (var next = 0; next < n; next++)
            {
                way[step] = next;
                foreach (var set in sets[step])
                {
                    var product = 0.0;
                    for (var d = 0; d < p.Length; d++)
                        if ((set & (1 << d)) != 0)
                            product += products[step - 1][set & ~(1 << d)] * p[d][way[step - 1] * n + next];
                    products[step][set] = product;
                }
                Follow(step + 1);
            }
        }
    }

    /// <summary>The sets of some members, as bits: those of 0 members, those of 1, and so on.</summary>
    private static int[][] SetsBySize(int members)
    {
        var sets = Enumerable.Range(0, 1 << members).ToLookup(set => BitOperations.PopCount((uint)set));
        return [.. Enumerable.Range(0, members + 1).Select(size => sets[size].ToArray())];
    }

    /// <summary>The middle of each pair of numbers, those with the first number first.</summary>
    private static double[] Middles(double[] values)
    {
        var middles = new double[values.Length * (values.Length + 1) / 2];
        for (int j = 0, pair = 0; j < values.Length; j++)
        for (var i = 0; i <= j; i++)
            middles[pair++] = values[i] / 2 + values[j] / 2;
        return middles;
    }

    /// <summary>The Taylor coefficients of f about each of some numbers.</summary>
    private double[][] Series(double[] about, int order)
    {
        var x = Tensor.Create(about);
        var coefficients = Ad.Jet(F, [x, Tensor.OnesLike(x)], order);
        var columns = Array.ConvertAll(coefficients, c => Numbers(c, about.Length));
        var series = new double[about.Length][];
        for (var i = 0; i < series.Length; i++)
            series[i] = Array.ConvertAll(columns, column => column[i]);
        return series;
    }

    private double[] Numbers(Tensor y, int count)
    {
        if (y is TracedTensor traced)
            throw new TraceException(
                $"{Name} wants a function of its argument alone, but got one that captured a traced value or what was made of one: "
                    + $"{traced.Description}. Write a function that is differentiated in a parameter with Eigh."
            );
        if (y.Rank != 1 || y.Count != count)
            ShapeException.Throw(Name, $"an elementwise function: [{count}] for [{count}]", $"{y.Shape}");
        return y.ToArray();
    }
}

public abstract partial class Tensor
{
    /// <summary>
    /// The function f of a symmetric matrix, Y = V diag(f(λ)) Vᵀ for X = V diag(λ) Vᵀ: [… n, n] → [… n, n]; of another X the symmetric part
    /// (X + Xᵀ) / 2 is taken. f is elementwise, made of operations of tensors, and reads its argument alone, which is Float64.
    /// With P = Vᵀ Ẋ V and Fᵢⱼ = (f(λᵢ) − f(λⱼ)) / (λᵢ − λⱼ), f′(λᵢ) where both are equal: Ẏ = V (F ∘ P) Vᵀ, and X̄ alike
    /// (Daleckii and Krein 1965). Nearly equal eigenvalues lose no digits, as the quotients are then summed from Taylor series of f.
    /// The k-th derivative takes n³ + n^k (n + 2^k) k steps. Eigenvalues below 0 by no more than rounding count as 0.
    /// Where f has no derivative, as √ at 0, ±∞ or NaN comes out. A matrix with NaN or ∞ has an answer of NaN.
    /// </summary>
    /// <exception cref="ShapeException">The last two axes do not form square matrices, or f is not elementwise.</exception>
    /// <exception cref="TraceException">f captured a traced value.</exception>
    public static Tensor SymmetricFunction(Tensor x, Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return SymmetricFunction(x, f, null, null);
    }

    private static Tensor SymmetricFunction(
        Tensor x,
        Func<Tensor, Tensor> f,
        string? name,
        Func<double, int, double[]>? known
    ) => Apply(new SymmetricFunction(name, f, known, 0), [x])[0];
}
