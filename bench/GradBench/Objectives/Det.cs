using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>
/// The determinant by expansion along the first row: Σⱼ ±a₀ⱼ det(minor j), for matrices [ell, ell]. Minors of up to <see cref="Wide"/> columns are expanded side by side;
/// larger ones one after another, each computed again for its gradient.
/// </summary>
internal static class Det
{
    private const int Wide = 8;

    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["primal"] = input => Job.Compiled(OfRows(input.Integer("ell")), input.Tensor("A")),
        ["gradient"] = input => Job.Compiled(Ad.Grad(OfRows(input.Integer("ell"))), input.Tensor("A")),
    };

    private static Func<Tensor, Tensor> OfRows(int ell) => a => Of(a.Reshape(ell, ell));

    private static Tensor Of(Tensor a) => a.Shape[0] <= Wide ? SideBySide(a) : OneByOne(a);

    private static Tensor OneByOne(Tensor a)
    {
        var n = a.Shape[0];
        var minors = a[1..].Gather(Without([.. Enumerable.Range(0, n)], n), axis: 1).Reshape(n - 1, n - 1, n);
        var of = Ad.Checkpoint<Tensor, Tensor>(Of);
        var terms = (Factor: Signs(n) * a[0], Minor: minors.Permute(2, 0, 1));
        return Ad.Scan(
            (sum, term) => (sum + term.Factor * of(term.Minor), Array.Empty<Tensor>()),
            Tensor.Zero,
            terms
        ).Item1;
    }

    private static Tensor SideBySide(Tensor a)
    {
        var n = a.Shape[0];
        // The columns of all minors of so many rows, a minor's under each other.
        var columns = new int[n + 1][];
        columns[n] = [.. Enumerable.Range(0, n)];
        for (var k = n; k > 1; k--)
            columns[k - 1] = Without(columns[k], k);
        var minors = a[n - 1].Gather(columns[1]);
        for (var k = 2; k <= n; k++)
        {
            var row = a[n - k].Gather(columns[k]).Reshape(k, -1);
            minors = (row * Signs(k).ExpandDims(1) * minors.Reshape(k, -1)).Sum(0);
        }
        return minors.Reshape();
    }

    private static Tensor Signs(int n) => Tensor.Create([.. Enumerable.Range(0, n).Select(j => j % 2 == 0 ? 1.0 : -1)]);

    /// <summary>Of each of the minors, whose k columns are a column of [k, count], those minors that lack one of them: [k − 1, k · count].</summary>
    private static int[] Without(int[] columns, int k)
    {
        var count = columns.Length / k;
        var rest = new int[(k - 1) * k * count];
        for (var row = 0; row < k - 1; row++)
        for (var j = 0; j < k; j++)
        for (var i = 0; i < count; i++)
            rest[(row * k + j) * count + i] = columns[(row < j ? row : row + 1) * count + i];
        return rest;
    }
}
