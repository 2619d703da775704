using System.Numerics;
using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>The determinant by expansion along the first row, minors by recursion.</summary>
internal static class Det
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["primal"] = input =>
        {
            var a = input.Numbers("A");
            return Job.Of(() => Of(a, Columns(a)), Json.Write);
        },
        ["gradient"] = input =>
        {
            var a = input.Numbers("A");
            var gradient = new double[a.Length];
            return Job.Of(
                () =>
                {
                    Scalars.Gradient(x => Of(x, Columns(a)), a, gradient);
                    return gradient;
                },
                Json.Write
            );
        },
    };

    private static int[] Columns(double[] a) => [.. Enumerable.Range(0, (int)Math.Sqrt(a.Length))];

    /// <summary>The determinant of what the last rows, as many as there are columns, hold in these columns.</summary>
    private static T Of<T>(T[] a, ReadOnlySpan<int> columns)
        where T : INumberBase<T>
    {
        var ell = (int)Math.Sqrt(a.Length);
        var row = ell - columns.Length;
        if (columns.Length == 1)
            return a[row * ell + columns[0]];
        Span<int> rest = stackalloc int[columns.Length - 1];
        columns[1..].CopyTo(rest);
        var sum = T.Zero;
        for (var j = 0; j < columns.Length; j++)
        {
            if (j > 0)
                rest[j - 1] = columns[j - 1];
            var term = a[row * ell + columns[j]] * Of(a, rest);
            sum = j % 2 == 0 ? sum + term : sum - term;
        }
        return sum;
    }
}
