using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>x² and its derivative.</summary>
internal static class Hello
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["square"] = x => Job.Of(() => x.GetDouble() * x.GetDouble(), Json.Write),
        ["double"] = x => Job.Of(() => Scalars.Derivative(Square, x.GetDouble()), Json.Write),
    };

    private static Real Square(Real x) => x * x;
}
