using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>Numbers of one observation: its camera (rotation, centre, focal length, principal point, two of radial distortion), its point, its weight, and where it was seen.</summary>
internal sealed record Observation(Tensor[] Camera, Tensor[] Point, Tensor W, Tensor[] Seen);

/// <summary>All cameras, points, weights and observed places, a tensor for each of their numbers.</summary>
internal sealed record BaScene(Tensor[] Cameras, Tensor[] Points, Tensor W, Tensor[] Seen)
{
    // The answer's first entries and its last one are shown.
    private const int Shown = 30;

    private const int CameraNumbers = 11,
        RowNumbers = CameraNumbers + 3 + 1;

    public BaScene(JsonElement input)
        : this(
            Copies(input.Numbers("cam"), input.Integer("n")),
            Copies(input.Numbers("x"), input.Integer("m")),
            Copies([input.Number("w")], input.Integer("p"))[0],
            Copies(input.Numbers("feat"), input.Integer("p"))
        ) { }

    private static Tensor[] Copies(double[] numbers, int count) =>
        Array.ConvertAll(numbers, number => Tensor.Full([count], number));

    /// <summary>What each observation is made of.</summary>
    public Observation Observations()
    {
        var (cameras, points) = (Cyclic(Cameras[0].Count), Cyclic(Points[0].Count));
        return new([.. Cameras.Select(x => x.Gather(cameras))], [.. Points.Select(x => x.Gather(points))], W, Seen);
    }

    private int[] Cyclic(int count) => [.. Enumerable.Range(0, W.Count).Select(i => i % count)];

    public static void WriteErrors(Utf8JsonWriter json, Tensor[] errors)
    {
        json.WriteStartObject();
        json.WriteStartObject("reproj_error");
        json.WritePropertyName("elements");
        Json.Write(json, [errors[0][0].ToScalar(), errors[1][0].ToScalar()]);
        json.WriteNumber("repeated", errors[0].Count);
        json.WriteEndObject();
        json.WriteStartObject("w_err");
        json.WriteNumber("element", errors[2][0].ToScalar());
        json.WriteNumber("repeated", errors[2].Count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The sparse matrix of the values in compressed rows.</summary>
    public void WriteJacobian(Utf8JsonWriter json, Tensor values)
    {
        var (n, m, p) = (Cameras[0].Count, Points[0].Count, W.Count);
        var rows = new List<double> { 0 };
        for (var row = 0; row < 3 * p; row++)
            rows.Add(rows[^1] + (row < 2 * p ? RowNumbers : 1));
        var columns = new List<double>();
        for (var i = 0; i < p; i++)
        for (var row = 0; row < 2; row++)
        {
            columns.AddRange(Enumerable.Range(CameraNumbers * (i % n), CameraNumbers).Select(c => (double)c));
            columns.AddRange(Enumerable.Range(CameraNumbers * n + 3 * (i % m), 3).Select(c => (double)c));
            columns.Add(CameraNumbers * n + 3 * m + i);
        }
        columns.AddRange(Enumerable.Range(CameraNumbers * n + 3 * m, p).Select(c => (double)c));
        json.WriteStartObject();
        foreach (
            var (name, numbers) in new[]
            {
                ("rows", rows.ToArray()),
                ("cols", [.. columns]),
                ("vals", values.ToArray()),
            }
        )
        {
            json.WritePropertyName(name);
            Json.Write(json, [.. numbers.Take(Shown), numbers[^1]]);
        }
        json.WriteEndObject();
    }
}
