using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>
/// The log-posterior of a mixture of K normal distributions at N points of D numbers, with a Wishart prior on the precisions Qₖᵀ Qₖ: Qₖ is lower triangular,
/// with exp qₖ on its diagonal and lₖ below it, column by column.
/// </summary>
internal static class Gmm
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["objective"] = input => Job.Compiled(LogPosterior(input), Mixture.Read(input)),
        ["jacobian"] = input =>
        {
            var (gradient, x) = (Ad.Compile(Ad.Grad(LogPosterior(input))), Mixture.Read(input));
            return Job.Of(() => gradient(x), Mixture.Write);
        },
    };

    private sealed record Mixture(Tensor Alpha, Tensor Mu, Tensor Q, Tensor L)
    {
        public static Mixture Read(JsonElement input) =>
            // For D = 1 there is nothing below the diagonal.
            new(input.Tensor("alpha"), input.Tensor("mu"), input.Tensor("q"), input.Tensor("l"));

        public static void Write(Utf8JsonWriter json, Mixture bar)
        {
            json.WriteStartObject();
            foreach (var (name, part) in new[] { ("alpha", bar.Alpha), ("mu", bar.Mu), ("q", bar.Q), ("l", bar.L) })
            {
                json.WritePropertyName(name);
                Json.Write(json, part);
            }
            json.WriteEndObject();
        }
    }

    private static Func<Mixture, Tensor> LogPosterior(JsonElement input)
    {
        var (x, m, gamma) = (input.Tensor("x"), input.Integer("m"), input.Number("gamma"));
        var (n, d, k) = (x.Shape[0], x.Shape[1], input.Integer("k"));
        // Where each element of Qₖ lies in exp qₖ, lₖ and a zero, one after the other.
        var places = new int[d * d];
        for (var (i, next) = (0, d); i < d * d; i++)
            places[i % d * d + i / d] =
                i / d == i % d ? i / d
                : i / d < i % d ? next++
                : d + d * (d - 1) / 2;
        var points = x.T;
        return p =>
        {
            var parts = Tensor.Concat([Tensor.Exp(p.Q), p.L, Tensor.Zeros([k, 1])], axis: 1);
            var q = parts.Gather(places, axis: 1).Reshape(k, d, d);
            // Qₖ (xᵢ − μₖ), for all k and i: [k, d, n].
            var centred =
                Tensor.MatMul(q.Reshape(k * d, d), points).Reshape(k, d, n) - Tensor.MatMul(q, p.Mu.ExpandDims(2));
            var logDeterminant = p.Q.Sum(1);
            var beta = (p.Alpha + logDeterminant).ExpandDims(1) - 0.5 * Tensor.Square(centred).Sum(1);
            var likelihood = beta.LogSumExp(0).Sum() - n * (0.5 * d * Math.Log(2 * Math.PI) + p.Alpha.LogSumExp());
            return likelihood
                + Normalizer(d, k, m, gamma)
                - 0.5 * gamma * gamma * Tensor.Square(parts).Sum()
                + m * logDeterminant.Sum();
        };
    }

    private static double Normalizer(int d, int k, int m, double gamma)
    {
        var n = d + m + 1;
        var logGamma = 0.25 * d * (d - 1) * Math.Log(Math.PI);
        for (var j = 1; j <= d; j++)
            logGamma += Tensor.Lgamma(Tensor.Scalar(0.5 * (n + 1 - j))).ToScalar();
        return k * (n * d * Math.Log(gamma / Math.Sqrt(2)) - logGamma);
    }
}
