using System.Numerics;

namespace Functional.Core;

/// <summary>A value on a tape: its primal and the place where it was recorded.</summary>
internal sealed class TapedTensor(Tape tape, Tensor primal, int slot) : TracedTensor(tape, primal.Shape, primal.DType)
{
    public Tensor Primal { get; } = primal;

    public int Slot { get; } = slot;

    public override string Origin => tape.Origin(Slot);

    public override Tensor Beneath => Primal;
}

/// <summary>
/// Reverse mode's record of one function call: the operations that its inputs went through, in order.
/// Appending is safe from several threads; once the function has returned nothing is added any more, and sweeps only read.
/// </summary>
internal sealed class Tape() : Trace
{
    /// <summary>An operation, its operands (their slot, or −1 where constant) and its answer. A node without operation is an input.</summary>
    private struct Node
    {
        public Operation? Operation;
        public object? First;
        public Tensor? Second;
        public Tensor? Answer;
        public int FirstSlot;
        public int SecondSlot;
    }

    /// <summary>The operands and answers of an operation of any arity; its answers take consecutive slots.</summary>
    private sealed record Call(Tensor[] Inputs, int[] Slots, Tensor[] Answers);

    // Chunk c holds FirstChunk·2ᶜ nodes: nothing is ever copied, and a slot finds its chunk by a logarithm.
    private const int FirstChunk = 64;
    private readonly Node[]?[] chunks = new Node[]?[32 - 6];
    private int count;

    public override string Name => "Pullback";

    private ref Node this[int slot]
    {
        get
        {
            var index = (uint)slot + FirstChunk;
            var chunk = BitOperations.Log2(index) - 6;
            var nodes =
                Volatile.Read(ref chunks[chunk])
                ?? Interlocked.CompareExchange(ref chunks[chunk], new Node[FirstChunk << chunk], null)
                ?? chunks[chunk]!;
            return ref nodes[index - (FirstChunk << chunk)];
        }
    }

    private int Take(int slots) => Interlocked.Add(ref count, slots) - slots;

    /// <summary>The recorded operations, in order.</summary>
    public IEnumerable<Operation> Operations
    {
        get
        {
            for (var slot = 0; slot < count; slot++)
                if (this[slot].Operation is { } operation)
                    yield return operation;
        }
    }

    /// <summary>What made the value in a slot; inputs come before all operations.</summary>
    public string Origin(int slot)
    {
        // The answers of an operation after its first have no node of their own.
        var first = slot;
        while (first >= 0 && this[first].Operation is null)
            first--;
        return first < 0 ? $"input {slot}" : $"the answer of {this[first].Operation!.Name}, number {first} on its tape";
    }

    /// <summary>Starts to watch an input.</summary>
    public TapedTensor Watch(Tensor primal) => new(this, primal, Take(1));

