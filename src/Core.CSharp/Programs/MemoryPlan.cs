namespace Functional.Core;

/// <summary>
/// Where each value of a program lies: with the caller (inputs and outputs), among the constants, as a stretch of another value, or at an offset of the arena of its dtype, which it
/// shares with values whose lives do not overlap its own. A step may write over the operand that it reads last.
/// </summary>
internal sealed class MemoryPlan
{
    // Places begin at whole cache lines.
    private const int Line = 64 / sizeof(float);

    private readonly Program program;
    private readonly int?[] offsets;
    private readonly Dictionary<DType, Arena> arenas = new() { [DType.Float32] = new(), [DType.Float64] = new() };

    public MemoryPlan(Program program, IReadOnlyList<Step> steps, int[]? donated)
    {
        this.program = program;
        var outputs = program.OutputSlots;
        Views = new (int Slot, int Start)?[program.Slots.Length];
        foreach (var equation in program.Equations)
            Views[equation.Output] ??= ViewOf(program, equation);
        for (var slot = 0; slot < Views.Length; slot++)
            if (Views[slot] is { } view && Views[view.Slot] is { } deeper)
                Views[slot] = (deeper.Slot, deeper.Start + view.Start);

        // Extra slots at the end: what is copied to the caller, inputs before anything is written over them, the rest when all is done.
        var types = program.Slots.ToList();
        var (first, last) = (new List<Step>(), new List<Step>());
        Direct = new int[outputs.Length];
        int Copy(int slot, List<Step> when)
        {
            types.Add(program.Slots[slot]);
            when.Add(new CopyStep(slot, types.Count - 1));
            return types.Count - 1;
        }
        for (var o = 0; o < outputs.Length; o++)
        {
            var slot = outputs[o];
            var donor = donated is null ? -1 : donated[o];
            var isAnswer = Root(slot) >= program.Given;
            if (isAnswer && Views[slot] is null && outputs[..o].IndexOf(slot) < 0 && InPlace(steps, slot, donor))
                Direct[o] = slot;
            else if (isAnswer)
                Direct[o] = Copy(slot, last);
            else if (donor < 0)
                Direct[o] = Copy(slot, first);
            else
            {
                // From one input's place to another's: both may be given away.
                var aside = Copy(slot, first);
                types.Add(program.Slots[slot]);
                Direct[o] = types.Count - 1;
                last.Add(new CopyStep(aside, Direct[o]));
            }
        }
        Steps = [.. first, .. steps, .. last];
        Types = [.. types];
        offsets = new int?[Types.Length];
        Place();
    }

    /// <summary>The steps, with the copies that bring outputs to their places.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>The types of all slots, those of copies too.</summary>
    public TensorType[] Types { get; }

    /// <summary>The value that a value is a stretch of, and where it begins in it.</summary>
    public (int Slot, int Start)?[] Views { get; }

    /// <summary>The slot that stands for the caller's tensor of each output.</summary>
    public int[] Direct { get; }

    /// <summary>The elements of the arena of a dtype.</summary>
    public int SizeOf(DType dtype) => arenas[dtype].Size;

    /// <summary>The place of a value in its arena; null if it lies elsewhere.</summary>
    public int? OffsetOf(int slot) => offsets[slot];

    /// <summary>What an equation's answer is a stretch of, if it is.</summary>
    public static (int Slot, int Start)? ViewOf(Program program, Equation equation) =>
        equation.Operation is UnaryOperation unary && unary.View(program.Slots[equation.Inputs[0]]) is { } start
            ? (equation.Inputs[0], start)
            : null;

    private int Root(int slot) => slot < Views.Length && Views[slot] is { } view ? view.Slot : slot;

    /// <summary>Whether an output may be written over an input: nothing reads it later, nor while it is written but place by place.</summary>
    private bool InPlace(IReadOnlyList<Step> steps, int slot, int donor)
    {
        if (donor < 0)
            return true;
        var producer = steps.TakeWhile(step => !step.Writes.Contains(slot)).Count();
        for (var s = producer; s < steps.Count; s++)
            foreach (var read in steps[s].Reads)
                if (Root(read) == donor && !(s == producer && Overwrites(steps[s], read, slot)))
                    return false;
        return true;
    }

    private bool Overwrites(Step step, int read, int write) =>
        read == Root(read) && step.MayOverwrite(read) && program.Slots[read].Equals(program.Slots[write]);

    private void Place()
    {
        var dies = new int[Types.Length];
        for (var s = 0; s < Steps.Count; s++)
        {
            foreach (var slot in Steps[s].Reads)
                dies[Root(slot)] = s;
            foreach (var slot in Steps[s].Writes)
                dies[slot] = Math.Max(dies[slot], s);
        }
        var outside = Direct.ToHashSet();
        for (var s = 0; s < Steps.Count; s++)
        {
            var step = Steps[s];
            foreach (var slot in step.Writes)
            {
                if (outside.Contains(slot))
                    continue;
                var over = Overwritten(step, slot, s, dies);
                if (over >= 0)
                {
                    // The place changes its owner.
                    offsets[slot] = offsets[over];
                    dies[over] = -1;
                }
                else
                    offsets[slot] = arenas[Types[slot].DType].Take(Padded(slot));
            }
            foreach (var slot in step.Reads.Select(Root).Concat(step.Writes).Distinct())
                if (dies[slot] == s && offsets[slot] is { } offset)
                    arenas[Types[slot].DType].Give(offset, Padded(slot));
        }
    }

    private int Overwritten(Step step, int slot, int now, int[] dies)
    {
        foreach (var read in step.Reads)
            if (
                read < program.Slots.Length
                && offsets[read] is not null
                && dies[read] == now
                && Root(read) == read
                && step.MayOverwrite(read)
                && Types[read].Equals(Types[slot])
                && step.Reads.All(other => other == read || Root(other) != read)
            )
                return read;
        return -1;
    }

    private int Padded(int slot) => (Types[slot].Shape.Size + Line - 1) / Line * Line;

    /// <summary>Free stretches of an arena, in order; it grows where none is long enough.</summary>
    private sealed class Arena
    {
        private readonly List<(int Start, int Size)> free = [];

        public int Size { get; private set; }

        public int Take(int size)
        {
            // The tightest fit leaves long stretches for long values.
            var best = -1;
            for (var i = 0; i < free.Count; i++)
                if (free[i].Size >= size && (best < 0 || free[i].Size < free[best].Size))
                    best = i;
            if (best < 0)
            {
                var start = Size;
                if (free.Count > 0 && free[^1].Start + free[^1].Size == Size)
                {
                    start = free[^1].Start;
                    free.RemoveAt(free.Count - 1);
                }
                Size = start + size;
                return start;
            }
            var (at, length) = free[best];
            if (length == size)
                free.RemoveAt(best);
            else
                free[best] = (at + size, length - size);
            return at;
        }

        public void Give(int start, int size)
        {
            if (size == 0)
                return;
            var i = free.FindIndex(stretch => stretch.Start > start);
            i = i < 0 ? free.Count : i;
            free.Insert(i, (start, size));
            Merge(i);
            Merge(i - 1);
        }

        private void Merge(int i)
        {
            if (i < 0 || i + 1 >= free.Count || free[i].Start + free[i].Size != free[i + 1].Start)
                return;
            free[i] = (free[i].Start, free[i].Size + free[i + 1].Size);
            free.RemoveAt(i + 1);
        }
    }
}
