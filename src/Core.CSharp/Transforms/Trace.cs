using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>
/// One call of a transform: it interprets every operation that touches a value of its own.
/// Each call takes the next number, and an inner call always starts after the outer one, so the highest number
/// among the operands is the innermost transform: no level counter. The one thing that a thread remembers is the branch that it traces
/// (<see cref="StageTrace.Chosen"/>).
/// </summary>
internal abstract class Trace
{
    private static long started;

    /// <summary>The number of the call.</summary>
    public long Started { get; } = Interlocked.Increment(ref started);

    /// <summary>The name of the transform, for errors.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the transform has returned: its values may not be used any more.</summary>
    public bool Ended { get; private set; }

    public abstract Tensor Apply(UnaryOperation operation, Tensor x);

    public abstract Tensor Apply(BinaryOperation operation, Tensor x, Tensor y);

    public abstract Tensor[] Apply(NaryOperation operation, Tensor[] inputs);

    /// <summary>From now on the values of this call are dead.</summary>
    public void End() => Ended = true;

    /// <summary>The transform that interprets an operation on a value that is not dense.</summary>
    public static Trace Of(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return StageTrace.Chosen(Alive((TracedTensor)x));
    }

    /// <summary>The innermost transform of two operands, of which one at least is not dense.</summary>
    public static Trace Innermost(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var a = x as TracedTensor;
        var b = y as TracedTensor;
        return StageTrace.Chosen(
            Alive(
                a is null ? b!
                : b is null || a.Trace.Started >= b.Trace.Started ? a
                : b
            )
        );
    }

    /// <summary>The innermost transform of the operands; null if all are dense.</summary>
    public static Trace? Innermost(Tensor[] inputs)
    {
        TracedTensor? innermost = null;
        foreach (var input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input);
            if (input is TracedTensor traced && (innermost is null || traced.Trace.Started > innermost.Trace.Started))
                innermost = traced;
        }
        return innermost is null ? null : StageTrace.Chosen(Alive(innermost));
    }

    /// <summary>The leaves of a tree that a transform is given, or its function returns; none may be dead.</summary>
    /// <exception cref="TraceException">A leaf belongs to a transform that has returned.</exception>
    public static Tensor[] Leaves<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T tree) =>
        Living(Tree.Flatten(tree));

    /// <inheritdoc cref="Leaves"/>
    public static Tensor[] Living(Tensor[] leaves)
    {
        foreach (var leaf in leaves)
            Leaf(leaf);
        return leaves;
    }

    /// <inheritdoc cref="Leaves"/>
    public static Tensor Leaf(Tensor x)
    {
        if (x is TracedTensor traced)
            Alive(traced);
        return x;
    }

    /// <summary>The transform that watches a value, which has to be running still.</summary>
    public static Trace Alive(TracedTensor x) =>
        x.Trace.Ended
            ? throw new TraceException(
                $"{x.Trace.Name} wants its values to be used while it runs, but got one after {x.Trace.Name} had returned: {x.Description}. "
                    + "Return it from the function that is transformed instead of keeping it on the side."
            )
            : x.Trace;
}

/// <summary>A value that a transform watches: it stands for its primal, which may itself be watched by an outer transform.</summary>
internal abstract class TracedTensor(Trace trace, Shape shape, DType dtype) : Tensor(shape, dtype)
{
    public new Trace Trace { get; } = trace;

    /// <summary>What made the value, as in "the answer of Sin" or "an input".</summary>
    public abstract string Origin { get; }

    /// <summary>The value in words, for errors.</summary>
    public string Description => $"{Origin}, of shape {Shape}, in a call of {Trace.Name}";

    /// <summary>A value that an operation made; no operation made an input.</summary>
    protected static string OriginOf(Operation? operation) =>
        operation is null ? "an input" : $"the answer of {operation.Name}";

    /// <summary>The value beneath that has the numbers of this one; null where there is none, as for one instance of a batch.</summary>
    public virtual Tensor? Beneath => null;

    /// <summary>Whether a derivative, or what else the transform keeps beside the numbers, is lost where they are read.</summary>
    protected virtual bool IsMoreThanNumbers => true;

    internal override DenseTensor Dense
    {
        get
        {
            Trace.Alive(this);
            return Numbers;
        }
    }

    /// <summary>The numbers, also after the transform has returned: for texts alone.</summary>
    public virtual DenseTensor Numbers => Beneath is TracedTensor traced ? traced.Numbers : Beneath!.Dense;

    internal override bool HasNumbers => Beneath is { HasNumbers: true };

    internal override DenseTensor Whole(string operation)
    {
        var numbers = Dense;
        for (Tensor? x = this; x is TracedTensor traced; x = traced.Beneath)
            if (traced.IsMoreThanNumbers)
                throw new TraceException(
                    $"{operation} wants a tensor without a derivative, which its numbers would lose, but got {traced.Description}. "
                        + "Read the numbers of stopGradient x (in C# Ad.StopGradient(x)) where that is meant; else compute with operations on tensors."
                );
        return numbers;
    }
}
