namespace Functional.Core;

/// <summary>One call of an executable: a tensor for each value, bound to the memory of an <see cref="Core.Arena"/>, and the steps bound to them.</summary>
internal sealed class Frame
{
    private readonly DenseTensor[] values;
    private readonly int inputs;
    private readonly int[] outputs;
    private readonly Action[] steps;

    // For each value of the caller's, the values that are stretches of it.
    private readonly (DenseTensor View, int Start)[][] views;

    public Frame(Program program, MemoryPlan plan, List<DenseTensor> singles, List<DenseTensor> doubles)
    {
        Plan = plan;
        outputs = plan.Direct;
        values = new DenseTensor[plan.Types.Length];
        for (var i = 0; i < program.Constants.Count; i++)
            values[program.Inputs.Count + i] = program.Constants[i];
        inputs = program.Inputs.Count;
        for (var slot = 0; slot < values.Length; slot++)
        {
            var type = plan.Types[slot];
            values[slot] ??= plan.PlaceOf(slot) is { } place
                ? (type.DType == DType.Float32 ? singles : doubles)[place.Block].Stretch(type.Shape, place.Start)
                : DenseTensor.Unbound(type);
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
        steps = [.. plan.Steps.Select(step => step.Bind(values, this))];
    }

    /// <summary>The plan that this follows.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>The runs since it was rented.</summary>
    public int Runs { get; private set; }

    /// <summary>The memory that it is bound to, while it is rented: programs that run within this one take more of it.</summary>
    public Arena? Arena { get; set; }

    /// <summary>Whom the memory goes back to; null within another program.</summary>
    public Arenas? Lender { get; set; }

    /// <summary>Forgets the tensors of the caller, so that they are not kept until the next call.</summary>
    public void Release()
    {
        (Runs, Arena, Lender) = (0, null, null);
        for (var input = 0; input < inputs; input++)
            Release(input);
        foreach (var output in outputs)
            Release(output);
    }

    private void Release(int slot)
    {
        values[slot].Unbind();
        foreach (var (view, _) in views[slot])
            view.Unbind();
    }

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
