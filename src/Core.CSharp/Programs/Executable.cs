namespace Functional.Core;

/// <summary>
/// A program ready to run on numbers: its steps in order, and a place for every intermediate value, worked out from where values are last read.
/// A call takes a <see cref="Frame"/>, which nobody else has meanwhile, and allocates nothing.
/// </summary>
internal sealed class Executable
{
    private readonly Program program;
    private readonly Step[] steps;
    private readonly MemoryPlan plan;
    private readonly Stack<Frame> frames = [];

    /// <param name="program">The program.</param>
    /// <param name="donated">For each output the input in whose place it is written, −1 for none; null if none at all.</param>
    public Executable(Program program, int[]? donated = null)
    {
        program = Pass.All(program);
        this.program = program;
        steps = [.. program.Equations.Where(equation => MemoryPlan.ViewOf(program, equation) is null).Select(Step.Of)];
        plan = new MemoryPlan(program, steps, donated);
    }

    /// <summary>The program as it runs, after the passes.</summary>
    public Program Program => program;

    /// <summary>The memory of a frame.</summary>
    public long ArenaBytes =>
        (long)plan.SizeOf(DType.Float32) * sizeof(float) + (long)plan.SizeOf(DType.Float64) * sizeof(double);

    /// <summary>A frame of one's own until it is given back.</summary>
    public Frame Rent()
    {
        lock (frames)
            if (frames.TryPop(out var frame))
                return frame;
        return new(program, plan);
    }

    public void Return(Frame frame)
    {
        lock (frames)
            frames.Push(frame);
    }

    /// <summary>Runs on the inputs into outputs of the right types.</summary>
    public void Run(ReadOnlySpan<DenseTensor> inputs, ReadOnlySpan<DenseTensor> outputs)
    {
        var frame = Rent();
        for (var i = 0; i < inputs.Length; i++)
            frame.Input(i, inputs[i]);
        for (var i = 0; i < outputs.Length; i++)
            frame.Output(i, outputs[i]);
        frame.Run();
        Return(frame);
    }
}
