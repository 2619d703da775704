namespace Functional.Core;

/// <summary>A value with its Jacobian, directions along axis 0, and its Laplacian; null is zero.</summary>
internal sealed class LaplacianTensor(
    LaplacianTrace trace,
    Tensor primal,
    Tensor? jacobian,
    Tensor? laplacian,
    Operation? operation
) : TracedTensor(trace, primal.Shape, primal.DType)
{
    public override string Origin => OriginOf(operation);

    public Tensor Primal { get; } = primal;

    public Tensor? Jacobian { get; } = jacobian;

    public Tensor? Laplacian { get; } = laplacian;

    public override Tensor Beneath => Primal;
}

/// <summary>
/// Forward Laplacian: through y = g(x) go the Jacobian, ∂y = Dg ∂x, and the Laplacian, Δy = Dg Δx + Σ D²g[∂ₖx, ∂ₖx]. Both first-order terms and the second-order one come from the
/// operation's own pushforward, evaluated on duals whose tangents are all directions at once.
/// </summary>
internal sealed class LaplacianTrace(int directions) : Trace
{
    public override string Name => "Laplacian";

    /// <summary>What this trace knows of a value; that of others is constant.</summary>
    public (Tensor Primal, Tensor? Jacobian, Tensor? Laplacian) Split(Tensor x) =>
        x is LaplacianTensor own && ReferenceEquals(own.Trace, this)
            ? (own.Primal, own.Jacobian, own.Laplacian)
            : (x, null, null);

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        var operand = Split(x);
        return Follow(
            operation,
            [operand],
            [Tensor.Apply(operation, operand.Primal)],
            (p, y, dot) => [operation.Jvp(p[0], y[0], dot[0]!)]
        )[0];
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        var (left, right) = (Split(x), Split(y));
        return Follow(
            operation,
            [left, right],
            [Tensor.Apply(operation, left.Primal, right.Primal)],
            (p, z, dot) => [operation.Jvp(p[0], p[1], z[0], dot[0], dot[1])]
        )[0];
    }

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        var operands = Array.ConvertAll(inputs, Split);
        return Follow(
            operation,
            operands,
            Tensor.Apply(operation, Array.ConvertAll(operands, operand => operand.Primal)),
            (p, y, dot) => operation.Tangents(p, y, dot)
        );
    }

    private Tensor[] Follow(
        Operation operation,
        (Tensor Primal, Tensor? Jacobian, Tensor? Laplacian)[] operands,
        Tensor[] answers,
        Func<Tensor[], Tensor[], Tensor?[], Tensor?[]> jvp
    )
    {
        if (!operation.IsDifferentiable)
            return answers;
        var primals = Array.ConvertAll(operands, operand => operand.Primal);
        var (jacobians, bends) = Along(operation, operands, primals, answers, jvp);
        var laplacians = new Tensor?[answers.Length];
        if (Array.Exists(operands, operand => operand.Laplacian is not null))
            laplacians = jvp(primals, answers, Array.ConvertAll(operands, operand => operand.Laplacian));
        var result = new Tensor[answers.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var laplacian =
                laplacians[i] is { } carried && bends[i] is { } bent ? carried + bent : laplacians[i] ?? bends[i];
            result[i] =
                jacobians[i] is null && laplacian is null
                    ? answers[i]
                    : new LaplacianTensor(this, answers[i], jacobians[i], laplacian, operation);
        }
        return result;
    }

    /// <summary>Along all directions v at once: Dg v, and Σ D²g[v, v], the change of Dg v along v.</summary>
    private (Tensor?[] Jacobians, Tensor?[] Bends) Along(
        Operation operation,
        (Tensor Primal, Tensor? Jacobian, Tensor? Laplacian)[] operands,
        Tensor[] primals,
        Tensor[] answers,
        Func<Tensor[], Tensor[], Tensor?[], Tensor?[]> jvp
    )
    {
        if (Array.TrueForAll(operands, operand => operand.Jacobian is null))
            return (new Tensor?[answers.Length], new Tensor?[answers.Length]);
        var batch = new BatchTrace(directions);
        var tangents = Array.ConvertAll(
            operands,
            operand => operand.Jacobian is null ? null : (Tensor)new BatchedTensor(batch, operand.Jacobian)
        );
        var moved = jvp(primals, answers, tangents);
        return (
            Array.ConvertAll(moved, slope => Full(batch, slope)),
            Array.ConvertAll(
                Bends(operation, primals, answers, tangents, moved, jvp),
                bend => Full(batch, bend)?.Sum(0)
            )
        );
    }

    private Tensor?[] Bends(
        Operation operation,
        Tensor[] primals,
        Tensor[] answers,
        Tensor?[] tangents,
        Tensor?[] moved,
        Func<Tensor[], Tensor[], Tensor?[], Tensor?[]> jvp
    )
    {
        if (operation.IsLinear)
            return new Tensor?[answers.Length];
        if (operation is BinaryOperation { IsBilinear: true } product)
            return tangents is [{ } v, { } w] ? [2 * Tensor.Apply(product, v, w)] : [null];
        var push = new PushforwardTrace();
        var along = jvp(Joined(push, primals, tangents), Joined(push, answers, moved), tangents);
        return Array.ConvertAll(along, slope => slope is null ? null : push.Output(slope).Tangent);
    }

    private static Tensor[] Joined(PushforwardTrace push, Tensor[] primals, Tensor?[] tangents)
    {
        var result = new Tensor[primals.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = push.Join(primals[i], tangents[i]);
        return result;
    }

    private Tensor? Full(BatchTrace batch, Tensor? x)
    {
        if (x is null)
            return null;
        var (value, batched) = batch.Split(x);
        return Batching.Full(new(value, batched), directions);
    }
}
