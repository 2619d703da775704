namespace Functional.Core;

/// <summary>
/// What a function does, as a value: the operations it applied when it was traced, in order. Every operand is a slot: first the inputs, then the constants,
/// then the answers of the equations, each slot written once. Nothing that the outputs do not need is in it.
/// </summary>
public sealed partial class Program
{
    private readonly TensorType[] slots;
    private readonly int inputs;
    private readonly DenseTensor[] constants;
    private readonly Equation[] equations;
    private readonly int[] outputs;

    // Made once: many ask for one of them.
    private IReadOnlyList<TensorType>? inputTypes;

    // The slots whose last use an equation is, worked out for programs that are interpreted: their values are let go there.
    private int[][]? spent;

    // The last executable made: one is enough, as an operation asks for the same again.
    private Walk? walk;
    private Executable? executable;
    private readonly Recent<object, object> derived = new(CompileOptions.Default.Programs);

    /// <param name="slots">The type of every slot.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="constants">The constants.</param>
    /// <param name="equations">The equations, in order.</param>
    /// <param name="outputs">The slots of the outputs.</param>
    /// <param name="names">What slots are called, for reading; null where one has no name, and if none has.</param>
    internal Program(
        TensorType[] slots,
        int inputs,
        DenseTensor[] constants,
        Equation[] equations,
        int[] outputs,
        string?[]? names = null
    )
    {
        this.slots = slots;
        this.inputs = inputs;
        this.constants = constants;
        this.equations = equations;
        this.outputs = outputs;
        Names = names;
    }

    /// <summary>The program of one operation.</summary>
    internal static Program Of(NaryOperation operation, TensorType[] inputs)
    {
        var answers = operation.Infer(inputs);
        return new(
            [.. inputs, .. answers],
            inputs.Length,
            [],
            [new(operation, [.. Enumerable.Range(0, inputs.Length)], inputs.Length, answers.Length)],
            [.. Enumerable.Range(inputs.Length, answers.Length)]
        );
    }

    /// <summary>The types of the inputs.</summary>
    public IReadOnlyList<TensorType> Inputs => inputTypes ??= Array.AsReadOnly(slots[..inputs]);

    /// <summary>The types of the outputs.</summary>
    public IReadOnlyList<TensorType> Outputs => Array.ConvertAll(outputs, slot => slots[slot]);

    /// <summary>The operations, in order.</summary>
    public IReadOnlyList<Operation> Operations => Array.ConvertAll(equations, equation => equation.Operation);

    internal TensorType[] Slots => slots;

    internal string?[]? Names { get; }

    /// <summary>Whether the passes have made it.</summary>
    internal bool IsPassed { get; private init; }

    /// <summary>The same program, to be run as it is, without passes: bit for bit as its operations one by one.</summary>
    internal Program Planned() => IsPassed ? this : Derived(nameof(Planned), Passed);

    /// <summary>The same program, which the passes have made.</summary>
    internal Program Passed() => new(slots, inputs, constants, equations, outputs, Names) { IsPassed = true };

    internal IReadOnlyList<DenseTensor> Constants => constants;

    internal IReadOnlyList<Equation> Equations => equations;

    internal ReadOnlySpan<int> OutputSlots => outputs;

    /// <summary>The slot after the last constant, where the answers begin.</summary>
    internal int Given => inputs + constants.Length;

    /// <summary>Whether a slot holds a constant.</summary>
    internal bool IsConstant(int slot) => slot >= inputs && slot < Given;

    /// <summary>The outputs for inputs of the types that the program was traced for; any transform may watch them.</summary>
    internal Tensor[] Run(params ReadOnlySpan<Tensor> arguments)
    {
        var values = new Tensor?[slots.Length];
        arguments.CopyTo(values!);
        constants.CopyTo(values, inputs);
        Name(values, 0, inputs);
        spent ??= Spent();
        for (var i = 0; i < equations.Length; i++)
        {
            equations[i].Run(values);
            Name(values, equations[i].Output, equations[i].Outputs);
            foreach (var slot in spent[i])
                values[slot] = null;
        }
        return Array.ConvertAll(outputs, slot => values[slot]!);
    }

    // Names go on into what a transform makes of the program.
    private void Name(Tensor?[] values, int first, int count)
    {
        for (var slot = first; Names is not null && slot < first + count; slot++)
            if (Names[slot] is { } name)
                values[slot] = values[slot]!.Named(name);
    }

    /// <summary>The program ready to run again and again, the given outputs in the places of the given inputs.</summary>
    internal Executable InPlace(int[] givers, int[] takers)
    {
        if (walk is { } known && known.Givers.SequenceEqual(givers) && known.Takers.SequenceEqual(takers))
            return known.Executable;
        var donated = new int[outputs.Length];
        Array.Fill(donated, -1);
        for (var i = 0; i < givers.Length; i++)
            donated[takers[i]] = givers[i];
        var executable = new Executable(this, donated);
        walk = new(executable, givers, takers);
        return executable;
    }

    /// <summary>The program ready to run, made when first asked for.</summary>
    internal Executable Optimized() => LazyInitializer.EnsureInitialized(ref executable, () => new Executable(this));

    /// <summary>What has been derived from this program under a key, made when first asked for.</summary>
    internal T Derived<T>(object key, Func<T> make)
        where T : class => (T)(derived.TryGet(key, out var known) ? known : derived.Add(key, make()));

