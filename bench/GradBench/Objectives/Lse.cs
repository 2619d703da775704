using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>The logarithm of a sum of exponentials, shifted by the greatest: a + ln Σᵢ exp(xᵢ − a), a = max x, whatever a is.</summary>
internal static class Lse
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["primal"] = input => Job.Compiled(LogSumExp, input.Tensor("x")),
        ["gradient"] = input => Job.Compiled(Ad.Grad<Tensor>(LogSumExp), input.Tensor("x")),
    };

    private static Tensor LogSumExp(Tensor x)
    {
        // The answer does not depend on the shift, so the shift is a constant.
        var a = Ad.StopGradient(x.Max());
        return a + Tensor.Log(Tensor.Exp(x - a).Sum());
    }
}
