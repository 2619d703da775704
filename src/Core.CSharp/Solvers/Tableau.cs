namespace Functional.Core;

/// <summary>
/// An explicit Runge–Kutta method (Butcher's tableau): kᵢ = f(t + cᵢ h, y + h Σⱼ aᵢⱼ kⱼ), y₁ = y + h Σᵢ bᵢ kᵢ, with the error estimate h Σᵢ eᵢ kᵢ.
/// Between t and t + h, y(t + θh) = y + θ(Δ + (1 − θ)(p + θ(q + (1 − θ) r))) with Δ = y₁ − y, p = h k₁ − Δ, q = Δ − h k₇ − p and r = h Σᵢ dᵢ kᵢ
/// (Hairer, Nørsett, Wanner I, II.6).
/// </summary>
internal sealed record Tableau(double[] C, double[][] A, double[] B, double[] E, double[] D)
{
    /// <summary>The classical method of order 4.</summary>
    public static readonly Tableau RungeKutta4 = new(
        [0, 0.5, 0.5, 1],
        [
            [],
            [0.5],
            [0, 0.5],
            [0, 0, 1],
        ],
        [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6],
        [],
        []
    );

    /// <summary>Order 5 with an error estimate of order 4 and a last stage that is the next step's first. Dormand and Prince, J. Comput. Appl. Math. 6 (1980).</summary>
    public static readonly Tableau DormandPrince = new(
        [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1],
        [
            [],
            [1.0 / 5],
            [3.0 / 40, 9.0 / 40],
            [44.0 / 45, -56.0 / 15, 32.0 / 9],
            [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
            [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
            [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
        ],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0],
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40],
        [
            -12715105075.0 / 11282082432,
            0,
            87487479700.0 / 32700410799,
            -10690763975.0 / 1880347072,
            701980252875.0 / 199316789632,
            -1453857185.0 / 822651844,
            69997945.0 / 29380423,
        ]
    );

    /// <summary>The stages that y₁ is made of.</summary>
    public int Stages => B.Length - B.Reverse().TakeWhile(b => b == 0).Count();

    /// <summary>The first so many stages of a step, of which the first may be given.</summary>
    public List<Tensor[]> Slopes(Field f, Tensor t, Tensor[] y, Tensor h, int stages, Tensor[]? first = null)
    {
        var slopes = new List<Tensor[]>(stages) { first ?? f(t, y) };
        for (var i = 1; i < stages; i++)
            slopes.Add(f(t + C[i] * h, Moved(y, h, slopes, A[i])));
        return slopes;
    }

    /// <summary>y + h Σᵢ wᵢ kᵢ.</summary>
    public static Tensor[] Moved(Tensor[] y, Tensor h, List<Tensor[]> slopes, double[] weights)
    {
        var sum = Sum(slopes, weights);
        return [.. y.Select((leaf, i) => leaf + h * sum[i])];
    }

    /// <summary>Σᵢ wᵢ kᵢ.</summary>
    public static Tensor[] Sum(List<Tensor[]> slopes, double[] weights)
    {
        Tensor[]? sum = null;
        for (var s = 0; s < Math.Min(weights.Length, slopes.Count); s++)
        {
            if (weights[s] == 0)
                continue;
            var slope = slopes[s];
            var weight = weights[s];
            sum = sum is null
                ? Array.ConvertAll(slope, k => weight * k)
                : [.. sum.Select((total, i) => Tensor.Combine(1, total, weight, slope[i]))];
        }
        return sum!;
    }
}

/// <summary>The right-hand side of y' = f(t, y), leaf by leaf.</summary>
internal delegate Tensor[] Field(Tensor t, Tensor[] y);
