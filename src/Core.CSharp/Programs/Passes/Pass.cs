namespace Functional.Core;

/// <summary>A program made anew from another, equation by equation: what a pass writes down.</summary>
internal sealed class Pass
{
    private readonly List<TensorType> slots;
    private readonly List<DenseTensor> constants;
    private readonly List<Equation> equations = [];
    private readonly Program source;

    // Where each slot of the source is now; constants of the pass's own come after the source's.
    private readonly int[] renamed;

    private Pass(Program source)
    {
        this.source = source;
        slots = [.. source.Slots[..source.Given]];
        constants = [.. source.Constants];
        renamed = new int[source.Slots.Length];
        Array.Fill(renamed, -1);
        for (var slot = 0; slot < source.Given; slot++)
            renamed[slot] = slot;
    }

    /// <summary>The passes that every executable is made by, in order.</summary>
    public static Program All(Program program) =>
        MultiplyAdds.Run(CommonSubexpressions.Run(JoinedSlices.Run(GatheredSums.Run(program))));

    /// <summary>The same, within the programs that operations run too.</summary>
    public static Program Throughout(Program program) =>
        Run(
            All(program),
            (pass, equation) =>
                pass.Rename(
                    equation,
                    pass.Keep(
                        equation.Operation is NaryOperation nary
                            ? equation with
                            {
                                Operation = nary.WithBodies(Throughout),
                            }
                            : equation
                    )
                )
        );

    /// <summary>What a visitor makes of each equation; what the outputs do not need is left out.</summary>
    public static Program Run(Program source, Action<Pass, Equation> visit)
    {
        var pass = new Pass(source);
        foreach (var equation in source.Equations)
            visit(pass, equation);
        int[] outputs = [.. source.OutputSlots.ToArray().Select(slot => pass.renamed[slot])];
        int[] given = [.. Enumerable.Range(0, source.Inputs.Count)];
        return pass.Close(outputs).Extract(given, outputs);
    }

    /// <summary>The slots that a source equation's operands have now.</summary>
    public int[] Operands(Equation equation) => Array.ConvertAll(equation.Inputs, slot => renamed[slot]);

    /// <summary>Lets the answers of a source equation be these from now on.</summary>
    public void Rename(Equation equation, int first)
    {
        for (var i = 0; i < equation.Outputs; i++)
            Rename(equation.Output + i, first + i);
    }

    /// <summary>Lets one answer of a source equation be this from now on.</summary>
    public void Rename(int slot, int now) => renamed[slot] = now;

    /// <summary>Keeps an equation as it is.</summary>
    public int Keep(Equation equation) =>
        Add(equation.Operation, Operands(equation), source.Slots.AsSpan(equation.Output, equation.Outputs));

    /// <summary>Writes an equation down; the first of its answers' slots.</summary>
    public int Add(Operation operation, int[] operands, ReadOnlySpan<TensorType> answers)
    {
        var first = slots.Count;
        slots.AddRange(answers);
        equations.Add(new(operation, operands, first, answers.Length));
        return first;
    }

    /// <summary>Writes an operation of one answer down.</summary>
    public int Add(Operation operation, params ReadOnlySpan<int> operands)
    {
        var types = operands.ToArray().Select(slot => slots[slot]).ToArray();
        var answer = operation switch
        {
            UnaryOperation unary => unary.Infer(types[0]),
            BinaryOperation binary => binary.Infer(types[0], types[1]),
            _ => ((NaryOperation)operation).Infer(types)[0],
        };
        return Add(operation, operands.ToArray(), [answer]);
    }

    /// <summary>Writes x + y down for two of a type, or y where x is a constant of zeros.</summary>
    public int Plus(int x, int y) =>
        x >= source.Inputs.Count && x < source.Given && constants[x - source.Inputs.Count].IsZero
            ? y
            : Add(new Combine(1, 1), x, y);

    /// <summary>The type of a slot of the program that is being written.</summary>
    public TensorType this[int slot] => slots[slot];

    private Program Close(int[] outputs) =>
        new([.. slots], source.Inputs.Count, [.. constants], [.. equations], outputs, Names());

    private string?[]? Names()
    {
        if (source.Names is null)
            return null;
        var names = new string?[slots.Count];
        for (var slot = 0; slot < renamed.Length; slot++)
            if (renamed[slot] >= 0)
                names[renamed[slot]] ??= source.Names[slot];
        return names;
    }
}
