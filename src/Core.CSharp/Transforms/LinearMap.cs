namespace Functional.Core;

/// <summary>A linear map A that a function states, as a program of its argument and of what it captures, and its transpose.</summary>
internal sealed class LinearMap
{
    private readonly Tensor[] argument;
    private readonly Tensor[] captured;
    private readonly Program pull;
    private readonly bool[] reached;

    /// <summary>Traces a function; what it captures keeps its numbers, its argument has none.</summary>
    /// <param name="name">Who asks, for errors.</param>
    /// <param name="wanted">What is asked for, as in "a linear function".</param>
    /// <param name="argument">Tensors of the types of the argument.</param>
    /// <param name="f">The function.</param>
    /// <exception cref="TraceException">The function is not linear; the error names the operation. Or it reads a number of its argument.</exception>
    public LinearMap(string name, string wanted, Tensor[] argument, Func<Tensor[], Tensor[]> f)
    {
        this.argument = argument;
        var closure = StageTrace.Run(name, Array.ConvertAll(argument, leaf => leaf.Type), f);
        var program = closure.Program;
        captured = closure.Captured;
        Linearity.Require(name, wanted, program, captured);
        bool[] isArgument = [.. program.Inputs.Select((_, i) => i < argument.Length)];
        reached = program.Reached(isArgument);
        var joint = program.Pullback(isArgument, reached);
        int[] bars = joint.OutputSlots[program.Outputs.Count..].ToArray();
        var dependent = joint.Influenced(slot => slot < argument.Length);
        if (Array.Exists(bars, slot => dependent[slot]))
            throw new TraceException(
                $"{name} wants {wanted}, but got one with a rule of its own that depends on the argument."
            );
        // An operation of several answers may read the argument for one that the transpose does not need: zeros do.
        pull = joint.Extract([.. Enumerable.Range(0, joint.Inputs.Count)], bars);
    }

    /// <summary>Aᵀ ȳ, leaf by leaf.</summary>
    public Tensor[] Transpose(Tensor[] yBar) =>
        pull.Run([
            .. argument.Select(leaf => Tensor.ZerosLike(leaf)),
            .. captured,
            .. yBar.Where((_, i) => reached[i]),
        ]);
}
