using System.Diagnostics;

namespace Functional.Core;

/// <summary>
/// What every program must be: each slot written once, before it is read, of the type that its operation says, in the programs that operations run too.
/// Debug builds ask after each pass.
/// </summary>
internal static class Verifier
{
    /// <summary>Throws if a pass made something else of a program than one of the same inputs and outputs.</summary>
    [Conditional("DEBUG")]
    public static void Check(string pass, Program before, Program after)
    {
        if (Fault(before, after) is { } fault)
            throw new InvalidOperationException($"{pass} made a program that is none: {fault}\n{after}");
    }

    /// <summary>What is wrong with a program that a pass made; null is nothing.</summary>
    public static string? Fault(Program before, Program after) =>
        !before.Inputs.SequenceEqual(after.Inputs) ? "it has other inputs."
        : !before.Outputs.SequenceEqual(after.Outputs) ? "it has other outputs."
        : Fault(after);

    /// <summary>What is wrong with a program; null is nothing.</summary>
    public static string? Fault(Program program)
    {
        var slots = program.Slots;
        var written = new bool[slots.Length];
        if (program.Given > slots.Length)
            return "it has fewer slots than inputs and constants.";
        Array.Fill(written, true, 0, program.Given);
        for (var i = 0; i < program.Constants.Count; i++)
            if (!program.Constants[i].Type.Equals(slots[program.Inputs.Count + i]))
                return $"constant {i} is {program.Constants[i].Type}, not {slots[program.Inputs.Count + i]}.";
        for (var e = 0; e < program.Equations.Count; e++)
            if (Fault(program, program.Equations[e], written) is { } fault)
                return $"equation {e}, {program.Equations[e].Operation.Name}, {fault}";
        if (program.Names is { } names && names.Length != slots.Length)
            return $"it has {names.Length} names for {slots.Length} slots.";
        foreach (var slot in program.OutputSlots)
            if (slot < 0 || slot >= slots.Length || !written[slot])
                return $"the output slot {slot} is never written.";
        return null;
    }

    private static string? Fault(Program program, Equation equation, bool[] written)
    {
        foreach (var slot in equation.Inputs)
            if (slot < 0 || slot >= written.Length || !written[slot])
                return $"reads slot {slot} before it is written.";
        var inputs = Array.ConvertAll(equation.Inputs, slot => program.Slots[slot]);
        TensorType[] inferred;
        try
        {
            inferred = equation.Operation switch
            {
                UnaryOperation unary => [unary.Infer(inputs[0])],
                BinaryOperation binary => [binary.Infer(inputs[0], inputs[1])],
                _ => ((NaryOperation)equation.Operation).Infer(inputs),
            };
        }
        catch (Exception error) when (error is ShapeException or DTypeException)
        {
            return $"does not fit: {error.Message}";
        }
        if (inferred.Length != equation.Outputs)
            return $"has {equation.Outputs} answers instead of {inferred.Length}.";
        for (var i = 0; i < inferred.Length; i++)
        {
            var slot = equation.Output + i;
            if (slot < 0 || slot >= written.Length || written[slot])
                return $"writes slot {slot} again.";
            written[slot] = true;
            if (!inferred[i].Equals(program.Slots[slot]))
                return $"answers {inferred[i]} in slot {slot}, which is {program.Slots[slot]}.";
        }
        for (var b = 0; b < equation.Operation.Bodies.Count; b++)
            if ((Fault(equation.Operation.Bodies[b]) ?? Misfit(equation.Operation, b, inputs, inferred)) is { } fault)
                return $"runs a program of which {fault}";
        return null;
    }

    /// <summary>Whether a body takes and gives what its operation does.</summary>
    private static string? Misfit(Operation operation, int number, TensorType[] inputs, TensorType[] answers)
    {
        var body = operation.Bodies[number];
        var text = operation.BodyText(number);
        if (body.Inputs.Count != inputs.Length)
            return $"there are {body.Inputs.Count} inputs for {inputs.Length} operands.";
        for (var i = 0; i < inputs.Length; i++)
            if (!body.Inputs[i].Equals(Within(inputs[i], text.Input(i))))
                return $"input {i} is {body.Inputs[i]}, but is given {Within(inputs[i], text.Input(i))}.";
        if (text.Gives.Length == 0 && text.Takes.Length > 0)
            return null;
        for (var o = 0; o < answers.Length; o++)
            if (!body.Outputs[o].Equals(Within(answers[o], text.Output(o))))
                return $"output {o} is {body.Outputs[o]}, but {Within(answers[o], text.Output(o))} is wanted.";
        return null;
    }

    private static TensorType Within(TensorType type, char role) =>
        role == Scan.Sequence ? type with { Shape = Batching.Instance(type.Shape) } : type;
}
