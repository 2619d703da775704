using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>Numbers of one observation: its camera (rotation, centre, focal length, principal point, two of radial distortion), its point, its weight, and where it was seen.</summary>
internal sealed record Observation(Tensor[] Camera, Tensor[] Point, Tensor W, Tensor[] Seen);

/// <summary>All cameras, points, weights and observed places, a tensor for each of their numbers.</summary>
internal sealed record BaScene(Tensor[] Cameras, Tensor[] Points, Tensor W, Tensor[] Seen)
{
    private const int CameraNumbers = 11,
        RowNumbers = CameraNumbers + 3 + 1,
        FirstShown = 30;

    public BaScene(JsonElement input)
        : this(
            Copies(input.Numbers("cam"), input.Integer("n")),
            Copies(input.Numbers("x"), input.Integer("m")),
            Copies([input.Number("w")], input.Integer("p"))[0],
            Copies(input.Numbers("feat"), input.Integer("p"))
        ) { }

    private static Tensor[] Copies(double[] numbers, int count) => [.. numbers.Select(x => Tensor.Full([count], x))];

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
        Json.Write(json, Tensor.Stack([errors[0][0], errors[1][0]]));
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
        var rows = Enumerable
            .Range(0, 3 * p + 1)
            .Select(row => row < 2 * p ? RowNumbers * row : (RowNumbers - 1) * 2 * p + row);
        IEnumerable<int> Row(int i) =>
            [
                .. Enumerable.Range(CameraNumbers * (i % n), CameraNumbers),
                .. Enumerable.Range(CameraNumbers * n + 3 * (i % m), 3),
                CameraNumbers * n + 3 * m + i,
            ];
        var columns = Enumerable
            .Range(0, 2 * p)
            .SelectMany(row => Row(row / 2))
            .Concat(Enumerable.Range(CameraNumbers * n + 3 * m, p));
        json.WriteStartObject();
        Write("rows", rows.Select(row => (double)row));
        Write("cols", columns.Select(column => (double)column));
        Write("vals", values.ToArray());
        json.WriteEndObject();

        void Write(string name, IEnumerable<double> numbers)
        {
            json.WritePropertyName(name);
            Json.Write(json, [.. numbers.Take(FirstShown), numbers.Last()]);
        }
    }
}
