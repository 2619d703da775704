namespace Functional.Core;

/// <summary>The memory of one call of an executable: an arena for each dtype, a tensor for each value, and the steps bound to them.</summary>
internal sealed class Frame
{
    private readonly DenseTensor[] values;
    private readonly int[] outputs;
    private readonly Action[] steps;

    // For each value of the caller's, the values that are stretches of it.
    private readonly (DenseTensor View, int Start)[][] views;

    public Frame(Program program, MemoryPlan plan)
    {
        Plan = plan;
        outputs = plan.Direct;
        values = new DenseTensor[plan.Types.Length];
        for (var i = 0; i < program.Constants.Count; i++)
            values[program.Inputs.Count + i] = program.Constants[i];
        var arenas = new Dictionary<DType, DenseTensor[]>
        {
            [DType.Float32] = Arena(plan, DType.Float32),
            [DType.Float64] = Arena(plan, DType.Float64),
        };
        for (var slot = 0; slot < values.Length; slot++)
        {
            var type = plan.Types[slot];
            values[slot] ??= plan.PlaceOf(slot) is { } place
                ? arenas[type.DType][place.Block].Stretch(type.Shape, place.Start)
                : new DenseTensor(
                    type.Shape,
                    type.DType,
                    type.DType == DType.Float32 ? Array.Empty<float>() : Array.Empty<double>()
                );
        }
        var viewed = new List<(DenseTensor, int)>[values.Length];
        for (var slot = 0; slot < plan.Views.Length; slot++)
            if (plan.Views[slot] is { } view)
            {
                (viewed[view.Slot] ??= []).Add((values[slot], view.Start));
                if (plan.PlaceOf(view.Slot) is not null || program.IsConstant(view.Slot))
                    values[slot].Rebind(values[view.Slot], view.Start);
            }
        views = Array.ConvertAll(viewed, list => list?.ToArray() ?? []);
        steps = [.. plan.Steps.Select(step => step.Bind(values))];
    }

    private static DenseTensor[] Arena(MemoryPlan plan, DType dtype) =>
        [.. plan.BlocksOf(dtype).Select(size => DenseTensor.Pinned(new(Shape.Own([size]), dtype)))];

    /// <summary>The plan that this follows.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>The runs since it was rented.</summary>
    public int Runs { get; set; }

    /// <summary>Says where an input lies, beginning at an element of the tensor.</summary>
    public void Input(int input, DenseTensor x, int start = 0) => Bind(input, x, start);

    /// <summary>Says where an output is written, beginning at an element of the tensor.</summary>
    public void Output(int output, DenseTensor y, int start = 0) => Bind(outputs[output], y, start);

    private void Bind(int slot, DenseTensor x, int start)
    {
        values[slot].Rebind(x, start);
        foreach (var (view, offset) in views[slot])
            view.Rebind(x, start + offset);
    }

    public void Run()
    {
        Runs++;
        var s = 0;
        try
        {
            for (; s < steps.Length; s++)
                steps[s]();
        }
        catch (OutOfMemoryException error)
        {
            var step = Plan.Steps[s];
            throw AllocationException.Within(step.Name, step.Reads.Select(slot => Plan.Types[slot]), error);
        }
    }
}
