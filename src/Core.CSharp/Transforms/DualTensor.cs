namespace Functional.Core;

/// <summary>A dual number: a primal and the tangent that travels with it.</summary>
internal sealed class DualTensor(PushforwardTrace trace, Tensor primal, Tensor tangent, Operation? operation)
    : TracedTensor(trace, primal.Shape, primal.DType)
{
    public override string Origin => OriginOf(operation);

    public Tensor Primal { get; } = primal;

    public Tensor Tangent { get; } = tangent;

    public override Tensor Beneath => Primal;
}

/// <summary>Forward mode: each operation is applied to the primals and, by its JVP, to the tangents. A tangent of null is zero.</summary>
/// <param name="apart">Whether primals may not depend on tangents, not even as answers of one operation on both: tangents are traced, primals have numbers.</param>
/// <param name="within">The selections of the sweep that this is a part of; by default its own.</param>
internal sealed class PushforwardTrace(bool apart = false, SelectionTrace? within = null) : Trace
{
    private readonly SelectionTrace selections = within ?? new();

    public override string Name => "Pushforward";

    /// <summary>The primal and the tangent of a value as this trace sees it; what it does not watch is constant.</summary>
    public (Tensor Primal, Tensor? Tangent) Split(Tensor x) =>
        x is DualTensor dual && ReferenceEquals(dual.Trace, this) ? (dual.Primal, dual.Tangent) : (x, null);

    /// <summary>The same with the zeros of the tangent written: a value that leaves this trace.</summary>
    public (Tensor Primal, Tensor? Tangent) Output(Tensor x)
    {
        var (primal, tangent) = Split(x);
        return (primal, selections.Written(tangent));
    }

    /// <summary>The primal with its tangent, and the operation that made both; null for an input.</summary>
    public Tensor Join(Tensor primal, Tensor? tangent, Operation? operation = null) =>
        tangent is null ? primal : new DualTensor(this, primal, tangent, operation);

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        var (primal, tangent) = Split(x);
        var y = Tensor.Apply(operation, primal);
        if (tangent is null || !operation.IsDifferentiable)
            return y;
        try
        {
            return Join(y, selections.Jvp(operation, primal, y, tangent), operation);
        }
        catch (NonFiniteException error) when (apart && Tape.IsOurs(error))
        {
            throw Located(error, operation);
        }
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        var (xPrimal, xTangent) = Split(x);
        var (yPrimal, yTangent) = Split(y);
        var z = Tensor.Apply(operation, xPrimal, yPrimal);
        if (!operation.IsDifferentiable)
            return z;
        try
        {
            return Join(z, selections.Jvp(operation, xPrimal, yPrimal, z, xTangent, yTangent), operation);
        }
        catch (NonFiniteException error) when (apart && Tape.IsOurs(error))
        {
            throw Located(error, operation);
        }
    }

    private static NonFiniteException Located(NonFiniteException error, Operation operation) =>
        error.Within($"That was a coefficient of the tangent of {operation.Name}, which Linearize computes once.");

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        var primals = new Tensor[inputs.Length];
        var tangents = new Tensor?[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            (primals[i], tangents[i]) = Split(inputs[i]);
        Tensor[] answers;
        Tensor?[] moved;
        if (apart)
        {
            answers = Tensor.Apply(operation, primals);
            moved = selections.Jvp(operation, primals, answers, tangents);
        }
        else
            (answers, moved) = selections.Pushforward(operation, primals, tangents);
        var result = new Tensor[answers.Length];
        for (var i = 0; i < answers.Length; i++)
            result[i] = Join(answers[i], moved[i], operation);
        return result;
    }
}
