namespace Functional.Core;

/// <summary>One step of a program: an operation, the slots of its operands, and the slot of its first answer; further answers follow.</summary>
internal sealed record Equation(Operation Operation, int[] Inputs, int Output, int Outputs)
{
    /// <summary>Whether another equation does the same with the same slots.</summary>
    public bool IsSame(Equation other) =>
        Operation.Equals(other.Operation)
        && Inputs.AsSpan().SequenceEqual(other.Inputs)
        && Output == other.Output
        && Outputs == other.Outputs;

    /// <summary>Applies the operation to values of any kind: numbers, or what a transform watches.</summary>
    public void Run(Tensor?[] values)
    {
        switch (Operation)
        {
            case UnaryOperation unary:
                values[Output] = Tensor.Apply(unary, values[Inputs[0]]!);
                break;
            case BinaryOperation binary:
                values[Output] = Tensor.Apply(binary, values[Inputs[0]]!, values[Inputs[1]]!);
                break;
            case NaryOperation nary:
                var answers = Tensor.Apply(nary, Array.ConvertAll(Inputs, slot => values[slot]!));
                answers.CopyTo(values, Output);
                break;
        }
    }
}
