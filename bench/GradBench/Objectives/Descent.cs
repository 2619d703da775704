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
        mode == 'r' ? x => Scalars.Gradient(f, x) : x => [.. x.Select((_, i) => Partial(f, x, i))];

    private static Real Partial(Func<Real[], Real> f, Real[] x, int i) =>
        Scalars.Derivative(
            xi =>
            {
                Real[] at = [.. x];
                at[i] = xi;
                return f(at);
            },
            x[i]
        );

    /// <summary>Steps against the gradient, longer after ten that succeeded in a row, shorter after one that did not, until gradient or step are small.</summary>
    public static Real[] ArgMin(Func<Real[], Real> f, Func<Real[], Real[]> gradient, Real[] x)
    {
        const double Small = 1e-5;
        var (value, slope, eta, successes) = (f(x), gradient(x), Small, 0);
        while (Norm(slope) > Small)
        {
            if (successes == 10)
                (eta, successes) = (2 * eta, 0);
            Real[] next = [.. x.Zip(slope, (xi, gi) => xi - eta * gi)];
            if (Norm([.. x.Zip(next, (a, b) => a - b)]) <= Small)
                break;
            var there = f(next);
            if (there < value)
                (x, value, slope, successes) = (next, there, gradient(next), successes + 1);
            else
                (eta, successes) = (eta / 2, 0);
        }
        return x;
    }

    private static double Norm(Real[] x) => Math.Sqrt(x.Sum(xi => (double)xi * (double)xi));
}
