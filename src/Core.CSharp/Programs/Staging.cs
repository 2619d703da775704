using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>A value that is known by its type alone, while a function is traced to a program.</summary>
internal sealed class StagedTensor(StageTrace trace, TensorType type, int slot, Operation? operation)
    : TracedTensor(trace, type.Shape, type.DType)
{
    public override string Origin => OriginOf(operation);

    public int Slot { get; } = slot;

    public override DenseTensor Numbers =>
        throw new TraceException(
            $"{Trace.Name} traces its function once, before there are numbers, so a number cannot be read inside it{UserCode.Line()}; "
                + "choose with Where or Cond instead of branching, and repeat with Scan or While."
        );
}

/// <summary>Whether a traced function runs. Where it may not, operations on what it captured may fail or not end, and are written down too.</summary>
internal enum Choice
{
    /// <summary>The function runs.</summary>
    Always,

    /// <summary>The function runs where it is chosen. Operations on numbers alone are applied, so that it may read their answers.</summary>
    Sometimes,

    /// <summary>The function does not run: only the types of its answers are wanted. Loops on numbers alone are written down as well.</summary>
    Never,
}

/// <summary>A program and the values from outside that its function captured and that an outer transform watches: its last inputs.</summary>
internal readonly record struct Closure(Program Program, Tensor[] Captured);

/// <summary>
/// Tracing: each operation is written down instead of being applied. Numbers that the function captured become constants; what an outer transform
/// watches becomes a further input, so that its derivative is not lost. Operations on captured values alone are applied at once, outside,
/// unless <see cref="Choice"/> says that the function may not run at all.
/// </summary>
internal sealed class StageTrace(string name) : Trace
{
    // The innermost traced function of this thread that may not run.
    [ThreadStatic]
    private static StageTrace? chosen;

    private Choice choice;
    private readonly Lock gate = new();
    private readonly List<TensorType> slots = [];
    private readonly List<Equation> equations = [];
    private readonly Dictionary<int, string> names = [];
    private readonly Dictionary<Tensor, int> captured = new(ReferenceEqualityComparer.Instance);

    public override string Name => name;

    /// <summary>Traces a function of tensors of the given types; the name is that of the transform that asks, for errors.</summary>
    public static Closure Run(
        string name,
        IReadOnlyList<TensorType> inputs,
        Func<Tensor[], Tensor[]> f,
        Choice choice = Choice.Always
    )
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TraceException(
                $"{name} wants a function that can be traced to its end, but got one that goes too deep, as by calling itself in a branch of Cond. "
                    + "Repeat with Scan or While."
            );
        var trace = new StageTrace(name) { choice = choice };
        var outer = chosen;
        if (choice != Choice.Always)
            chosen = trace;
        try
        {
            var arguments = new Tensor[inputs.Count];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = trace.Place(inputs[i]);
            var outputs = Array.ConvertAll(f(arguments), trace.SlotOf);
            return trace.Close(inputs.Count, outputs);
        }
        finally
        {
            chosen = outer;
            trace.End();
        }
    }

    /// <summary>The transform that interprets an operation of a given innermost one: a function that may not run writes down what it captured too.</summary>
    public static Trace Chosen(Trace innermost) =>
        chosen is { } trace && trace.Started > innermost.Started ? trace : innermost;

    /// <summary>The function that never runs and writes down an operation on numbers, which runs programs and may not end; null if the operation is applied.</summary>
    public static StageTrace? Never(NaryOperation operation) =>
        chosen is { choice: Choice.Never } && operation.Bodies.Count > 0 ? chosen : null;

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        var type = operation.Infer(x.Type);
        lock (gate)
        {
            if (operation is not Named { Label: var label })
                return Append(operation, [SlotOf(x)], type)[0];
            names[SlotOf(x)] = label;
            return x;
        }
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        (x, y) = (Literals.Typed(x, y), Literals.Typed(y, x));
        var type = operation.Infer(x.Type, y.Type);
        lock (gate)
            return Append(operation, [SlotOf(x), SlotOf(y)], type)[0];
    }

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        operation = operation.Traced(inputs);
        var types = operation.Infer(Array.ConvertAll(inputs, input => input.Type));
        lock (gate)
            return Append(operation, Array.ConvertAll(inputs, SlotOf), types);
    }

    private Tensor[] Append(Operation operation, int[] inputs, params TensorType[] types)
    {
        equations.Add(new(operation, inputs, slots.Count, types.Length));
        return Array.ConvertAll(types, type => (Tensor)Place(type, operation));
    }

    private StagedTensor Place(TensorType type, Operation? operation = null)
    {
        slots.Add(type);
        return new(this, type, slots.Count - 1, operation);
    }

    private int SlotOf(Tensor x)
    {
        if (x is StagedTensor staged && ReferenceEquals(staged.Trace, this))
            return staged.Slot;
        Leaf(x);
        if (!captured.TryGetValue(x, out var slot))
        {
            slot = slots.Count;
            slots.Add(x.Type);
            captured.Add(x, slot);
        }
        return slot;
    }

    /// <summary>The program, in its final order of slots: inputs, captured values that are watched, numbers, answers.</summary>
    private Closure Close(int inputs, int[] outputs)
    {
        var watched = captured.Where(pair => pair.Key is TracedTensor).ToArray();
        var numbers = captured.Where(pair => pair.Key is DenseTensor).ToArray();
        int[] given =
        [
            .. Enumerable.Range(0, inputs),
            .. watched.Select(pair => pair.Value),
            .. numbers.Select(pair => pair.Value),
        ];
        var all = new Program(
            [.. slots],
            slots.Count,
            [],
            [.. equations],
            outputs,
            names.Count == 0 ? null : [.. Enumerable.Range(0, slots.Count).Select(names.GetValueOrDefault)]
        );
        // Only what the outputs need stays, of captured values too.
        var used = all.Needed(outputs, slot => false).Used;
        watched = Array.FindAll(watched, pair => used[pair.Value]);
        numbers = Array.FindAll(numbers, pair => used[pair.Value]);
        var order = Enumerable.Range(0, inputs).Concat(watched.Select(pair => pair.Value)).ToArray();
        var open = all.Extract([.. order, .. numbers.Select(pair => pair.Value)], outputs);
        return new(
            new(
                open.Slots,
                order.Length,
                Array.ConvertAll(numbers, pair => (DenseTensor)pair.Key),
                [.. open.Equations],
                open.OutputSlots.ToArray(),
                open.Names
            ),
            Array.ConvertAll(watched, pair => pair.Key)
        );
    }
}
