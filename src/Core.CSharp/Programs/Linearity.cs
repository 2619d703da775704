namespace Functional.Core;

/// <summary>How a value depends on the argument of a map: it is 0, does not depend on it, is linear in it, or none of these.</summary>
internal enum Degree
{
    Zero,
    Constant,
    Linear,
    Other,
}

/// <summary>
/// Whether a program is linear in some of its inputs, operation by operation. A derivative that is the same everywhere is not enough:
/// it overlooks what is added and what has no derivative, such as rounding.
/// </summary>
internal sealed class Linearity
{
    private const string Bent = "whose derivative depends on its argument";
    private const string Shifted = "that adds a constant";
    private const string Flat = "that depends on its argument without a derivative";

    private string? reason;

    /// <summary>Refuses a program that is not linear in its first inputs, the argument. The others are what its function captured.</summary>
    /// <exception cref="TraceException">It is not; the error names the first operation that is not.</exception>
    public static void Require(string name, string wanted, Program program, ReadOnlySpan<Tensor> captured)
    {
        var linearity = new Linearity();
        var inputs = new Degree[program.Inputs.Count];
        Array.Fill(inputs, Degree.Linear);
        for (var i = 0; i < captured.Length; i++)
            inputs[inputs.Length - captured.Length + i] = Of(captured[i]);
        var outputs = linearity.Follow(program, inputs);
        if (Array.Exists(outputs, degree => degree == Degree.Other))
            throw new TraceException($"{name} wants {wanted}, but got one {linearity.reason}.");
        if (Array.Exists(outputs, degree => degree == Degree.Constant))
            throw new TraceException($"{name} wants {wanted}, but got one with a constant other than 0 as an answer.");
    }

    private Degree[] Follow(Program program, Degree[] inputs)
    {
        var degrees = new Degree[program.Slots.Length];
        inputs.CopyTo(degrees, 0);
        for (var i = 0; i < program.Constants.Count; i++)
            degrees[inputs.Length + i] = Of(program.Constants[i]);
        foreach (var equation in program.Equations)
        {
            var operands = Array.ConvertAll(equation.Inputs, slot => degrees[slot]);
            Answers(program, equation, operands).CopyTo(degrees, equation.Output);
        }
        return Array.ConvertAll(program.OutputSlots.ToArray(), slot => degrees[slot]);
    }

    private Degree[] Answers(Program program, Equation equation, Degree[] operands)
    {
        var operation = equation.Operation;
        if (!Array.Exists(operands, IsMoving) && operation.Bodies.Count == 0)
            return Same(IsZero(operation, operands) ? Degree.Zero : Degree.Constant);
        return operation switch
        {
            NaryOperation { Inlined: { } body } => Follow(body, operands),
            Checkpoint checkpoint => Follow(checkpoint.Body, operands),
            Scan scan => Repeated(operation, scan.Body, scan.Takes, scan.Gives, operands),
            While loop when Array.Exists(Follow(loop.Condition, operands), IsMoving) => Same(Other(operation, Flat)),
            While loop => Repeated(operation, loop.Body, loop.Takes, new(Scan.Carry, equation.Outputs), operands),
            Cond when IsMoving(operands[0]) => Same(Other(operation, Flat)),
            Cond cond =>
            [
                .. Follow(cond.WhenTrue, operands)
                    .Zip(Follow(cond.WhenFalse, operands), (x, y) => Join(operation, x, y)),
            ],
            BinaryOperation { IsBilinear: true } => [Product(operation, operands[0], operands[1])],
            Indexed or Binary<Divide> or Binary<XLogY> => [Fixed(operation, operands[1], operands[0])],
            Centering => [Fixed(operation, operands[0], operands[1])],
            Where => [Fixed(operation, operands[0], Join(operation, operands[1], operands[2]))],
            { IsLinear: true } => [operands.Aggregate((x, y) => Join(operation, x, y))],
            { IsDifferentiable: false } => Same(Other(operation, Flat)),
            UnaryOperation or BinaryOperation when operation.Reading == Reading.Elementwise => Same(
                Other(operation, Bent)
            ),
            _ when Array.Exists(operands, x => x == Degree.Other) => Same(Degree.Other),
            _ => Same(IsBent(program, equation, operands) ? Other(operation, Bent) : Degree.Linear),
        };

        Degree[] Same(Degree degree) => [.. Enumerable.Repeat(degree, equation.Outputs)];
    }

