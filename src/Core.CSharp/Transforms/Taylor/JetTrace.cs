namespace Functional.Core;

/// <summary>A value as a function of one variable t, by its power series at t = 0.</summary>
internal sealed class JetTensor(Trace trace, Tensor primal, Series series, Operation? operation)
    : TracedTensor(trace, primal.Shape, primal.DType)
{
    public override string Origin => OriginOf(operation);

    /// <summary>The value at t = 0.</summary>
    public Tensor Primal { get; } = primal;

    public Series Series { get; } = series;

    public override Tensor Beneath => Primal;
}

/// <summary>
/// Taylor mode. Linear operations act on each coefficient and bilinear ones by Cauchy's product; any other has y′ = Jvp(x, y, x′), whose coefficients below order j give
/// that of order j. That rule is itself evaluated on series, lazily, since it asks for y: a coefficient of it needs lower ones alone.
/// </summary>
internal sealed class JetTrace : Trace
{
    private readonly int? order;
    private readonly Lock gate = new();

    // Rules are evaluated by a trace of the same variable t, which sees the values of both.
    private readonly JetTrace user;
    private readonly JetTrace rules;

    // Within rules the same expression comes back at each order: cos x of sin x, and sin x of that.
    private readonly Dictionary<Call, Series?[]> met = [];

    public JetTrace(int order)
    {
        this.order = order;
        user = this;
        rules = new(this);
    }

    private JetTrace(JetTrace user)
    {
        this.user = user;
        rules = this;
    }

    public override string Name => "Jet";

    /// <summary>The primal and the series of a value as this trace sees it; null where it is constant.</summary>
    public (Tensor Primal, Series? Series) Split(Tensor x) =>
        x is JetTensor { Trace: JetTrace trace } jet && ReferenceEquals(trace.user, user)
            ? (jet.Primal, jet.Series)
            : (x, null);

    public Tensor Join(Tensor primal, Series? series, Operation? operation = null)
    {
        if (series is null)
            return primal;
        // What users see is computed at once, so that no chain of theirs is ever followed; within rules there is no order.
        for (var j = 1; j <= order; j++)
            _ = series[j];
        return new JetTensor(this, primal, series, operation);
    }

    public new void End()
    {
        base.End();
        ((Trace)rules).End();
    }

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        lock (gate)
            return Follow(
                operation,
                [x],
                p => [Tensor.Apply(operation, p[0])],
                (p, y, dot) => [operation.Jvp(p[0], y[0], dot[0]!)]
            )[0];
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        lock (gate)
            return Follow(
                operation,
                [x, y],
                p => [Tensor.Apply(operation, p[0], p[1])],
                (p, z, dot) => [operation.Jvp(p[0], p[1], z[0], dot[0], dot[1])]
            )[0];
    }

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        lock (gate)
            return Follow(
                operation,
                inputs,
                p => Tensor.Apply(operation, p),
                (p, y, dot) => operation.Tangents(p, y, dot)
            );
    }

    private Tensor[] Follow(
        Operation operation,
        Tensor[] inputs,
        Func<Tensor[], Tensor[]> evaluate,
        Func<Tensor[], Tensor[], Tensor?[], Tensor?[]> jvp
    )
    {
        var operands = Array.ConvertAll(inputs, Split);
        var primals = Array.ConvertAll(operands, operand => operand.Primal);
        if (!operation.IsDifferentiable)
            return evaluate(primals);
        var call = new Call(operation, operands);
        if (!met.TryGetValue(call, out var series))
        {
            series = Answers(operation, operands, primals, evaluate(primals), jvp);
            if (order is null)
                met.Add(call, series);
        }
        return Array.ConvertAll(series, answer => Join(answer![0]!, answer, operation));
    }

    private Series?[] Answers(
        Operation operation,
        (Tensor Primal, Series? Series)[] operands,
        Tensor[] primals,
        Tensor[] answers,
        Func<Tensor[], Tensor[], Tensor?[], Tensor?[]> jvp
    )
    {
        if (operation is BinaryOperation { IsBilinear: true } product)
            return
            [
                new ProductSeries(
                    product,
                    answers[0],
                    operands[0].Series ?? new GivenSeries(primals[0]),
                    operands[1].Series ?? new GivenSeries(primals[1])
                ),
            ];
        if (operation.IsLinear)
            return Each(
                answers,
                (answer, i) =>
                    new LinearSeries(
                        answer,
                        j =>
                        {
                            var terms = Array.ConvertAll(operands, operand => operand.Series?[j]);
                            return Array.TrueForAll(terms, term => term is null)
                                ? null
                                : jvp(primals, answers, terms)[i];
                        }
                    )
            );
        var own = new Series?[answers.Length];
        Series?[]? slopes = null;
        for (var i = 0; i < own.Length; i++)
        {
            var output = i;
            own[i] = new IntegratedSeries(answers[i], () => (slopes ??= Slopes(operands, answers, own, jvp))[output]);
        }
        return own;
    }

    // The rule on series: operands, answers and tangents are functions of t.
    private Series?[] Slopes(
        (Tensor Primal, Series? Series)[] operands,
        Tensor[] answers,
        Series?[] own,
        Func<Tensor[], Tensor[], Tensor?[], Tensor?[]> jvp
    )
    {
        var inputs = Array.ConvertAll(operands, operand => rules.Join(operand.Primal, operand.Series));
        var outputs = Each(answers, (answer, i) => rules.Join(answer, own[i]));
        var dots = Array.ConvertAll(
            operands,
            operand =>
                operand.Series is { } x
                    ? rules.Join(x[1] ?? Tensor.ZerosLike(operand.Primal), new DerivedSeries(x))
                    : null
        );
        return Array.ConvertAll(
            jvp(inputs, outputs, dots),
            slope =>
                slope is null ? null
                : rules.Split(slope).Series is { } series ? series
                : new GivenSeries(slope)
        );
    }

    private static TResult[] Each<TResult>(Tensor[] answers, Func<Tensor, int, TResult> f) => [.. answers.Select(f)];

    /// <summary>An operation and what it is applied to: series by identity, constants too, but scalars by value.</summary>
    private sealed class Call(Operation operation, (Tensor Primal, Series? Series)[] operands) : IEquatable<Call>
    {
        private readonly Operation operation = operation;
        private readonly object[] inputs = Array.ConvertAll(
            operands,
            operand =>
                (object?)operand.Series
                ?? (operand.Primal is DenseTensor { Rank: 0 } scalar ? (scalar.At(0), scalar.DType) : operand.Primal)
        );

        public bool Equals(Call? other)
        {
            if (other is null || !operation.Equals(other.operation) || inputs.Length != other.inputs.Length)
                return false;
            for (var i = 0; i < inputs.Length; i++)
                if (!Same(inputs[i], other.inputs[i]))
                    return false;
            return true;
        }

        private static bool Same(object x, object y) =>
            ReferenceEquals(x, y) || (x is ValueTuple<double, DType> a && y is ValueTuple<double, DType> b && a == b);

        public override bool Equals(object? obj) => Equals(obj as Call);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(operation);
            foreach (var input in inputs)
                hash.Add(
                    input is ValueTuple<double, DType>
                        ? input.GetHashCode()
                        : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(input)
                );
            return hash.ToHashCode();
        }
    }
}
