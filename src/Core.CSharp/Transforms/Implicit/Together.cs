namespace Functional.Core;

/// <summary>
/// A program from unknowns and parameters to the leaves of the unknowns, on vectors: of independent systems, whose vectors lie end to end, those that have finished are left out.
/// </summary>
internal sealed class Together
{
    private readonly Program alone;
    private readonly Systems systems;
    private readonly int unknowns;
    private readonly DenseTensor[] inputs;
    private readonly bool[] finished;
    private readonly List<Part> parts = [];

    public Together(Program alone, Systems systems, int unknowns, DenseTensor[] inputs)
    {
        (this.alone, this.systems, this.unknowns, this.inputs) = (alone, systems, unknowns, inputs);
        finished = new bool[systems.Count];
        Flat = new(Array.ConvertAll(inputs[..unknowns], leaf => leaf.Type), systems.Count);
        parts.Add(new([], systems.Of(alone), Flat, [.. inputs[unknowns..]]));
    }

    /// <summary>How the vector of all systems is leaves.</summary>
    public Flat Flat { get; }

    /// <summary>Systems that run at once, as many as a power of 2; none are all.</summary>
    private sealed record Part(int[] Systems, Program Program, Flat Flat, Tensor[] Parameters)
    {
        public double[] Run(double[] x) => Flat.From(Program.Run([.. Flat.To(x), .. Parameters]));
    }

    /// <summary>The answers at x for the systems that are not done; 0 for the others.</summary>
    public double[] Run(double[] x, bool[] done)
    {
        if (!done.AsSpan().SequenceEqual(finished))
            Divide(done);
        if (parts is [{ Systems.Length: 0 } all])
            return all.Run(x);
        var (result, length) = (new double[x.Length], x.Length / finished.Length);
        foreach (var part in parts)
        {
            var own = new double[part.Systems.Length * length];
            for (var s = 0; s < part.Systems.Length; s++)
                x.AsSpan(part.Systems[s] * length, length).CopyTo(own.AsSpan(s * length));
            own = part.Run(own);
            for (var s = 0; s < part.Systems.Length; s++)
                own.AsSpan(s * length, length).CopyTo(result.AsSpan(part.Systems[s] * length));
        }
        return result;
    }

    private void Divide(bool[] done)
    {
        done.CopyTo(finished, 0);
        parts.Clear();
        int[] going = [.. Enumerable.Range(0, done.Length).Where(s => !done[s])];
        for (var start = 0; start < going.Length; )
        {
            var size = Executables.Most(going.Length - start);
            var some = going[start..(start + size)];
            Tensor Of(DenseTensor x, int input) => systems.HasInstances(input) ? x.Gather(some) : x;
            var leaves = inputs[..unknowns]
                .Select(leaf => new TensorType(Batching.Of(size, Batching.Instance(leaf.Shape)), leaf.DType));
            parts.Add(
                new(some, systems.Of(alone, size), new([.. leaves], size), [.. inputs.Select(Of).Skip(unknowns)])
            );
            start += size;
        }
    }
}
