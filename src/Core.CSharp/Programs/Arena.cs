using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// The memory of one call at a time: for each depth of nesting a stretch for each dtype, as large as the largest program that ran there,
/// and the frames that are bound to it. Programs that run one after the other use the same memory.
/// </summary>
internal sealed class Arena
{
    private readonly List<Level> levels = [];
    private int depth;

    /// <summary>The frame of a program one level deeper than those that run now.</summary>
    public Frame Enter(Program program, MemoryPlan plan)
    {
        if (depth == levels.Count)
            levels.Add(new());
        var frame = levels[depth++].FrameOf(program, plan);
        frame.Arena = this;
        return frame;
    }

    /// <summary>The program that was entered last has run.</summary>
    public void Leave() => depth--;

    private sealed class Level
    {
        // Blocks of memory, as a plan has them.
        private readonly List<DenseTensor> singles = [];
        private readonly List<DenseTensor> doubles = [];

        // Frames go with their plan, that is with a program that nobody keeps any more.
        private ConditionalWeakTable<MemoryPlan, Frame> frames = [];

        public Frame FrameOf(Program program, MemoryPlan plan)
        {
            if (frames.TryGetValue(plan, out var known))
                return known;
            // Frames that are bound to what is too small now would keep it.
            if (Grow(singles, DType.Float32, plan) | Grow(doubles, DType.Float64, plan))
                frames = [];
            var frame = new Frame(program, plan, singles, doubles);
            frames.Add(plan, frame);
            return frame;
        }

        private static bool Grow(List<DenseTensor> blocks, DType dtype, MemoryPlan plan)
        {
            var isReplaced = false;
            foreach (var (i, size) in plan.BlocksOf(dtype).Index())
                if (i == blocks.Count)
                    blocks.Add(Block(size, dtype));
                else if (blocks[i].Count < size)
                {
                    blocks[i] = Block(size, dtype);
                    isReplaced = true;
                }
            return isReplaced;
        }

        private static DenseTensor Block(int size, DType dtype) => DenseTensor.Pinned(new(Shape.Own([size]), dtype));
    }
}

/// <summary>The memory that the programs of a function share: an arena for each call at a time, of which no more are kept than there are processors.</summary>
internal sealed class Arenas
{
    private readonly Stack<Arena> idle = [];

    public Arena Rent()
    {
        lock (idle)
            return idle.TryPop(out var arena) ? arena : new();
    }

    public void Return(Arena arena)
    {
        lock (idle)
            if (idle.Count < Environment.ProcessorCount)
                idle.Push(arena);
    }

    // The memory of an operation is no part of its value.
    public override bool Equals(object? obj) => obj is Arenas;

    public override int GetHashCode() => 0;
}
