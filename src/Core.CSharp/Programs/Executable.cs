using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// A program ready to run on numbers: its steps in order, and a place for every intermediate value, worked out from where values are last read.
/// A call takes a <see cref="Frame"/>, which nobody else has meanwhile, and allocates nothing. Once it has run often enough to be worth it, elementwise
/// steps are fused: the numbers stay the same, to the bit.
/// </summary>
internal sealed class Executable
{
    // Emitting a block's code takes about as long as so many elements of elementwise steps.
    private const long WorthFusing = 1 << 21;

    // What a step costs beside its elements.
    private const int StepElements = 64;

    private readonly Program program;
    private readonly int[]? donated;
    private readonly long work;
    private readonly Lock gate = new();
    private readonly Arenas own = new();
    private Tier tier;
    private long done;

    /// <param name="program">The program.</param>
    /// <param name="donated">For each output the input in whose place it is written, −1 for none; null if none at all.</param>
    public Executable(Program program, int[]? donated = null)
    {
        this.program = program = Passes.All(program);
        this.donated = donated;
        work = RuntimeFeature.IsDynamicCodeCompiled
            ? program
                .Equations.Where(equation => equation.Operation.Lanewise is not null)
                .Sum(equation => (long)program.Slots[equation.Output].Shape.Size + StepElements)
            : 0;
        tier = new(program, Fusion.None(program), donated, IsLast: work == 0);
        ArenaBytes = tier.Plan.Bytes;
    }

    /// <summary>The program as it runs, after the passes.</summary>
    public Program Program => program;

    /// <summary>The memory of a frame, before anything is fused.</summary>
    public long ArenaBytes { get; }

    /// <summary>A frame in the memory that a function's programs share, or in some of its own; nobody else has it until it is given back.</summary>
    public Frame Rent(Arenas? arenas = null)
    {
        arenas ??= own;
        var frame = Enter(arenas.Rent());
        frame.Lender = arenas;
        return frame;
    }

    /// <summary>A frame for a program that runs within another one, if there is one.</summary>
    public Frame Rent(Frame? within) => within is null ? Rent() : Enter(within.Arena!);

    private Frame Enter(Arena arena)
    {
        MemoryPlan plan;
        lock (gate)
        {
            if (!tier.IsLast && done >= WorthFusing && RuntimeFeature.IsDynamicCodeSupported)
                tier = new(program, Fusion.Of(program), donated, IsLast: true);
            plan = tier.Plan;
        }
        return arena.Enter(program, plan);
    }

    /// <summary>Gives a frame back, which forgets what it ran on.</summary>
    public void Return(Frame frame)
    {
        lock (gate)
            if (!tier.IsLast)
                done += frame.Runs * work;
        var (arena, lender) = (frame.Arena!, frame.Lender);
        frame.Release();
        arena.Leave();
        lender?.Return(arena);
    }

    /// <summary>Runs on the inputs into outputs of the right types.</summary>
    public void Run(ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs, Arenas? arenas = null) =>
        Run(Rent(arenas), inputs, outputs);

    /// <summary>The same within another program, if there is one.</summary>
    public void Run(ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs, Frame? within) =>
        Run(Rent(within), inputs, outputs);

    private void Run(Frame frame, ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs)
    {
        for (var i = 0; i < inputs.Length; i++)
            frame.Input(i, inputs[i]);
        for (var i = 0; i < outputs.Length; i++)
            frame.Output(i, outputs[i]);
        frame.Run();
        Return(frame);
    }

    /// <summary>The steps as they run now: one by one at first, then fused.</summary>
    private sealed class Tier(Program program, Step[] steps, int[]? donated, bool IsLast)
    {
        public MemoryPlan Plan { get; } = new(program, steps, donated);

        public bool IsLast { get; } = IsLast;
    }
}
