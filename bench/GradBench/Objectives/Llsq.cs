using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>Least squares: a polynomial of m coefficients x at n points t of [−1, 1] against the sign of t, ½ Σᵢ (sign tᵢ − Σⱼ xⱼ tᵢʲ)².</summary>
internal static class Llsq
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["primal"] = input => Job.Compiled(Loss(input.Integer("n")), input.Tensor("x")),
        ["gradient"] = input => Job.Compiled(Ad.Grad(Loss(input.Integer("n"))), input.Tensor("x")),
    };

    private static Func<Tensor, Tensor> Loss(int n) =>
        x =>
        {
            var t = Tensor.Linspace(-1, 1, n);
            var powers = Tensor.Pow(t.ExpandDims(1), Tensor.Arange(x.Count));
            return 0.5 * Tensor.Square(Tensor.Sign(t) - Tensor.MatMul(powers, x)).Sum();
        };
}
