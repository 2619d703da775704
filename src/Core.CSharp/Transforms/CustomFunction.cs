using System.Diagnostics;

namespace Functional.Core;

/// <summary>The function of a custom rule: open until it is called on numbers or traced, unless the types of its answers are declared.</summary>
internal abstract record CustomFunction
{
    /// <summary>The program that it was traced to.</summary>
    public virtual Program? Body => null;

    /// <summary>The types of the answers, which a program has to know.</summary>
    public abstract TensorType[] Types { get; }

    /// <summary>The function as a program writes it down.</summary>
    public virtual CustomFunction Traced(string name, Tensor[] inputs) => this;

    public abstract Tensor[] Evaluate(string name, DenseTensor[] inputs);

    /// <summary>The same in a running program, whose memory changes later.</summary>
    public abstract void Execute(string name, DenseTensor[] inputs, DenseTensor[] outputs);

    /// <summary>The function of a batch, whose operands have the given batch axes.</summary>
    public abstract CustomFunction Batch(int?[] axes, int size);

    /// <summary>Calls the function on numbers; its answers may not be more.</summary>
    protected static Tensor[] Call(string name, Func<Tensor[], Tensor[]> function, Tensor[] inputs)
    {
        // An array of tensors of any kind, as the function may have them.
        var answers = function([.. inputs]);
        foreach (var answer in answers)
            if (Trace.Leaf(answer) is TracedTensor traced)
                throw Captured(name, traced);
        return answers;
    }

    protected static TraceException Captured(string name, Tensor traced) =>
        new(
            $"{name} wants a function of its argument alone, but got one that captured a traced value or what was made "
                + $"of one: {((TracedTensor)traced).Description}. Pass that value as part of the argument."
        );
}

/// <summary>A function that is called once: on the numbers that it is given, or by what traces it.</summary>
internal sealed record OpenFunction(Func<Tensor[], Tensor[]> Function) : CustomFunction
{
    public override TensorType[] Types => throw new UnreachableException("A program writes down what Traced gives.");

    public override CustomFunction Traced(string name, Tensor[] inputs)
    {
        // What is a number already stays one, so that the function may read it.
        var closure = StageTrace.Run(
            name,
            Array.ConvertAll(inputs, input => input.Type),
            arguments => Function([.. arguments.Zip(inputs, (a, x) => x is DenseTensor ? x : a)])
        );
        return closure.Captured.Length > 0
            ? throw Captured(name, closure.Captured[0])
            : new TracedFunction(closure.Program);
    }

    public override Tensor[] Evaluate(string name, DenseTensor[] inputs) => Call(name, Function, inputs);

    public override void Execute(string name, DenseTensor[] inputs, DenseTensor[] outputs) =>
        throw new UnreachableException("A program writes down what Traced gives.");

    public override CustomFunction Batch(int?[] axes, int size) =>
        new OpenFunction(Ad.Vectorize<Tensor[], Tensor[]>(Function, axes));
}

/// <summary>A function that was traced: its program runs in its place.</summary>
internal sealed record TracedFunction(Program Program) : CustomFunction
{
    public override Program Body => Program;

    public override TensorType[] Types => [.. Program.Outputs];

    public override Tensor[] Evaluate(string name, DenseTensor[] inputs) => Program.Run(inputs);

    public override void Execute(string name, DenseTensor[] inputs, DenseTensor[] outputs) =>
        Program.Optimized().Run(inputs, outputs, arenas: null);

    public override CustomFunction Batch(int?[] axes, int size) =>
        new TracedFunction(Program.Batch(Array.ConvertAll(axes, axis => axis is not null), size));
}

/// <summary>A function whose answers have declared types, so that it is not traced, but called whenever a program comes to it.</summary>
internal sealed record DeclaredFunction(Func<Tensor[], Tensor[]> Function, TensorType[] Declared) : CustomFunction
{
    public override TensorType[] Types => Declared;

    public override Tensor[] Evaluate(string name, DenseTensor[] inputs) => Call(name, Function, inputs);

    // The function may keep what it is given, so that it gets copies.
    public override void Execute(string name, DenseTensor[] inputs, DenseTensor[] outputs)
    {
        var answers = Evaluate(name, Array.ConvertAll(inputs, Copy));
        for (var i = 0; i < outputs.Length; i++)
            outputs[i].Fill(answers[i].Dense);
    }

    private static DenseTensor Copy(DenseTensor x)
    {
        var copy = DenseTensor.Uninitialized(x.Type);
        copy.Fill(x);
        return copy;
    }

    public override CustomFunction Batch(int?[] axes, int size) =>
        throw new UnreachableException("A declared function is called for one instance after the other.");
}