    private sealed record Walk(Executable Executable, int[] Givers, int[] Takers);

    /// <summary>The program that computes some slots of this one when others are given; what is not given is computed.</summary>
    internal Program Extract(ReadOnlySpan<int> given, ReadOnlySpan<int> wanted)
    {
        // −1 is nowhere.
        var renamed = new int[slots.Length];
        Array.Fill(renamed, -1);
        for (var i = 0; i < given.Length; i++)
            renamed[given[i]] = i;
        var kept = Needed(wanted, slot => renamed[slot] >= 0);
        var types = new List<TensorType>(slots.Length);
        foreach (var slot in given)
            types.Add(slots[slot]);
        var values = new List<DenseTensor>();
        for (var slot = inputs; slot < Given; slot++)
            if (kept.Used[slot] && renamed[slot] < 0)
            {
                renamed[slot] = types.Count;
                values.Add(constants[slot - inputs]);
                types.Add(slots[slot]);
            }
        var remaining = new Equation[kept.Equations.Count];
        for (var e = 0; e < remaining.Length; e++)
        {
            var equation = kept.Equations[e];
            var first = types.Count;
            for (var slot = equation.Output; slot < equation.Output + equation.Outputs; slot++)
            {
                // An answer that is given keeps its given name.
                if (renamed[slot] < 0)
                    renamed[slot] = types.Count;
                types.Add(slots[slot]);
            }
            var operands = new int[equation.Inputs.Length];
            for (var i = 0; i < operands.Length; i++)
                operands[i] = renamed[equation.Inputs[i]];
            remaining[e] = new(equation.Operation, operands, first, equation.Outputs);
        }
        var outputs = new int[wanted.Length];
        for (var i = 0; i < wanted.Length; i++)
            outputs[i] = renamed[wanted[i]];
        return new([.. types], given.Length, [.. values], remaining, outputs, Renamed(renamed, types.Count));
    }

    private string?[]? Renamed(int[] renamed, int count)
    {
        if (Names is null)
            return null;
        var names = new string?[count];
        for (var slot = 0; slot < renamed.Length; slot++)
            if (renamed[slot] >= 0)
                names[renamed[slot]] ??= Names[slot];
        return names;
    }

    /// <summary>The slots that the wanted ones are computed from, and the equations that do it, where some slots are given.</summary>
    internal (bool[] Used, List<Equation> Equations) Needed(ReadOnlySpan<int> wanted, Func<int, bool> given)
    {
        var used = new bool[slots.Length];
        foreach (var slot in wanted)
            used[slot] = true;
        var needed = new List<Equation>();
        for (var e = equations.Length - 1; e >= 0; e--)
        {
            var equation = equations[e];
            var isNeeded = false;
            for (var slot = equation.Output; slot < equation.Output + equation.Outputs; slot++)
                isNeeded |= used[slot] && !given(slot);
            if (!isNeeded)
                continue;
            needed.Add(equation);
            foreach (var slot in equation.Inputs)
                used[slot] = true;
        }
        needed.Reverse();
        return (used, needed);
    }

    /// <summary>
    /// The slots that the equations of the wanted outputs read, beyond those that the answers are computed by: inputs up to a number, and early answers.
    /// </summary>
    /// <param name="known">The inputs below this are there early.</param>
    /// <param name="answers">The slots that are computed first.</param>
    /// <param name="wanted">The slots that are computed later.</param>
    internal int[] Residuals(int known, int[] answers, int[] wanted)
    {
        var forward = Needed(answers, _ => false).Equations.ToHashSet(ReferenceEqualityComparer.Instance);
        var early = new bool[slots.Length];
        Array.Fill(early, true, 0, known);
        foreach (var equation in equations)
            if (forward.Contains(equation))
                Array.Fill(early, true, equation.Output, equation.Outputs);
        return
        [
            .. equations
                .Where(equation => !forward.Contains(equation))
                .SelectMany(equation => equation.Inputs)
                .Concat(wanted)
                .Where(slot => early[slot])
                .Distinct()
                .Order(),
        ];
    }

    /// <summary>Whether an operation of a kind is among the equations.</summary>
    internal bool Has<T>()
        where T : Operation
    {
        foreach (var equation in equations)
            if (equation.Operation is T)
                return true;
        return false;
    }

    /// <summary>How often each slot is read, as an output too.</summary>
    internal int[] Uses()
    {
        var uses = new int[slots.Length];
        foreach (var equation in equations)
        foreach (var slot in equation.Inputs)
            uses[slot]++;
        foreach (var slot in outputs)
            uses[slot]++;
        return uses;
    }

    private int[][] Spent()
    {
        var last = new int[slots.Length];
        Array.Fill(last, -1);
        for (var i = 0; i < equations.Length; i++)
        {
            foreach (var slot in equations[i].Inputs)
                last[slot] = i;
            // An answer that nobody reads is let go at once.
            Array.Fill(last, i, equations[i].Output, equations[i].Outputs);
        }
        foreach (var slot in outputs)
            last[slot] = -1;
        var spent = Array.ConvertAll(equations, _ => new List<int>());
        for (var slot = 0; slot < last.Length; slot++)
            if (last[slot] >= 0)
                spent[last[slot]].Add(slot);
        return Array.ConvertAll(spent, list => list.ToArray());
    }
}
