using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>min over x of max over y of |x|² − |y|²: the gradient of the outer descent goes through the whole inner ascent.</summary>
internal static class Saddle
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = Descent.InAllModes(
        (modes, input) => Job.Of(() => Point(modes, input.Numbers("start")), Json.Write)
    );

    private static double[] Point(string modes, double[] start)
    {
        Real[] first = Array.ConvertAll(start, x => (Real)x);

        // The y that is best for an x, as the least of the negative.
        Real[] Best(Real[] x)
        {
            Real Loss(Real[] y) => Square(y) - Square(x);
            return Descent.ArgMin(Loss, Descent.Gradient(modes[1], Loss), first);
        }
        Real Worst(Real[] x) => Square(x) - Square(Best(x));
        var x = Descent.ArgMin(Worst, Descent.Gradient(modes[0], Worst), first);
        return Array.ConvertAll([.. x, .. Best(x)], xi => (double)xi);
    }

    private static Real Square(Real[] x) => x[0] * x[0] + x[1] * x[1];
}
