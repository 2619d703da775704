using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>Minimising by gradient descent, as the two nested evals prescribe it, and gradients in a mode that they name.</summary>
internal static class Descent
{
    /// <summary>A function for each two modes, of the outer gradient and of the inner one.</summary>
    public static Dictionary<string, Func<JsonElement, Job>> InAllModes(Func<string, JsonElement, Job> job) =>
        new[] { "rr", "rf", "fr", "ff" }.ToDictionary(
            modes => modes,
            modes => new Func<JsonElement, Job>(input => job(modes, input))
        );

    /// <summary>Gradients by a letter: reverse mode or forward mode.</summary>
    public static Func<Real[], Real[]> Gradient(char mode, Func<Real[], Real> f) =>
        mode == 'r' ? x => Scalars.Gradient(f, x) : x => Each(x.Length, i => Partial(f, x, i));

    private static Real Partial(Func<Real[], Real> f, Real[] x, int i) =>
        Scalars.Derivative(xi => f(Each(x.Length, j => j == i ? xi : x[j])), x[i]);

    /// <summary>Steps against the gradient, longer after ten that succeeded in a row, shorter after one that did not, until gradient or step are small.</summary>
    public static Real[] ArgMin(Func<Real[], Real> f, Func<Real[], Real[]> gradient, Real[] x)
    {
        const double Small = 1e-5;
        var (value, slope, eta, successes) = (f(x), gradient(x), Small, 0);
        while (Norm(slope) > Small)
        {
            if (successes == 10)
                (eta, successes) = (2 * eta, 0);
            var next = Each(x.Length, i => x[i] - eta * slope[i]);
            if (Norm(Each(x.Length, i => x[i] - next[i])) <= Small)
                break;
            var there = f(next);
            if (there < value)
                (x, value, slope, successes) = (next, there, gradient(next), successes + 1);
            else
                (eta, successes) = (eta / 2, 0);
        }
        return x;
    }

    private static double Norm(Real[] x)
    {
        var sum = 0.0;
        foreach (var xi in x)
            sum += (double)xi * (double)xi;
        return Math.Sqrt(sum);
    }

    /// <summary>A vector from what each element is.</summary>
    private static Real[] Each(int count, Func<int, Real> element)
    {
        var x = new Real[count];
        for (var i = 0; i < count; i++)
            x[i] = element(i);
        return x;
    }
}
