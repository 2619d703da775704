using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>y(2) of y₀' = x₀, yᵢ' = xᵢ yᵢ₋₁, y(0) = 0, by s steps of the classical Runge–Kutta method, and the gradient of its last number.</summary>
internal static class OdeEval
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["primal"] = input => Job.Compiled(Solution(input.Integer("s")), input.Tensor("x")),
        ["gradient"] = input =>
        {
            var solution = Solution(input.Integer("s"));
            return Job.Compiled(Ad.Grad<Tensor>(x => solution(x)[^1]), input.Tensor("x"));
        },
    };

    private static Func<Tensor, Tensor> Solution(int steps) =>
        x =>
        {
            var (h, first) = (2.0 / steps, x[..1]);
            Tensor Slope(Tensor y) => Tensor.Concat([first, x[1..] * y[..^1]]);
            var (last, _) = Ad.Scan(Step, Tensor.ZerosLike(x), steps);
            return last;

            (Tensor, Tensor[]) Step(Tensor y)
            {
                var k1 = Slope(y);
                var k2 = Slope(y + h / 2 * k1);
                var k3 = Slope(y + h / 2 * k2);
                var k4 = Slope(y + h * k3);
                return (y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), []);
            }
        };
}