    /// <summary>The primal of a value and its slot on this tape, −1 if this tape does not watch it.</summary>
    public (Tensor Primal, int Slot) Split(Tensor x) =>
        x is TapedTensor taped && ReferenceEquals(taped.Trace, this) ? (taped.Primal, taped.Slot) : (x, -1);

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        var taped = (TapedTensor)x;
        var y = Tensor.Apply(operation, taped.Primal);
        if (!operation.IsDifferentiable)
            return y;
        var slot = Take(1);
        ref var node = ref this[slot];
        node.Operation = operation;
        node.First = taped.Primal;
        node.Answer = y;
        node.FirstSlot = taped.Slot;
        return new TapedTensor(this, y, slot);
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        var (xPrimal, xSlot) = Split(x);
        var (yPrimal, ySlot) = Split(y);
        var z = Tensor.Apply(operation, xPrimal, yPrimal);
        if (!operation.IsDifferentiable)
            return z;
        var slot = Take(1);
        ref var node = ref this[slot];
        node.Operation = operation;
        node.First = xPrimal;
        node.Second = yPrimal;
        node.Answer = z;
        node.FirstSlot = xSlot;
        node.SecondSlot = ySlot;
        return new TapedTensor(this, z, slot);
    }

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        var primals = new Tensor[inputs.Length];
        var slots = new int[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            (primals[i], slots[i]) = Split(inputs[i]);
        if (!operation.IsDifferentiable)
            return Tensor.Apply(operation, primals);
        operation = operation.Recorded(Array.ConvertAll(slots, slot => slot >= 0));
        var answers = Tensor.Apply(operation, primals);
        var first = Take(answers.Length);
        ref var node = ref this[first];
        node.Operation = operation;
        node.First = new Call(primals, slots, answers);
        var result = new Tensor[answers.Length - operation.Kept];
        for (var i = 0; i < result.Length; i++)
            result[i] = new TapedTensor(this, answers[i], first + i);
        return result;
    }

    /// <summary>
    /// The reverse sweep: from cotangents at <paramref name="outputs"/> to cotangents of the first
    /// <paramref name="inputs"/> slots (null where nothing arrived). One loop, no recursion; an adjoint is let go as soon as it is spent.
    /// </summary>
    public Tensor?[] PullBack(int inputs, int[] outputs, Tensor?[] cotangents)
    {
        var selections = new SelectionTrace();
        return Array.ConvertAll(PullBack(inputs, outputs, cotangents, selections), selections.Written);
    }

    /// <summary>As a part of another sweep: cotangents have its selections.</summary>
    public Tensor?[] PullBack(int inputs, int[] outputs, Tensor?[] cotangents, SelectionTrace selections)
    {
        var adjoints = new Tensor?[Math.Max(inputs, outputs.DefaultIfEmpty(-1).Max() + 1)];
        for (var i = 0; i < outputs.Length; i++)
            if (outputs[i] >= 0 && cotangents[i] is { } bar)
                Add(ref adjoints[outputs[i]], bar);
        var slot = adjoints.Length - 1;
        try
        {
            for (; slot >= inputs; slot--)
                PullBack(slot, ref this[slot], adjoints, selections);
        }
        catch (NonFiniteException error) when (IsOurs(error))
        {
            throw error.Within($"That was in the reverse sweep of {Name}, at {Origin(slot)}.");
        }
        return adjoints.Length == inputs ? adjoints : adjoints[..inputs];
    }

    private void PullBack(int slot, ref Node node, Tensor?[] adjoints, SelectionTrace selections)
    {
        switch (node.Operation)
        {
            case UnaryOperation unary when adjoints[slot] is { } yBar:
                Add(ref adjoints[node.FirstSlot], selections.Vjp(unary, (Tensor)node.First!, node.Answer!, yBar));
                adjoints[slot] = null;
                break;
            case BinaryOperation binary when adjoints[slot] is { } zBar:
                if (node.FirstSlot >= 0)
                    Add(
                        ref adjoints[node.FirstSlot],
                        selections.VjpLeft(binary, (Tensor)node.First!, node.Second!, node.Answer!, zBar)
                    );
                if (node.SecondSlot >= 0)
                    Add(
                        ref adjoints[node.SecondSlot],
                        selections.VjpRight(binary, (Tensor)node.First!, node.Second!, node.Answer!, zBar)
                    );
                adjoints[slot] = null;
                break;
            case NaryOperation nary:
                PullBack(slot, nary, (Call)node.First!, adjoints, selections);
                break;
        }
    }

    private static void PullBack(
        int slot,
        NaryOperation operation,
        Call call,
        Tensor?[] adjoints,
        SelectionTrace selections
    )
    {
        // The output of the function may lie before the last answers of this call.
        var reached = Math.Min(call.Answers.Length, adjoints.Length - slot);
        var bars = new Tensor?[call.Answers.Length];
        Array.Copy(adjoints, slot, bars, 0, reached);
        Array.Clear(adjoints, slot, reached);
        if (Array.TrueForAll(bars, bar => bar is null))
            return;
        var wanted = Array.ConvertAll(call.Slots, input => input >= 0);
        var pulled = selections.Vjp(operation, call.Inputs, call.Answers, bars, wanted);
        for (var i = 0; i < pulled.Length; i++)
            if (wanted[i])
                Add(ref adjoints[call.Slots[i]], pulled[i]);
    }

    /// <summary>The linear map of the recorded call: tangents of the first slots to tangents of <paramref name="outputs"/> (null where zero).</summary>
    public Tensor?[] PushForward(Tensor?[] inputs, int[] outputs)
    {
        var selections = new SelectionTrace();
        return Array.ConvertAll(PushForward(inputs, outputs, selections), selections.Written);
    }

    /// <summary>The same with selections, such as those of a basis vector.</summary>
    public Tensor?[] PushForward(Tensor?[] inputs, int[] outputs, SelectionTrace selections)
    {
        var tangents = new Tensor?[Math.Max(inputs.Length, outputs.DefaultIfEmpty(-1).Max() + 1)];
        Array.Copy(inputs, tangents, inputs.Length);
        var slot = inputs.Length;
        try
        {
            for (; slot < tangents.Length; slot++)
                PushForward(slot, ref this[slot], tangents, selections);
        }
        catch (NonFiniteException error) when (IsOurs(error))
        {
            throw error.Within($"That was in the forward sweep of a Jacobian, at {Origin(slot)}.");
        }
        return Array.ConvertAll(outputs, slot => slot < 0 ? null : tangents[slot]);
    }

    private static void PushForward(int slot, ref Node node, Tensor?[] tangents, SelectionTrace selections)
    {
        switch (node.Operation)
        {
            case UnaryOperation unary when tangents[node.FirstSlot] is { } xDot:
                tangents[slot] = selections.Jvp(unary, (Tensor)node.First!, node.Answer!, xDot);
                break;
            case BinaryOperation binary:
                var left = At(tangents, node.FirstSlot);
                var right = At(tangents, node.SecondSlot);
                if (left is not null || right is not null)
                    tangents[slot] = selections.Jvp(
                        binary,
                        (Tensor)node.First!,
                        node.Second!,
                        node.Answer!,
                        left,
                        right
                    );
                break;
            case NaryOperation nary:
                var call = (Call)node.First!;
                var moved = Array.ConvertAll(call.Slots, input => At(tangents, input));
                if (Array.TrueForAll(moved, tangent => tangent is null))
                    break;
                var answers = selections.Jvp(nary, call.Inputs, call.Answers, moved);
                Array.Copy(answers, 0, tangents, slot, Math.Min(answers.Length, tangents.Length - slot));
                break;
        }
    }

    /// <summary>Whether an operation of this sweep failed under Debug, instead of one that Debug itself put on the tape.</summary>
    internal static bool IsOurs(NonFiniteException error) => error.Sweep is null && error.Quantity == Site.Answer;

    private static Tensor? At(Tensor?[] tangents, int slot) => slot < 0 ? null : tangents[slot];

    private static void Add(ref Tensor? sum, Tensor? term) =>
        sum =
            term is null ? sum
            : sum is null ? term
            : sum + term;
}
