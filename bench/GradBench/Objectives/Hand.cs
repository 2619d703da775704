using Functional.Core;

namespace Functional.GradBench.Objectives;

/// <summary>A point, the corners of its triangle, and its place on it, where they and it are [3] and numbers; or many of them, [3, points] and [points].</summary>
internal sealed record Place(Tensor Point, Tensor[] Corners, Tensor U0, Tensor U1)
{
    public Tensor Residual() => Point - (U0 * Corners[0] + U1 * Corners[1] + (1 - U0 - U1) * Corners[2]);
}

/// <summary>A hand in a pose θ.</summary>
internal sealed class Hand(HandData data)
{
    private readonly int[] pose = data.Pose();

    /// <summary>How far the points are from their vertices: [3, points].</summary>
    public Tensor Residuals(Tensor theta) => data.Points - Vertices(theta).Gather(data.Vertices, axis: 1);

    /// <summary>The points, where the corners of their triangles are, and their places u [points, 2].</summary>
    public Place Places(Tensor theta, Tensor u)
    {
        var all = Vertices(theta);
        return new(data.Points, [.. data.Corners.Select(corner => all.Gather(corner, axis: 1))], u[.., 0], u[.., 1]);
    }

    /// <summary>Where the vertices are in a pose: [3, vertices].</summary>
    private Tensor Vertices(Tensor theta)
    {
        var bones = data.Parents.Length;
        var x = Tensor.Concat([theta, Tensor.Create([0.0, 1.0])]).Gather(pose).Reshape(3, HandData.Global + bones);
        // A turn before the bone's own place: the last column, the translation, stays.
        var turned = Tensor.MatMul(data.Relatives[.., .., ..3], Turn(x[.., HandData.Global..]));
        var posed = Tensor.Concat([turned, data.Relatives[.., .., 3..]], axis: 2);
        var absolutes = new Tensor[bones];
        for (var i = 0; i < bones; i++)
            absolutes[i] = data.Parents[i] < 0 ? posed[i] : Tensor.MatMul(absolutes[data.Parents[i]], posed[i]);
        var transforms = Tensor.MatMul(Tensor.Stack(absolutes), data.Inverses);
        var skin = Tensor.MatMul(transforms[.., ..3].SwapAxes(0, 1).Reshape(3, 4 * bones), data.Weighted) * data.Mirror;
        return Tensor.MatMul(Rotation(x[.., 0]) * x[.., 1], skin) + x[.., 2..3];
    }

    /// <summary>Rz(x₁) Ry(x₂) Rx(x₀) for each column of x [3, bones]: [bones, 3, 3].</summary>
    private static Tensor Turn(Tensor x)
    {
        var (s, c) = (Tensor.Sin(x), Tensor.Cos(x));
        var (sx, sz, sy, cx, cz, cy) = (s[0], s[1], s[2], c[0], c[1], c[2]);
        var first = Tensor.Stack([cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx], axis: 1);
        var second = Tensor.Stack([sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx], axis: 1);
        return Tensor.Stack([first, second, Tensor.Stack([-sy, cy * sx, cy * cx], axis: 1)], axis: 1);
    }

    /// <summary>The rotation by an angle ‖v‖ about v; none below 10⁻⁴.</summary>
    private static Tensor Rotation(Tensor v)
    {
        var square = (v * v).Sum();
        var turns = Tensor.GreaterEqual(square, 1e-8);
        var norm = Tensor.Sqrt(Tensor.Where(turns, square, Tensor.One));
        var (k, s, c) = (v / norm, Tensor.Sin(norm), Tensor.Cos(norm));
        var cross = Tensor.Stack([Tensor.Zero, -k[2], k[1], k[2], Tensor.Zero, -k[0], -k[1], k[0], Tensor.Zero]);
        var eye = Tensor.Eye(3);
        return Tensor.Where(turns, c * eye + (1 - c) * Tensor.Outer(k, k) + s * cross.Reshape(3, 3), eye);
    }
}
