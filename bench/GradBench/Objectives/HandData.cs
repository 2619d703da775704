using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>A hand at rest, and the points that belong to it.</summary>
/// <param name="Parents">Of each bone the one that it hangs on; −1 for none.</param>
/// <param name="Relatives">Where each bone stands relative to its parent: [bones, 4, 4].</param>
/// <param name="Inverses">The inverse of where it stands: [bones, 4, 4].</param>
/// <param name="Weighted">How much each bone moves each vertex, times where that is: [4 · bones, vertices].</param>
/// <param name="Mirror">−1 for x if the hand is mirrored: [3, 1].</param>
/// <param name="Points">[3, points].</param>
/// <param name="Vertices">The vertex of each point.</param>
/// <param name="Corners">The three vertices of each point's triangle.</param>
internal sealed record HandData(
    int[] Parents,
    Tensor Relatives,
    Tensor Inverses,
    Tensor Weighted,
    Tensor Mirror,
    Tensor Points,
    int[] Vertices,
    int[][] Corners
)
{
    /// <summary>Columns of the pose before those of the bones: the rotation of all, its scale, its place.</summary>
    public const int Global = 3;

    private const int Fingers = 5,
        Joints = 3;

    public static HandData Read(JsonElement data)
    {
        var model = data.GetProperty("model");
        var (positions, weights) = (model.Tensor("base_positions"), model.Tensor("weights"));
        var vertices = data.Integers("correspondences");
        var triangles = model.GetProperty("triangles");
        int Corner(int triangle, int c) =>
            triangle < triangles.GetArrayLength() ? triangles[triangle][c].GetInt32() : 0;
        return new(
            model.Integers("parents"),
            model.Tensor("base_relatives"),
            model.Tensor("inverse_base_absolutes"),
            (weights.ExpandDims(2) * positions.ExpandDims(1)).Reshape(positions.Shape[0], -1).T,
            Tensor.Create([model.GetProperty("is_mirrored").GetBoolean() ? -1.0 : 1, 1, 1], 3, 1),
            data.Tensor("points").T,
            vertices,
            [.. Enumerable.Range(0, 3).Select(c => Array.ConvertAll(vertices, v => Corner(v, c)))]
        );
    }

    /// <summary>The place of each number of the pose [3, 3 + bones] in θ, a zero and a one.</summary>
    public int[] Pose()
    {
        const int Zero = 26,
            One = 27;
        var columns = Global + Parents.Length;
        var places = new int[3 * columns];
        Array.Fill(places, Zero);
        for (var row = 0; row < 3; row++)
            (places[row * columns], places[row * columns + 1], places[row * columns + 2]) = (row, One, 3 + row);
        var next = 6;
        for (var finger = 0; finger < Fingers; finger++)
        for (var joint = 0; joint < Joints; joint++)
        {
            // Between fingers a column is left out.
            var column = 5 + finger * (Joints + 1) + joint;
            places[column] = next++;
            if (joint == 0)
                places[columns + column] = next++;
        }
        return places;
    }
}
