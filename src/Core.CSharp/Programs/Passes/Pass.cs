namespace Functional.Core;

/// <summary>A program made anew from another, equation by equation: what a pass writes down.</summary>
internal sealed class Pass
{
    private readonly List<TensorType> slots;
    private readonly List<Equation> equations = [];
    private readonly List<(int Slot, DenseTensor Value)> folded = [];
    private readonly Program source;

    // Where each slot of the source is now, and what writes each slot of the new program.
    private readonly int[] renamed;
    private readonly List<Equation?> producers;
    private bool changed;

    private Pass(Program source)
    {
        this.source = source;
        slots = new(source.Slots.Length);
        slots.AddRange(source.Slots.AsSpan(0, source.Given));
        producers = new(source.Slots.Length);
        for (var slot = 0; slot < source.Given; slot++)
            producers.Add(null);
        renamed = new int[source.Slots.Length];
        Array.Fill(renamed, -1);
        for (var slot = 0; slot < source.Given; slot++)
            renamed[slot] = slot;
    }

    /// <summary>What a visitor makes of each equation; what the outputs do not need is left out.</summary>
    public static Program Run(Program source, Action<Pass, Equation> visit)
    {
        var pass = new Pass(source);
        foreach (var equation in source.Equations)
            visit(pass, equation);
        if (!pass.changed)
            return source;
        int[] outputs = [.. source.OutputSlots.ToArray().Select(slot => pass.renamed[slot])];
        int[] given = [.. Enumerable.Range(0, source.Inputs.Count)];
        return pass.Close(outputs).Extract(given, outputs);
    }

    /// <summary>What a visitor makes of the equations of an operation: those that it does not rewrite, and all others, are kept.</summary>
    /// <param name="source">The program; without such an operation it stays as it is.</param>
    /// <param name="rewrite">Rewrites an equation, or says false.</param>
    public static Program Each<TOperation>(Program source, Func<Pass, Equation, TOperation, bool> rewrite)
        where TOperation : Operation =>
        !source.Has<TOperation>()
            ? source
            : Run(
                source,
                (pass, equation) =>
                {
                    if (equation.Operation is not TOperation operation || !rewrite(pass, equation, operation))
                        pass.Rename(equation, pass.Keep(equation));
                }
            );

    /// <summary>What a rule makes of each operation with one answer: the slot that has the answer, or null for the operation itself.</summary>
    public static Program Rewrite(Program source, Func<Pass, Operation, int[], int?> rule) =>
        Run(
            source,
            (pass, equation) =>
            {
                var operands = pass.Operands(equation);
                var slot = equation.Outputs == 1 ? rule(pass, equation.Operation, operands) : null;
                pass.Rename(equation, slot ?? pass.Keep(equation));
            }
        );

    /// <summary>The slots that a source equation's operands have now, to be read alone.</summary>
    public int[] Operands(Equation equation)
    {
        foreach (var slot in equation.Inputs)
            if (renamed[slot] != slot)
                return Array.ConvertAll(equation.Inputs, slot => renamed[slot]);
        return equation.Inputs;
    }

    /// <summary>The slot that a source slot is now.</summary>
    public int Now(int slot) => renamed[slot];

    /// <summary>Lets the answers of a source equation be these from now on.</summary>
    public void Rename(Equation equation, int first)
    {
        for (var i = 0; i < equation.Outputs; i++)
            Rename(equation.Output + i, first + i);
    }

    /// <summary>Lets a source slot be this one from now on.</summary>
    public void Rename(int slot, int now)
    {
        renamed[slot] = now;
        changed |= now != slot;
    }

    /// <summary>Leaves an equation out, whose answers nobody reads from now on.</summary>
    public void Leave() => changed = true;

    /// <summary>Keeps an equation as it is.</summary>
    public int Keep(Equation equation)
    {
        var operands = Operands(equation);
        var answers = source.Slots.AsSpan(equation.Output, equation.Outputs);
        if (equation.Output != slots.Count || !ReferenceEquals(operands, equation.Inputs))
            return Add(equation.Operation, operands, answers);
        Add(equation, answers);
        return equation.Output;
    }

    /// <summary>Writes an equation down; the first of its answers' slots.</summary>
    public int Add(Operation operation, int[] operands, ReadOnlySpan<TensorType> answers)
    {
        var equation = new Equation(operation, operands, slots.Count, answers.Length);
        Add(equation, answers);
        return equation.Output;
    }

    private void Add(Equation equation, ReadOnlySpan<TensorType> answers)
    {
        slots.AddRange(answers);
        equations.Add(equation);
        for (var i = 0; i < answers.Length; i++)
            producers.Add(equation);
        changed |= equations.Count > source.Equations.Count || !IsSame(equation, source.Equations[equations.Count - 1]);
    }

