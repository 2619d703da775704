namespace Functional.Core;

/// <summary>A value together with the set of input elements that each of its elements depends on.</summary>
internal sealed class PatternTensor(PatternTrace trace, Tensor primal, int[] sets, Operation? operation = null)
    : TracedTensor(trace, primal.Shape, primal.DType)
{
    public override string Origin => OriginOf(operation);

    public Tensor Primal { get; } = primal;

    /// <summary>The number of each element's set, row-major.</summary>
    public int[] Sets { get; } = sets;

    public override Tensor Beneath => Primal;
}

/// <summary>Finds out which inputs each output depends on: every operation says how it reads its operands, see <see cref="Reading"/>.</summary>
internal sealed class PatternTrace(int inputs) : Trace
{
    private readonly DependencySets known = new(inputs);

    public override string Name => "SparsityPattern";

    /// <summary>The input, each element of which depends on itself.</summary>
    public Tensor Watch(Tensor x)
    {
        var sets = new int[x.Count];
        for (var i = 0; i < sets.Length; i++)
            sets[i] = i + 1;
        return new PatternTensor(this, x, sets);
    }

    /// <summary>The primal and the sets of a value as this trace sees it; null where it is constant.</summary>
    public (Tensor Primal, int[]? Sets) Split(Tensor x) =>
        x is PatternTensor pattern && ReferenceEquals(pattern.Trace, this) ? (pattern.Primal, pattern.Sets) : (x, null);

    /// <summary>The members of a set, ascending.</summary>
    public ReadOnlySpan<int> this[int set] => known[set];

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        var primal = Split(x).Primal;
        return Follow(operation, [x], [Tensor.Apply(operation, primal)])[0];
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y) =>
        Follow(operation, [x, y], [Tensor.Apply(operation, Split(x).Primal, Split(y).Primal)])[0];

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs) =>
        operation switch
        {
            // What only organizes other operations is looked into.
            Checkpoint checkpoint => checkpoint.Body.Run(inputs),
            Compile compiled => compiled.Body.Run(inputs),
            Scan scan => scan.Unrolled(inputs),
            _ => Follow(
                operation,
                inputs,
                Tensor.Apply(operation, Array.ConvertAll(inputs, input => Split(input).Primal))
            ),
        };

    private Tensor[] Follow(Operation operation, Tensor[] inputs, Tensor[] answers)
    {
        if (!operation.IsDifferentiable)
            return answers;
        var operands = Array.ConvertAll(inputs, Split);
        // Sets are kept once for all, so that threads within one function take turns here.
        lock (known)
            return Array.ConvertAll(answers, answer => Follow(operation, operands, answer));
    }

    private Tensor Follow(Operation operation, (Tensor Primal, int[]? Sets)[] operands, Tensor answer)
    {
        var sets = operation.Reading.Follow(known, operation, operands, answer.Shape);
        return Array.TrueForAll(sets, set => set == 0) ? answer : new PatternTensor(this, answer, sets, operation);
    }
}
