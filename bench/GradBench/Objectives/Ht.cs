using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>
/// Hand tracking: how far points are from a hand's surface in a pose θ of 26 numbers, by a skeleton whose bones move the vertices by weights. A point belongs to a
/// vertex, or, with numbers u, to a place u₀ v₀ + u₁ v₁ + (1 − u₀ − u₁) v₂ of a triangle.
/// </summary>
internal static class Ht
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["objective"] = input =>
        {
            var hand = new Hand(HandData.Read(input.GetProperty("data")));
            var u = input.Tensor("us");
            return u.Count == 0
                ? Job.Compiled<Tensor>(theta => hand.Residuals(theta).Flatten(), input.Tensor("theta"))
                : Job.Compiled<(Tensor T, Tensor U)>(
                    x => hand.Residuals(x.T, x.U).Flatten(),
                    (input.Tensor("theta"), u)
                );
        },
        ["jacobian"] = input =>
        {
            var hand = new Hand(HandData.Read(input.GetProperty("data")));
            var u = input.Tensor("us");
            return u.Count == 0
                ? Job.Compiled(Ad.Jacobian<Tensor>(theta => hand.Residuals(theta).Flatten()), input.Tensor("theta"))
                : Job.Compiled<(Tensor T, Tensor U)>(x => WithPlaces(hand, x.T, x.U), (input.Tensor("theta"), u));
        },
    };

    /// <summary>Of each residual the derivatives with respect to its own point's u, then to θ: [3 points, 2 + 26].</summary>
    private static Tensor WithPlaces(Hand hand, Tensor theta, Tensor u)
    {
        var byPose = Ad.Jacobian<Tensor>(t => hand.Residuals(t, u).Flatten())(theta);
        var byPlace = Ad.Vectorize(Ad.Jacobian<Place>(place => Hand.Residual(place)))(hand.Places(theta, u));
        return Tensor.Concat([byPlace.U.Reshape(-1, 2), byPose], axis: 1);
    }
}
