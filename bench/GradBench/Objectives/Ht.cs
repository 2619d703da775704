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
            return Job.Compiled(p => Residuals(hand, p.Theta, p.U), At(input));
        },
        ["jacobian"] = input =>
        {
            var hand = new Hand(HandData.Read(input.GetProperty("data")));
            return Job.Compiled(p => Jacobian(hand, p.Theta, p.U), At(input));
        },
    };

    private static (Tensor Theta, Tensor U) At(JsonElement input) => (input.Tensor("theta"), input.Tensor("us"));

    /// <summary>The three numbers of each point.</summary>
    private static Tensor Residuals(Hand hand, Tensor theta, Tensor u) =>
        (u.Count == 0 ? hand.Residuals(theta) : hand.Places(theta, u).Residual()).T.Flatten();

    /// <summary>Of each residual the derivatives with respect to its own point's u, if there is one, then to θ.</summary>
    private static Tensor Jacobian(Hand hand, Tensor theta, Tensor u)
    {
        var byPose = Ad.Jacobian<Tensor>(t => Residuals(hand, t, u))(theta);
        return u.Count == 0 ? byPose : Tensor.Concat([ByPlace(hand.Places(theta, u)), byPose], axis: 1);
    }

    /// <summary>The derivatives of each point's residual with respect to its own place: [3 points, 2].</summary>
    private static Tensor ByPlace(Place places)
    {
        // Points and corners are columns.
        var each = Ad.Vectorize(Ad.Jacobian<Place>(place => place.Residual()), inAxes: [1, 1, 1, 1, 0, 0]);
        var bar = each(places);
        return Tensor.Stack([bar.U0.Flatten(), bar.U1.Flatten()], axis: 1);
    }
}