    /// <summary>Whether operands that are 0 make the answer 0.</summary>
    private static bool IsZero(Operation operation, Degree[] operands) =>
        operation switch
        {
            BinaryOperation { IsBilinear: true } => Array.Exists(operands, x => x == Degree.Zero),
            Indexed or Binary<Divide> or Binary<XLogY> => operands[0] == Degree.Zero,
            Centering => operands[1] == Degree.Zero,
            Where => operands[1] == Degree.Zero && operands[2] == Degree.Zero,
            { IsLinear: true } => Array.TrueForAll(operands, x => x == Degree.Zero),
            _ => false,
        };

    private static Degree Of(Tensor given) => given is DenseTensor { IsZero: true } ? Degree.Zero : Degree.Constant;

    private static bool IsMoving(Degree x) => x is Degree.Linear or Degree.Other;

    private Degree Other(Operation operation, string how)
    {
        reason ??= $"{how}, by {operation.Name}";
        return Degree.Other;
    }

    /// <summary>The degree of a sum, or of what may be either.</summary>
    private Degree Join(Operation operation, Degree x, Degree y) =>
        x == Degree.Zero || x == y ? y
        : y == Degree.Zero ? x
        : x == Degree.Other || y == Degree.Other ? Degree.Other
        : Other(operation, Shifted);

    private Degree Product(Operation operation, Degree x, Degree y) =>
        x == Degree.Zero || y == Degree.Zero ? Degree.Zero
        : x == Degree.Other || y == Degree.Other ? Degree.Other
        : x == Degree.Constant ? y
        : y == Degree.Constant ? x
        : Other(operation, Bent);

    /// <summary>The degree of what is linear in x, as long as another operand is given.</summary>
    private Degree Fixed(Operation operation, Degree given, Degree x) => IsMoving(given) ? Other(operation, Bent) : x;

    /// <summary>The answers of a body that is repeated: its carries are what they start as or become.</summary>
    private Degree[] Repeated(Operation operation, Program body, string takes, string gives, Degree[] operands)
    {
        var carries = Scan.Places(takes, Scan.Carry);
        var carried = Scan.Places(gives, Scan.Carry);
        while (true)
        {
            var answers = Follow(body, operands);
            var next = (Degree[])operands.Clone();
            for (var c = 0; c < carries.Length; c++)
                next[carries[c]] = answers[carried[c]] = Join(operation, operands[carries[c]], answers[carried[c]]);
            if (next.AsSpan().SequenceEqual(operands))
                return answers;
            operands = next;
        }
    }

    /// <summary>Whether an operation's tangent depends on the operands that depend on the argument, or does not know of them.</summary>
    private static bool IsBent(Program program, Equation equation, Degree[] operands)
    {
        int[] given = [.. equation.Inputs.Distinct()];
        int[] outputs = [.. Enumerable.Range(equation.Output, equation.Outputs)];
        var part = program.Extract(given, outputs);
        var moving = Array.ConvertAll(given, slot => IsMoving(operands[Array.IndexOf(equation.Inputs, slot)]));
        var moved = part.Reached(moving);
        var joint = part.Pushforward(moving, moved);
        var dependent = joint.Influenced(slot => slot < moving.Length && moving[slot]);
        return Array.Exists(joint.OutputSlots[outputs.Length..].ToArray(), slot => dependent[slot])
            || part.Influenced(moving).Where((influenced, i) => influenced && !moved[i]).Any();
    }
}
