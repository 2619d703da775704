using System.Text.Json;
using Functional.GradBench.Objectives;
using Functional.GradBench.Protocol;

namespace Functional.GradBench;

/// <summary>The functions of each eval.</summary>
internal static class Evals
{
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, Func<JsonElement, Job>>> All =
        new Dictionary<string, IReadOnlyDictionary<string, Func<JsonElement, Job>>>
        {
            ["hello"] = Hello.Functions,
            ["llsq"] = Llsq.Functions,
            ["lse"] = Lse.Functions,
            ["gmm"] = Gmm.Functions,
            ["lstm"] = Lstm.Functions,
            ["kmeans"] = KMeans.Functions,
            ["det"] = Det.Functions,
            ["ode"] = OdeEval.Functions,
            ["ba"] = Ba.Functions,
            ["ht"] = Ht.Functions,
            ["particle"] = Particle.Functions,
            ["saddle"] = Saddle.Functions,
        };

    public static Func<JsonElement, Job> Find(string module, string function) =>
        All.TryGetValue(module, out var functions) && functions.TryGetValue(function, out var found)
            ? found
            : throw new ArgumentException($"There is no function '{function}' in an eval '{module}'.");

    /// <summary>Small inputs on which an eval's functions warm up.</summary>
    public static IEnumerable<(string Function, JsonElement Input)> Samples(string module)
    {
        using var samples = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples.json"))
        );
        foreach (var function in All[module].Keys)
            yield return (function, samples.RootElement.GetProperty(module).Clone());
    }
}
