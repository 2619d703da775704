using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>One call of a function with its tape: what pullbacks, linear maps and Jacobians are swept from.</summary>
internal sealed class Recording<
    [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
    [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
>
{
    private readonly Tape tape;
    private readonly AdOptions options;
    private readonly TIn input;
    private readonly int[] slots;

    public Recording(Func<TIn, TOut> f, TIn x, AdOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        this.options = options ?? AdOptions.Default;
        input = x;
        Inputs = Trace.Leaves(x);
        tape = new Tape();
        try
        {
            var y = f(Tree.Rebuild(x, Array.ConvertAll(Inputs, leaf => (Tensor)tape.Watch(leaf))));
            var outputs = Array.ConvertAll(Trace.Leaves(y), tape.Split);
            Outputs = Array.ConvertAll(outputs, output => output.Primal);
            slots = Array.ConvertAll(outputs, output => output.Slot);
            Value = y is Tensor && Outputs[0] is TOut only ? only : Tree.Rebuild(y, Outputs);
        }
        finally
        {
            tape.End();
        }
    }

    /// <summary>f(x).</summary>
    public TOut Value { get; }

    /// <summary>The leaves of x.</summary>
    public Tensor[] Inputs { get; }

    /// <summary>The leaves of f(x).</summary>
    public Tensor[] Outputs { get; }

    /// <summary>The operations that the inputs went through.</summary>
    public IEnumerable<Operation> Operations => tape.Operations;

    /// <summary>ȳ ↦ x̄.</summary>
    public TIn Pullback(TOut yBar)
    {
        var cotangents = Trace.Living(Tree.Read(Value).Match("Pullback", yBar));
        return Tree.Rebuild(input, Pullback(cotangents));
    }

    /// <summary>ȳ ↦ x̄, leaf by leaf; null is a cotangent of 0.</summary>
    public Tensor[] Pullback(Tensor?[] cotangents) => Used(tape.PullBack(Inputs.Length, slots, cotangents));

    /// <summary>A row of the Jacobian of the only output: the cotangents for a basis vector.</summary>
    public Tensor[] Row(Tensor basis)
    {
        var selections = new SelectionTrace();
        var pulled = tape.PullBack(Inputs.Length, slots, [selections.Seed(basis)], selections);
        return Used(Array.ConvertAll(pulled, selections.Written));
    }

    /// <summary>A column of the Jacobian of the only output: the tangent for a basis vector of a leaf.</summary>
    public Tensor Column(int leaf, Tensor basis)
    {
        var selections = new SelectionTrace();
        var tangents = new Tensor?[Inputs.Length];
        tangents[leaf] = selections.Seed(basis);
        var moved = tape.PushForward(tangents, slots, selections);
        return Tree.OrZeros(Array.ConvertAll(moved, selections.Written), Outputs)[0];
    }

    private Tensor[] Used(Tensor?[] pulled)
    {
        if (options.Strict && Array.Exists(pulled, bar => bar is null))
        {
            var unused = Tree.Paths(input).Where((_, i) => pulled[i] is null);
            throw new TreeException(
                $"Pullback wants an output that depends on every input (Strict), but got one that does not depend on {InvariantText.Join(", ", unused.Select(path => path.Length == 0 ? "its input" : path))}."
            );
        }
        return Tree.OrZeros(pulled, Inputs);
    }

    /// <summary>ẋ ↦ ẏ.</summary>
    public TOut Pushforward(TIn xDot)
    {
        var tangents = Trace.Living(Tree.Read(input).Match("Pushforward", xDot));
        return Tree.Rebuild(Value, Pushforward(tangents));
    }

    /// <summary>ẋ ↦ ẏ, leaf by leaf.</summary>
    public Tensor[] Pushforward(Tensor[] tangents) => Tree.OrZeros(tape.PushForward(tangents, slots), Outputs);
}
