using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>A point, the corners of its triangle [3, 3], a row each, and its place u on it.</summary>
internal sealed record Place(Tensor Point, Tensor Corners, Tensor U);

/// <summary>A hand and the points that belong to it.</summary>
internal sealed class Hand
{
    private const int Fingers = 5,
        Joints = 3,
        FirstBone = 3;

    // Where each number of the pose [3, 3 + bones] lies in θ, a zero and a one.
    private readonly int[] pose;
    private readonly int[] parents;
    private readonly Tensor relatives;
    private readonly Tensor inverses;

    // wᵥᵢ times the base position of v, for each vertex v and bone i: [vertices, 4 · bones].
    private readonly Tensor weighted;
    private readonly int[] vertices;
    private readonly int[][] corners;
    private readonly Tensor mirror;
    private readonly Tensor points;

    public Hand(JsonElement data)
    {
        var model = data.GetProperty("model");
        (parents, points) = (model.Integers("parents"), data.Tensor("points"));
        (relatives, inverses) = (model.Tensor("base_relatives"), model.Tensor("inverse_base_absolutes"));
        var (positions, weights) = (model.Tensor("base_positions"), model.Tensor("weights"));
        weighted = (weights.ExpandDims(2) * positions.ExpandDims(1)).Reshape(positions.Shape[0], -1);
        mirror = Tensor.Create([model.GetProperty("is_mirrored").GetBoolean() ? -1.0 : 1, 1, 1]);
        vertices = data.Integers("correspondences");
        var triangles = model.GetProperty("triangles").EnumerateArray().ToArray();
        corners =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(c => Array.ConvertAll(vertices, v => v < triangles.Length ? triangles[v][c].GetInt32() : 0)),
        ];
        pose = Pose(parents.Length);
    }

    private static int[] Pose(int bones)
    {
        const int Zero = 26,
            One = 27;
        var columns = FirstBone + bones;
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

    public Tensor Residuals(Tensor theta) => points - Vertices(theta).Gather(vertices);

    public Tensor Residuals(Tensor theta, Tensor u) => Ad.Vectorize<Place, Tensor>(Residual)(Places(theta, u));

    public static Tensor Residual(Place place)
    {
        var (u, corners) = (place.U, place.Corners);
        return place.Point - (u[0] * corners[0] + u[1] * corners[1] + (1 - u[0] - u[1]) * corners[2]);
    }

    public Place Places(Tensor theta, Tensor u)
    {
        var all = Vertices(theta);
        return new(points, Tensor.Stack(corners.Select(corner => all.Gather(corner)), axis: 1), u);
    }

    /// <summary>Where the vertices are in a pose: [vertices, 3].</summary>
    private Tensor Vertices(Tensor theta)
    {
        var bones = parents.Length;
        var x = Tensor.Concat([theta, Tensor.Create([0.0, 1.0])]).Gather(pose).Reshape(3, FirstBone + bones);
        var posed = Tensor.MatMul(relatives, Turn(x[.., FirstBone..]));
        var absolutes = new Tensor[bones];
        for (var i = 0; i < bones; i++)
            absolutes[i] = parents[i] < 0 ? posed[i] : Tensor.MatMul(absolutes[parents[i]], posed[i]);
        var transforms = Tensor.MatMul(Tensor.Stack(absolutes), inverses);
        // Transposed, as vertices are rows.
        var skin = Tensor.MatMul(weighted, transforms[.., ..3].SwapAxes(1, 2).Reshape(4 * bones, 3)) * mirror;
        var turn = Rotation(x[.., 0]) * x[.., 1];
        return Tensor.MatMul(skin, turn, transposeY: true) + x[.., 2];
    }

    /// <summary>Rz(x₁) Ry(x₂) Rx(x₀) for each column of x [3, bones]: [bones, 4, 4].</summary>
    private static Tensor Turn(Tensor x)
    {
        var (s, c) = (Tensor.Sin(x), Tensor.Cos(x));
        var (sx, sz, sy, cx, cz, cy) = (s[0], s[1], s[2], c[0], c[1], c[2]);
        var (zero, one) = (Tensor.ZerosLike(sx), Tensor.OnesLike(sx));
        Tensor[] elements =
        [
            cz * cy,
            cz * sy * sx - sz * cx,
            cz * sy * cx + sz * sx,
            zero,
            sz * cy,
            sz * sy * sx + cz * cx,
            sz * sy * cx - cz * sx,
            zero,
            -sy,
            cy * sx,
            cy * cx,
            zero,
            zero,
            zero,
            zero,
            one,
        ];
        return Tensor.Stack(elements, axis: 1).Reshape(-1, 4, 4);
    }

    /// <summary>The rotation by an angle ‖v‖ about v; none below 10⁻⁴.</summary>
    private static Tensor Rotation(Tensor v)
    {
        var square = (v * v).Sum();
        var turns = Tensor.GreaterEqual(square, 1e-8);
        var norm = Tensor.Sqrt(Tensor.Where(turns, square, Tensor.One));
        var (k, s, c) = (v / norm, Tensor.Sin(norm), Tensor.Cos(norm));
        var zero = Tensor.Zero;
        var cross = Tensor.Stack([zero, -k[2], k[1], k[2], zero, -k[0], -k[1], k[0], zero]).Reshape(3, 3);
        var eye = Tensor.Eye(3);
        return Tensor.Where(turns, c * eye + (1 - c) * Tensor.Outer(k, k) + s * cross, eye);
    }
}
