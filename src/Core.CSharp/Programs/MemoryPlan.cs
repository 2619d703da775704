namespace Functional.Core;

/// <summary>
/// Where each value of a program lies: with the caller (inputs and outputs), among the constants, as a stretch of another value, or at a place of the arena of its dtype, which it
/// shares with values whose lives do not overlap its own. A step may write over the operand that it reads last.
/// An arena is one block of memory, and more where its values together are longer than an array can be.
/// </summary>
internal sealed class MemoryPlan
{
    // Places begin at whole cache lines.
    private const int Line = 64 / sizeof(float);

    private readonly Program program;
    private readonly Place?[] places;
    private readonly Dictionary<DType, Arena> arenas;

    /// <param name="program">The program.</param>
    /// <param name="steps">What it does, in order.</param>
    /// <param name="donated">For each output the input in whose place it is written, −1 for none; null if none at all.</param>
    /// <param name="longest">The most elements of a block, unless one value alone is longer.</param>
    public MemoryPlan(Program program, IReadOnlyList<Step> steps, int[]? donated, int longest = Allocation.Longest)
    {
        this.program = program;
        arenas = new() { [DType.Float32] = new(longest), [DType.Float64] = new(longest) };
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
        places = new Place?[Types.Length];
        PlaceAll();
    }

    /// <summary>The steps, with the copies that bring outputs to their places.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>The types of all slots, those of copies too.</summary>
    public TensorType[] Types { get; }

    /// <summary>The value that a value is a stretch of, and where it begins in it.</summary>
    public (int Slot, int Start)?[] Views { get; }

    /// <summary>The slot that stands for the caller's tensor of each output.</summary>
    public int[] Direct { get; }

    /// <summary>The elements of each block of the arena of a dtype.</summary>
    public IReadOnlyList<int> BlocksOf(DType dtype) => arenas[dtype].Blocks;

    /// <summary>The bytes of both arenas.</summary>
    public long Bytes => BytesOf(DType.Float32, sizeof(float)) + BytesOf(DType.Float64, sizeof(double));

    /// <summary>The place of a value in its arena; null if it lies elsewhere.</summary>
    public Place? PlaceOf(int slot) => places[slot];

    private long BytesOf(DType dtype, int size) => arenas[dtype].Blocks.Sum(block => (long)block * size);

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

    private void PlaceAll()
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
                    places[slot] = places[over];
                    dies[over] = -1;
                }
                else
                    places[slot] = arenas[Types[slot].DType].Take(Padded(slot));
            }
            foreach (var slot in step.Reads.Select(Root).Concat(step.Writes).Distinct())
                if (dies[slot] == s && places[slot] is { } place)
                    arenas[Types[slot].DType].Give(place, Padded(slot));
        }
    }

    private int Overwritten(Step step, int slot, int now, int[] dies)
    {
        foreach (var read in step.Reads)
            if (
                read < program.Slots.Length
                && places[read] is not null
                && dies[read] == now
                && Root(read) == read
                && step.MayOverwrite(read)
                && Types[read].Equals(Types[slot])
                && step.Reads.All(other => other == read || Root(other) != read)
            )
                return read;
        return -1;
    }

    private int Padded(int slot)
    {
        Allocation.Check(Types[slot].Shape, "Compile");
        return (Types[slot].Shape.Size + Line - 1) / Line * Line;
    }

    /// <summary>Where a value begins: an element of a block.</summary>
    public readonly record struct Place(int Block, int Start);

    /// <summary>Free stretches of an arena, in order; where none is long enough its last block grows, or a new one begins.</summary>
    private sealed class Arena(int longest)
    {
        private readonly List<int> blocks = [];
        private readonly List<(Place At, int Size)> free = [];

        public IReadOnlyList<int> Blocks => blocks;

        public Place Take(int size)
        {
            // The tightest fit leaves long stretches for long values.
            var best = -1;
            for (var i = 0; i < free.Count; i++)
                if (free[i].Size >= size && (best < 0 || free[i].Size < free[best].Size))
                    best = i;
            if (best < 0)
                return Grow(size);
            var (at, length) = free[best];
            if (length == size)
                free.RemoveAt(best);
            else
                free[best] = (at with { Start = at.Start + size }, length - size);
            return at;
        }

        private Place Grow(int size)
        {
            var last = blocks.Count - 1;
            var end = last < 0 ? 0 : blocks[last];
            var isOpen = free.Count > 0 && free[^1].At.Block == last && free[^1].At.Start + free[^1].Size == end;
            var start = isOpen ? free[^1].At.Start : end;
            if (last < 0 || (long)start + size > longest)
            {
                blocks.Add(size);
                return new(last + 1, 0);
            }
            if (isOpen)
                free.RemoveAt(free.Count - 1);
            blocks[last] = start + size;
            return new(last, start);
        }

        public void Give(Place place, int size)
        {
            if (size == 0)
                return;
            var i = free.FindIndex(stretch =>
                (stretch.At.Block, stretch.At.Start).CompareTo((place.Block, place.Start)) > 0
            );
            i = i < 0 ? free.Count : i;
            free.Insert(i, (place, size));
            Merge(i);
            Merge(i - 1);
        }

        private void Merge(int i)
        {
            if (i < 0 || i + 1 >= free.Count)
                return;
            var ((at, size), (next, length)) = (free[i], free[i + 1]);
            if (at.Block != next.Block || at.Start + size != next.Start)
                return;
            free[i] = (at, size + length);
            free.RemoveAt(i + 1);
        }
    }
}
