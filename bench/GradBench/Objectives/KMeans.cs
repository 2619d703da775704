using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>Clusters: Σᵢ minⱼ ‖pᵢ − cⱼ‖² over points p [n, d] and centroids c [k, d], and Newton's direction, whose Hessian is diagonal.</summary>
internal static class KMeans
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["cost"] = input => Job.Compiled(Cost(input), input.Tensor("centroids")),
        ["dir"] = input => Job.Compiled(Direction(Cost(input)), input.Tensor("centroids")),
    };

    private static Func<Tensor, Tensor> Cost(JsonElement input)
    {
        var points = input.Tensor("points");
        return centroids =>
        {
            // Of each dimension the differences of all centroids from all points: [k, n].
            var distance = Enumerable
                .Range(0, points.Shape[1])
                .Select(j => Tensor.Square(centroids[.., j..(j + 1)] - points[.., j]))
                .Aggregate((sum, square) => sum + square);
            return distance.Min(0).Sum();
        };
    }

    private static Func<Tensor, Tensor> Direction(Func<Tensor, Tensor> cost) =>
        centroids =>
        {
            // H is diagonal, so that H·1 holds its diagonal.
            var (gradient, diagonal) = Ad.Pushforward(Ad.Grad(cost), centroids, Tensor.OnesLike(centroids));
            return gradient / diagonal;
        };
}
