using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>
/// Reverse mode's record of one function call on scalars: for each operation two slopes and where their operands stand. No object, no operation:
/// what the reverse sweep needs is known when the operation runs. Tapes are used again, with their memory, by later calls; a number carries the
/// mark of the call that made it, so that one of an earlier call is found out.
/// </summary>
/// <remarks>A call records from one thread at a time.</remarks>
internal sealed partial class ScalarTape : ScalarTrace
{
    /// <summary>An operation: ∂/∂left, ∂/∂right and the slots of both, <see cref="None"/> where there is no operand.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        public double Left;
        public double Right;
        public int LeftSlot;
        public int RightSlot;
    }

    private const int None = -1;
    private const int FirstChunk = 256;
    private const int LargestChunk = 1 << 16;
    private const long MarkBits = ~0xFFFFFFFFL;

    private readonly List<Node[]> chunks = [new Node[FirstChunk]];
    private Node[] chunk;
    private int chunkIndex;
    private int used;

    // The mark of this call in the high half, the next slot in the low one.
    private long next;

    // The mark of numbers that are recorded without further questions; one that no number has where there are questions.
    private long open;
    private int call;
    private Real[] lent = [];

    private ScalarTape() => chunk = chunks[0];

    /// <summary>How many numbers have a slot.</summary>
    private int Count => (int)next;

    /// <summary>Whether a number belongs to this call, and nothing but this call watches it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Takes(long payload) => (payload & MarkBits) == open;

    public override bool IsAlive(Real x) => (x.Payload & MarkBits) == (next & MarkBits);

    private bool Watches(Real x) => ReferenceEquals(x.Watcher, this);

    /// <summary>A tape for a call of a function of numbers, whose inputs are written into an array.</summary>
    public static ScalarTape Start(string name, ReadOnlySpan<double> x, Real[] inputs)
    {
        var tape = Open(name);
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = new(x[i], tape, tape.next++);
        return tape;
    }

    /// <inheritdoc cref="Start(string, ReadOnlySpan{double}, Real[])"/>
    public static ScalarTape Start(string name, ReadOnlySpan<Real> x, Real[] inputs)
    {
        var tape = Open(name);
        foreach (var primal in x)
            if (!primal.IsConstant)
                tape.Deepen();
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = !tape.isDeep ? new(x[i].Value, tape, tape.next++) : tape.Watch(x[i]);
        return tape;
    }

    /// <summary>The same with an array of inputs that belongs to the tape.</summary>
    public static ScalarTape Start(string name, ReadOnlySpan<double> x, out Real[] inputs)
    {
        var tape = Open(name);
        if (tape.lent.Length != x.Length)
            tape.lent = new Real[x.Length];
        inputs = tape.lent;
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = new(x[i], tape, tape.next++);
        return tape;
    }

    private static ScalarTape Open(string name)
    {
        var tape = TakeIdle() ?? new ScalarTape();
        tape.Id = NextId();
        tape.Name = name;
        tape.call++;
        tape.next = tape.open = (long)tape.call << 32;
        tape.chunk = tape.chunks[0];
        tape.chunkIndex = tape.used = 0;
        return tape;
    }

    /// <summary>From now on the numbers of this call are dead, and the tape may serve another.</summary>
    public void End()
    {
        Close();
        ForgetDeep();
        if (call < int.MaxValue)
            GiveBack(this);
    }

    /// <summary>From now on the numbers of this call are dead, but sweeps go on. The tape serves no other call.</summary>
    public void Close()
    {
        next = Count;
        open = -1;
    }

    /// <summary>Appends y = f(x) and returns what the number y needs to know.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Record(int slot, double slope) => Record(slot, slope, None, 0);

    /// <summary>Appends z = f(x, y) and returns what the number z needs to know.</summary>
    public long Record(int leftSlot, double left, int rightSlot, double right)
    {
        var nodes = chunk;
        var i = used;
        if ((uint)i >= (uint)nodes.Length)
        {
            nodes = NextChunk();
            i = 0;
        }
        ref var node = ref nodes[i];
        node.Left = left;
        node.Right = right;
        node.LeftSlot = leftSlot;
        node.RightSlot = rightSlot;
        used = i + 1;
        return next++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Node[] NextChunk()
    {
        if (Count > Array.MaxLength - LargestChunk)
            DomainException.Throw(Name, $"fewer than {Array.MaxLength:N0} operations", "more; split the function");
        chunkIndex++;
        if (chunkIndex == chunks.Count)
            chunks.Add(new Node[Math.Min(LargestChunk, 2 * chunk.Length)]);
        used = 0;
        return chunk = chunks[chunkIndex];
    }
}
