namespace Functional.Core;

/// <summary>A user's function as one operation, whose derivative is the user's rule. Made anew for each call, so that it knows the trees.</summary>
internal abstract record CustomRule<TIn, TOut>(Func<TIn, TOut> Function, TIn Like) : NaryOperation
{
    /// <summary>The answer's tree, once the function has been evaluated.</summary>
    protected TOut Output { get; private set; } = default!;

    public TOut Call()
    {
        var answers = Tensor.Apply(this, Tree.Flatten(Like));
        return Tree.Rebuild(Output, answers);
    }

    internal override Tensor[] Evaluate(DenseTensor[] inputs)
    {
        Output = Function(Input(inputs));
        var answers = Trace.Leaves(Output);
        foreach (var answer in answers)
            if (answer is TracedTensor traced)
                throw new TraceException(
                    $"{Name} wants a function of its argument alone, but got one that captured a traced value or what was made "
                        + $"of one: {traced.Description}. Pass that value as part of the argument."
                );
        return answers;
    }

    internal override TensorType[] Infer(TensorType[] inputs) =>
        Array.ConvertAll(
            Evaluate(Array.ConvertAll(inputs, type => Tensor.Zeros(type.Shape.ToArray(), type.DType).Dense)),
            answer => answer.Type
        );

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Fill(outputs, Evaluate(inputs));

    // The function and its rule, each vectorized, are the function and the rule of the batch.
    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var axes = Array.ConvertAll(x, operand => operand.Batched ? 0 : (int?)null);
        var function = Ad.Vectorize<Tensor[], Tensor[]>(
            leaves =>
            {
                Output = Function(Input(leaves));
                return Tree.Flatten(Output);
            },
            axes
        );
        var values = Array.ConvertAll(x, operand => operand.Value);
        return Tensor.Apply(Vectorized(function, axes, values), values);
    }

    /// <summary>The rule of a batch, whose operands have the given batch axes.</summary>
    protected abstract NaryOperation Vectorized(Func<Tensor[], Tensor[]> function, int?[] axes, Tensor[] values);

    protected static int?[] Fronts(Tensor[] leaves) => Array.ConvertAll(leaves, _ => (int?)0);

    protected TIn Input(IReadOnlyList<Tensor> leaves) => Tree.Rebuild(Like, leaves);

    protected TOut Answer(IReadOnlyList<Tensor> leaves) => Tree.Rebuild(Output, leaves);

    /// <summary>The leaves of what a rule returned, checked against the value whose derivative it is.</summary>
    protected Tensor[] Checked<T>(T returned, T like, Tensor[] wanted)
    {
        return Tree.Read(Tree.Rebuild(like, wanted)).Match(Name, returned);
    }
}

/// <summary>Given (x, y, ȳ) ↦ x̄; the pushforward is the transpose of that map, which is linear in ȳ.</summary>
internal sealed record CustomPullback<TIn, TOut>(Func<TIn, TOut> Function, Func<TIn, TOut, TOut, TIn> Rule, TIn Like)
    : CustomRule<TIn, TOut>(Function, Like)
{
    public override string Name => "CustomPullback";

    private Tensor[] Pull(Tensor[] x, Tensor[] y, TOut yBar) => Checked(Rule(Input(x), Answer(y), yBar), Like, x);

    protected override NaryOperation Vectorized(Func<Tensor[], Tensor[]> function, int?[] axes, Tensor[] values) =>
        new CustomPullback<Tensor[], Tensor[]>(
            function,
            (x, y, yBar) =>
            {
                var pull = Ad.Vectorize<(Tensor[] X, Tensor[] Y, Tensor[] YBar), Tensor[]>(
                    p => Pull(p.X, p.Y, Answer(p.YBar)),
                    [.. axes, .. Fronts(y), .. Fronts(yBar)]
                );
                // What all instances share collects the cotangents of all.
                return [.. pull((x, y, yBar)).Select((bar, i) => axes[i] is null ? bar.Sum(0) : bar)];
            },
            values
        );

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        Pull(x, y, Answer(Tree.OrZeros(yBar, y)));

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) =>
        new Recording<TOut, Tensor[]>(yBar => Pull(x, y, yBar), Tree.ZerosLike(Answer(y))).Pullback(
            Tree.OrZeros(xDot, x)
        );
}

/// <summary>Given (x, y, ẋ) ↦ ẏ; the pullback is the transpose of that map, which is linear in ẋ.</summary>
internal sealed record CustomPushforward<TIn, TOut>(Func<TIn, TOut> Function, Func<TIn, TOut, TIn, TOut> Rule, TIn Like)
    : CustomRule<TIn, TOut>(Function, Like)
{
    public override string Name => "CustomPushforward";

    private Tensor[] Push(Tensor[] x, Tensor[] y, TIn xDot) => Checked(Rule(Input(x), Answer(y), xDot), Output, y);

    protected override NaryOperation Vectorized(Func<Tensor[], Tensor[]> function, int?[] axes, Tensor[] values) =>
        new CustomPushforward<Tensor[], Tensor[]>(
            function,
            (x, y, xDot) =>
                Ad.Vectorize<(Tensor[] X, Tensor[] Y, Tensor[] XDot), Tensor[]>(
                    p => Push(p.X, p.Y, Input(p.XDot)),
                    [.. axes, .. Fronts(y), .. axes]
                )((x, y, xDot)),
            values
        );

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Push(x, y, Input(Tree.OrZeros(xDot, x)));

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        new Recording<TIn, Tensor[]>(xDot => Push(x, y, xDot), Tree.ZerosLike(Input(x))).Pullback(
            Tree.OrZeros(yBar, y)
        );
}

public static partial class Ad
{
    /// <summary>
    /// The function f with a pullback of one's own, <paramref name="rule"/>: (x, f(x), ȳ) ↦ x̄, linear in ȳ. Forward mode uses its transpose,
    /// and higher derivatives differentiate the rule. f may use its argument alone: what it captures must not be traced.
    /// </summary>
    /// <exception cref="TraceException">f captured a traced value (thrown when the function is called).</exception>
    /// <exception cref="ShapeException">The rule returned a leaf of another shape than that of x.</exception>
    public static Func<TIn, TOut> CustomPullback<TIn, TOut>(Func<TIn, TOut> f, Func<TIn, TOut, TOut, TIn> rule) =>
        x => new CustomPullback<TIn, TOut>(f, rule, x).Call();

    /// <summary>
    /// The function f with a pushforward of one's own, <paramref name="rule"/>: (x, f(x), ẋ) ↦ ẏ, linear in ẋ. Reverse mode uses its transpose,
    /// and higher derivatives differentiate the rule. f may use its argument alone: what it captures must not be traced.
    /// </summary>
    /// <exception cref="TraceException">f captured a traced value (thrown when the function is called).</exception>
    /// <exception cref="ShapeException">The rule returned a leaf of another shape than that of f(x).</exception>
    public static Func<TIn, TOut> CustomPushforward<TIn, TOut>(Func<TIn, TOut> f, Func<TIn, TOut, TIn, TOut> rule) =>
        x => new CustomPushforward<TIn, TOut>(f, rule, x).Call();
}
