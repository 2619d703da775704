namespace Functional.Core;

/// <summary>
/// What is computed from constants alone is computed once, when the program is made, unless the answer is large and larger than what it is made of. Equal constants are one.
/// An operation that fails stays, to fail when it is run.
/// </summary>
internal static class ConstantFolding
{
    // Answers up to here are kept whatever they are made of.
    private const long Small = 1 << 16;

    public static Program Run(Program program)
    {
        if (program.Constants.Count == 0)
            return program;
        var known = new Dictionary<DenseTensor, int>();
        var same = new Dictionary<int, int>();
        for (var i = 0; i < program.Constants.Count; i++)
            if (!known.TryAdd(program.Constants[i], program.Inputs.Count + i))
                same[program.Inputs.Count + i] = known[program.Constants[i]];
        return Pass.Run(
            program,
            (pass, equation) =>
            {
                if (same.Count > 0)
                {
                    foreach (var (slot, first) in same)
                        pass.Rename(slot, first);
                    same.Clear();
                }
                if (Fold(pass, equation) is { } value)
                {
                    if (!known.TryGetValue(value, out var slot))
                        known[value] = slot = pass.Constant(value);
                    pass.Rename(equation, slot);
                }
                else
                    pass.Rename(equation, pass.Keep(equation));
            }
        );
    }

    private static DenseTensor? Fold(Pass pass, Equation equation)
    {
        var operands = pass.Operands(equation);
        if (operands.Length == 0 || equation.Outputs != 1 || equation.Operation is Probe)
            return null;
        var numbers = Array.ConvertAll(operands, pass.ConstantAt);
        if (Array.Exists(numbers, x => x is null))
            return null;
        var constants = Array.ConvertAll(numbers, x => x!);
        try
        {
            return equation.Operation switch
            {
                UnaryOperation unary when Pays(constants, unary.Infer(constants[0].Type)) => unary.Evaluate(
                    constants[0]
                ),
                BinaryOperation binary when Pays(constants, binary.Infer(constants[0].Type, constants[1].Type)) =>
                    binary.Evaluate(constants[0], constants[1]),
                Where or MultiplyAdd when Pays(constants, pass[operands[0]]) => ((NaryOperation)equation.Operation)
                    .Evaluate(constants)[0]
                    .Dense,
                _ => null,
            };
        }
        catch (DomainException)
        {
            return null;
        }
    }

    private static bool Pays(DenseTensor[] operands, TensorType answer) =>
        answer.Bytes <= Math.Max(Small, operands.Sum(x => x.Type.Bytes));
}
