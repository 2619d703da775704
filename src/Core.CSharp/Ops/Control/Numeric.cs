namespace Functional.Core;

/// <summary>
/// Tensor code that reads numbers, as one operation: in a traced program it waits until a run has them. Its derivatives and batches are operations
/// of its kind,
/// which differentiate and vectorize the code when they run, so that they are those of the code itself, to every order.
/// </summary>
internal sealed record Numeric(NumericCode Code) : NaryOperation
{
    public override string Name => Code.Name;

    internal override string Constants => "";

    internal override TensorType[] Infer(TensorType[] inputs) => Code.Infer(inputs);

    internal override Tensor[] Evaluate(DenseTensor[] inputs) => Code.Run([.. inputs]);

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Fill(outputs, Evaluate(inputs));

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) =>
        Tensor.Apply(
            new Numeric(new TangentCode(Code, Flags.Of(xDot.Select(dot => dot is not null)))),
            [.. x, .. xDot.OfType<Tensor>()]
        );

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        Program.Spread(
            wanted,
            Tensor.Apply(new Numeric(new CotangentCode(Code, Flags.Of(wanted))), [.. x, .. Tree.OrZeros(yBar, y)])
        );

    internal override Tensor[] Batch(BatchOperand[] x, int size) =>
        Tensor.Apply(
            new Numeric(new BatchCode(Code, Flags.Of(x.Select(operand => operand.Batched)), size)),
            Array.ConvertAll(x, operand => operand.Value)
        );
}

/// <summary>Tensor code that reads numbers, compared by value.</summary>
internal abstract record NumericCode
{
    /// <summary>The name of the operation that runs it.</summary>
    public abstract string Name { get; }

    /// <summary>The types of the answers.</summary>
    public abstract TensorType[] Infer(TensorType[] inputs);

    /// <summary>The answers for numbers, which transforms that began within the same run may watch.</summary>
    public abstract Tensor[] Run(Tensor[] inputs);

    /// <summary>Whether instances that have the flagged inputs of their own run one by one.</summary>
    public virtual bool RunsEach(Flags batched) => false;
}

/// <summary>(x, the tangents of the flagged ones) ↦ the tangents of the answers.</summary>
internal sealed record TangentCode(NumericCode Code, Flags Moving) : NumericCode
{
    public override string Name => Code.Name;

    public override TensorType[] Infer(TensorType[] inputs) => Code.Infer(inputs[..Moving.Count]);

    public override Tensor[] Run(Tensor[] inputs)
    {
        var x = inputs[..Moving.Count];
        return Ad.Pushforward(at => Code.Run(Moving.Replace(x, at)), Moving.Pick(x), inputs[Moving.Count..]).Tangent;
    }

    public override bool RunsEach(Flags batched) => Code.RunsEach(batched);
}

/// <summary>(x, the cotangents of the answers) ↦ the cotangents of the flagged ones of x.</summary>
internal sealed record CotangentCode(NumericCode Code, Flags Wanted) : NumericCode
{
    public override string Name => Code.Name;

    public override TensorType[] Infer(TensorType[] inputs) => Wanted.Pick(inputs[..Wanted.Count]);

    public override Tensor[] Run(Tensor[] inputs)
    {
        var x = inputs[..Wanted.Count];
        return Ad.Pullback(at => Code.Run(Wanted.Replace(x, at)), Wanted.Pick(x)).Pullback(inputs[Wanted.Count..]);
    }

    public override bool RunsEach(Flags batched) => Code.RunsEach(batched);
}

/// <summary>The code over a batch, which the flagged inputs have as their axis 0.</summary>
internal sealed record BatchCode(NumericCode Code, Flags Batched, int Size) : NumericCode
{
    public override string Name => Code.Name;

    public override TensorType[] Infer(TensorType[] inputs)
    {
        var instance = inputs.Select(
            (type, i) => Batched[i] ? type with { Shape = Batching.Instance(type.Shape) } : type
        );
        return Array.ConvertAll(Code.Infer([.. instance]), type => type with { Shape = Batching.Of(Size, type.Shape) });
    }

    public override Tensor[] Run(Tensor[] inputs)
    {
        if (Size == 0 || !Code.RunsEach(Batched))
            return Ad.Vectorize<Tensor[], Tensor[]>(Code.Run, Batched.Axes())(inputs);
        var answers = Enumerable
            .Range(0, Size)
            .Select(i => Code.Run([.. inputs.Select((input, k) => Batched[k] ? input[i] : input)]))
            .ToList();
        return [.. answers[0].Select((_, k) => Tensor.Stack([.. answers.Select(answer => answer[k])]))];
    }

    public override bool RunsEach(Flags batched) => Code.RunsEach(batched);
}

/// <summary>Which of some values are meant, compared by value: a letter for each.</summary>
internal readonly record struct Flags(string Letters)
{
    private const char Set = '+';

    public static Flags Of(IEnumerable<bool> flags) => new(string.Concat(flags.Select(flag => flag ? Set : '-')));

    public int Count => Letters.Length;

    public bool this[int place] => Letters[place] == Set;

    /// <summary>The flagged ones.</summary>
    public T[] Pick<T>(T[] values)
    {
        var flags = this;
        return [.. values.Where((_, i) => flags[i])];
    }

    /// <summary>The values, with others in the places of the flagged ones.</summary>
    public T[] Replace<T>(T[] values, T[] others)
    {
        var (flags, next) = (this, 0);
        return [.. values.Select((value, i) => flags[i] ? others[next++] : value)];
    }

    /// <summary>The axis 0 for each flagged one.</summary>
    public int?[] Axes() => [.. Letters.Select(letter => letter == Set ? 0 : (int?)null)];
}
