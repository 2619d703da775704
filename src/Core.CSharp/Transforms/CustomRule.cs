namespace Functional.Core;

/// <summary>A user's function as one operation, whose derivative is the user's rule. Made anew for each call, so that it knows the trees.</summary>
internal abstract record CustomRule(CustomFunction Function) : NaryOperation
{
    internal sealed override IReadOnlyList<Program> Bodies => Function.Body is { } body ? [body] : [];

    internal sealed override Program? Inlined => Function.Body;

    internal sealed override string Constants => "";

    internal sealed override NaryOperation WithBodies(Func<Program, Program> replace) =>
        Function.Body is { } body ? this with { Function = new TracedFunction(replace(body)) } : this;

    internal sealed override NaryOperation Traced(Tensor[] inputs) =>
        this with
        {
            Function = Function.Traced(Name, inputs),
        };

    internal sealed override TensorType[] Infer(TensorType[] inputs) => Function.Types;

    internal sealed override Tensor[] Evaluate(DenseTensor[] inputs) => Function.Evaluate(Name, inputs);

    internal sealed override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) =>
        Function.Execute(Name, inputs, outputs);

    internal sealed override Tensor[] Batch(BatchOperand[] x, int size)
    {
        if (Function is DeclaredFunction)
            return Batching.Loop(this, x, size);
        var axes = Array.ConvertAll(x, operand => operand.Batched ? 0 : (int?)null);
        return Tensor.Apply(
            Vectorized(axes, Function.Batch(axes, size)),
            Array.ConvertAll(x, operand => operand.Value)
        );
    }

    /// <summary>The operation of a batch, whose operands have the given batch axes: the function of the batch with the rule, vectorized.</summary>
    protected abstract CustomRule Vectorized(int?[] axes, CustomFunction function);

    protected static int?[] Fronts(Tensor[] leaves) => Array.ConvertAll(leaves, _ => (int?)0);
}

/// <summary>Given (x, y, ȳ) ↦ x̄; the pushforward is the transpose of that map, which is linear in ȳ.</summary>
internal sealed record CustomPullback(CustomFunction Function, Func<Tensor[], Tensor[], Tensor[], Tensor[]> Rule)
    : CustomRule(Function)
{
    /// <summary>Whether the rule is linear by its mathematics, whatever its operations are, such as one that chooses steps by numbers.</summary>
    public bool IsKnownLinear { get; init; }

    protected override CustomRule Vectorized(int?[] axes, CustomFunction function) =>
        new CustomPullback(
            function,
            (x, y, yBar) =>
            {
                var pull = Ad.Vectorize<(Tensor[] X, Tensor[] Y, Tensor[] YBar), Tensor[]>(
                    p => Rule(p.X, p.Y, p.YBar),
                    [.. axes, .. Fronts(y), .. Fronts(yBar)]
                );
                // What all instances share collects the cotangents of all.
                return [.. pull((x, y, yBar)).Select((bar, i) => axes[i] is null ? bar.Sum(0) : bar)];
            }
        )
        {
            IsKnownLinear = IsKnownLinear,
        };

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        Rule(x, y, Tree.OrZeros(yBar, y));

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        Tensor[] pull(Tensor[] bars) => Rule(x, y, bars);
        return IsKnownLinear
            ? new Recording<Tensor[], Tensor[]>(pull, Array.ConvertAll(y, Tensor.ZerosLike)).Pullback(xDot)
            : new LinearMap(
                Name,
                "a rule that is linear in the cotangent, since forward mode takes its transpose",
                y,
                pull
            ).Transpose(Tree.OrZeros(xDot, x));
    }
}

/// <summary>Given (x, y, ẋ) ↦ ẏ; the pullback is the transpose of that map, which is linear in ẋ.</summary>
internal sealed record CustomPushforward(CustomFunction Function, Func<Tensor[], Tensor[], Tensor[], Tensor[]> Rule)
    : CustomRule(Function)
{
    protected override CustomRule Vectorized(int?[] axes, CustomFunction function) =>
        new CustomPushforward(
            function,
            (x, y, xDot) =>
                Ad.Vectorize<(Tensor[] X, Tensor[] Y, Tensor[] XDot), Tensor[]>(
                    p => Rule(p.X, p.Y, p.XDot),
                    [.. axes, .. Fronts(y), .. axes]
                )((x, y, xDot))
        );

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot) => Rule(x, y, Tree.OrZeros(xDot, x));

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        new LinearMap(
            Name,
            "a rule that is linear in the tangent, since reverse mode takes its transpose",
            x,
            dots => Rule(x, y, dots)
        ).Transpose(Tree.OrZeros(yBar, y));
}
