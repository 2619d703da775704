using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>
/// Bundle adjustment: where n cameras see m points, against where p observations put them. The formulas are those of one observation, in numbers; they and their
/// gradients are vectorized over all. Observation i is that of point i mod m by camera i mod n.
/// </summary>
internal static class Ba
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["objective"] = input =>
        {
            var each = Ad.Vectorize<Observation, Tensor[]>(o => [Error(o, 0), Error(o, 1), WeightError(o.W)]);
            var (errors, x) = (Ad.Compile<BaScene, Tensor[]>(scene => each(scene.Observations())), new BaScene(input));
            return Job.Of(() => errors(x), BaScene.WriteErrors);
        },
        ["jacobian"] = input =>
        {
            // Two rows of 15 numbers for each observation, then one number for each weight.
            var rows = Ad.Vectorize<Observation, Tensor[]>(o => [.. Row(o, 0), .. Row(o, 1)]);
            var weights = Ad.Vectorize(Ad.Grad<Tensor>(WeightError));
            var (values, x) = (Ad.Compile<BaScene, Tensor>(Values), new BaScene(input));
            return Job.Of(() => values(x), x.WriteJacobian);

            Tensor Values(BaScene scene)
            {
                var all = scene.Observations();
                return Tensor.Concat([Tensor.Stack(rows(all), axis: 1).Flatten(), weights(all.W)]);
            }
        },
    };

    private static IEnumerable<Tensor> Row(Observation o, int axis)
    {
        var bar = Ad.Grad<Observation>(q => Error(q with { Seen = o.Seen }, axis))(o);
        return [.. bar.Camera, .. bar.Point, bar.W];
    }

    /// <summary>How far the projection is off along an axis of the picture, times the weight.</summary>
    private static Tensor Error(Observation o, int axis)
    {
        var c = o.Camera;
        var x = Rotate(c[..3], [.. o.Point.Zip(c[3..6], (point, centre) => point - centre)]);
        var (u, v) = (x[0] / x[2], x[1] / x[2]);
        var square = u * u + v * v;
        var stretch = 1 + c[9] * square + c[10] * square * square;
        return o.W * ((axis == 0 ? u : v) * stretch * c[6] + c[7 + axis] - o.Seen[axis]);
    }

    private static Tensor WeightError(Tensor w) => 1 - w * w;

    /// <summary>A point turned about an axis r by an angle ‖r‖ (Rodrigues): x cos θ + (k × x) sin θ + k (k·x)(1 − cos θ), k = r/θ.</summary>
    private static Tensor[] Rotate(Tensor[] r, Tensor[] x)
    {
        var square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
        // Without a turn it is x + r × x; the square root there is that of a number with a slope.
        var turns = Tensor.Greater(square, 0);
        var theta = Tensor.Sqrt(Tensor.Where(turns, square, Tensor.One));
        var (cos, sin, k) = (Tensor.Cos(theta), Tensor.Sin(theta), Array.ConvertAll(r, ri => ri / theta));
        var along = (k[0] * x[0] + k[1] * x[1] + k[2] * x[2]) * (1 - cos);
        var (across, small) = (Cross(k, x), Cross(r, x));
        return
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => Tensor.Where(turns, x[i] * cos + across[i] * sin + k[i] * along, x[i] + small[i])),
        ];
    }

    private static Tensor[] Cross(Tensor[] a, Tensor[] b) =>
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
