using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>
/// A charged particle between two charges: where to put one of them, w, so that the particle comes to the ground at 0. Its acceleration is a gradient inside of the
/// function whose gradient is followed.
/// </summary>
internal static class Particle
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = Descent.InAllModes(
        (modes, input) => Job.Of(() => Control(modes, input.Number("w")), Json.Write)
    );

    private static double Control(string modes, double w)
    {
        Real Miss(Real[] w) => Real.Square(Landing(modes[1], w[0]));
        return (double)Descent.ArgMin(Miss, Descent.Gradient(modes[0], Miss), [w])[0];
    }

    /// <summary>Where the particle meets the ground, by steps of Euler's method.</summary>
    private static Real Landing(char mode, Real w)
    {
        const double Dt = 0.1;
        Real Potential(Real[] x) => 1 / Distance(x[0] - 10, x[1] - (10 - w)) + 1 / Distance(x[0] - 10, x[1]);
        var pull = Descent.Gradient(mode, Potential);
        Real[] x = [0, 8],
            v = [0.75, 0];
        while (true)
        {
            var a = pull(x);
            Real[] next = [x[0] + Dt * v[0], x[1] + Dt * v[1]];
            if (next[1] <= 0)
                // The rest of the way, in the time that it takes to come down.
                return x[0] - x[1] / v[1] * v[0];
            (x, v) = (next, [v[0] - Dt * a[0], v[1] - Dt * a[1]]);
        }
    }

    private static Real Distance(Real x, Real y) => Real.Sqrt(x * x + y * y);
}
