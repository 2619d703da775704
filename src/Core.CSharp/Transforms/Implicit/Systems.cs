namespace Functional.Core;

/// <summary>How many equations of one kind there are: <see cref="Count"/>, whose program is that of one. Roles are those of <see cref="Instances"/>; without any there is one, alone.</summary>
internal sealed record Systems(int Count, string Roles)
{
    public static Systems One { get; } = new(1, "");

    /// <summary>The program of so many of them.</summary>
    public Program Of(Program alone, int count) => Roles.Length == 0 ? alone : new Instances(alone, Roles).At(count);

    /// <summary>The program of all.</summary>
    public Program Of(Program alone) => Of(alone, Count);

    /// <summary>Whether an input has one part for each.</summary>
    public bool HasInstances(int input) => Roles.Length > 0 && Roles[input] == Scan.Sequence;

    /// <summary>
    /// The answers for a batch: one operation on the equations of all its instances, every unknown of which is one of them.
    /// </summary>
    public Tensor[] Batch(BatchOperand[] x, int unknowns, int size, Func<Systems, NaryOperation> operation)
    {
        if (size == 0)
            return [.. x[..unknowns].Select(operand => Batching.None(operand.Type))];
        bool[] parted = [.. x.Select((operand, i) => i < unknowns || operand.Batched || HasInstances(i))];
        var answers = Tensor.Apply(
            operation(new(size * Count, Instances.RolesOf(parted))),
            [
                .. x.Select(
                    (operand, i) =>
                        !parted[i] ? operand.Value
                        : Roles.Length == 0 ? Batching.Full(operand, size)
                        : HasInstances(i) ? Batching.Joined(Batching.Full(operand, size))
                        : Batching.Joined(Batching.Repeated(operand.Value, Count))
                ),
            ]
        );
        return Roles.Length == 0
            ? answers
            : Array.ConvertAll(answers, y => y.Reshape([size, Count, .. y.Shape.Sizes[1..]]));
    }
}