    /// <summary>Writes an operation of one operand down, or of two.</summary>
    public int Add(Operation operation, params int[] operands)
    {
        var type = operation switch
        {
            UnaryOperation unary => unary.Infer(this[operands[0]]),
            BinaryOperation binary => binary.Infer(this[operands[0]], this[operands[1]]),
            NaryOperation nary => nary.Infer(Array.ConvertAll(operands, slot => this[slot]))[0],
            _ => throw new InvalidOperationException(operation.Name),
        };
        return Add(operation, operands, [type]);
    }

    /// <summary>Writes a program's equations down, those of compiled functions that it calls too; the slots of its outputs.</summary>
    public int[] Splice(Program program, int[] operands)
    {
        var spliced = new int[program.Slots.Length];
        operands.CopyTo(spliced, 0);
        for (var i = 0; i < program.Constants.Count; i++)
            spliced[program.Inputs.Count + i] = Constant(program.Constants[i]);
        foreach (var equation in program.Equations)
        {
            var inputs = Array.ConvertAll(equation.Inputs, slot => spliced[slot]);
            if (equation.Operation is NaryOperation { Inlined: { } body })
                Splice(body, inputs).CopyTo(spliced, equation.Output);
            else
            {
                var first = Add(equation.Operation, inputs, program.Slots.AsSpan(equation.Output, equation.Outputs));
                for (var i = 0; i < equation.Outputs; i++)
                    spliced[equation.Output + i] = first + i;
            }
        }
        return Array.ConvertAll(program.OutputSlots.ToArray(), slot => spliced[slot]);
    }

    /// <summary>Writes x + y down for two of a type, or y where x is a constant of zeros.</summary>
    public int Plus(int x, int y) => ConstantAt(x) is { IsZero: true } ? y : Add(new Combine(1, 1), x, y);

    private static bool IsSame(Equation equation, Equation old) =>
        ReferenceEquals(equation, old)
        || ReferenceEquals(old.Operation, equation.Operation)
            && old.Output == equation.Output
            && old.Inputs.AsSpan().SequenceEqual(equation.Inputs);

    /// <summary>A number that is known while the program is made.</summary>
    public int Constant(DenseTensor value)
    {
        changed = true;
        folded.Add((slots.Count, value));
        slots.Add(value.Type);
        producers.Add(null);
        return slots.Count - 1;
    }

    /// <summary>The type of a slot of the program that is being written.</summary>
    public TensorType this[int slot] => slots[slot];

    /// <summary>The equation that writes a slot; null for inputs and constants.</summary>
    public Equation? Producer(int slot) => producers[slot];

    /// <summary>The operation of the given kind that writes a slot, and its operands; null if another does.</summary>
    public (T Operation, int[] Operands)? Producer<T>(int slot)
        where T : Operation =>
        producers[slot] is { Operation: T operation } equation ? (operation, equation.Inputs) : null;

    /// <summary>The numbers of a slot, if it is a constant.</summary>
    public DenseTensor? ConstantAt(int slot) =>
        slot < source.Inputs.Count ? null
        : slot < source.Given ? source.Constants[slot - source.Inputs.Count]
        : producers[slot] is null ? folded.Find(constant => constant.Slot == slot).Value
        : null;

    private Program Close(int[] outputs)
    {
        var names = Names();
        var program = new Program(
            [.. slots],
            source.Inputs.Count,
            [.. source.Constants],
            [.. equations],
            [.. outputs],
            names
        );
        return folded.Count == 0 ? program : Ordered(program, outputs);
    }

    /// <summary>The constants of the pass's own brought to their place, behind those of the source.</summary>
    private Program Ordered(Program program, int[] outputs)
    {
        int[] order =
        [
            .. Enumerable.Range(0, source.Given),
            .. folded.Select(constant => constant.Slot),
            .. equations.SelectMany(equation => Enumerable.Range(equation.Output, equation.Outputs)),
        ];
        var now = new int[slots.Count];
        for (var i = 0; i < order.Length; i++)
            now[order[i]] = i;
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = now[outputs[i]];
        return new(
            Array.ConvertAll(order, slot => slots[slot]),
            source.Inputs.Count,
            [.. source.Constants, .. folded.Select(constant => constant.Value)],
            [
                .. equations.Select(equation =>
                    equation with
                    {
                        Inputs = Array.ConvertAll(equation.Inputs, slot => now[slot]),
                        Output = now[equation.Output],
                    }
                ),
            ],
            outputs,
            program.Names is null ? null : Array.ConvertAll(order, slot => program.Names[slot])
        );
    }

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
