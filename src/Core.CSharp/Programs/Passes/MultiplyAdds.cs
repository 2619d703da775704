namespace Functional.Core;

/// <summary>
/// x + b · (u v) becomes one product that adds to x: a layer with its bias, a step of gradient descent, or a sum over time, goes through its matrix once.
/// </summary>
internal static class MultiplyAdds
{
    public static Program Run(Program program)
    {
        var uses = program.Uses();
        var products = program
            .Equations.Where(equation =>
                equation.Operation is MatMul
                && uses[equation.Output] == 1
                && equation.Inputs.All(slot => program.Slots[slot].Shape.Rank == 2)
            )
            .ToDictionary(equation => equation.Output);
        if (products.Count == 0)
            return program;
        return Pass.Run(
            program,
            (pass, equation) =>
            {
                var sum = equation.Operation switch
                {
                    Combine { A: 1 } combine => Add(0, 1, combine.B),
                    Combine { B: 1 } combine => Add(1, 0, combine.A),
                    Binary<Add> => Add(0, 1, 1) ?? Add(1, 0, 1),
                    Binary<Subtract> => Add(0, 1, -1),
                    _ => null,
                };
                pass.Rename(equation, sum ?? pass.Keep(equation));

                int? Add(int x, int y, double factor)
                {
                    if (!products.TryGetValue(equation.Inputs[y], out var product))
                        return null;
                    var row = program.Slots[equation.Inputs[x]].Shape;
                    var shape = program.Slots[product.Output].Shape;
                    return row.Equals(shape) || row.Rank == 1 && row[0] == shape[1]
                        ? Write(pass, pass.Operands(equation)[x], factor, product)
                        : null;
                }
            }
        );
    }

    private static int Write(Pass pass, int x, double factor, Equation product)
    {
        var matmul = (MatMul)product.Operation;
        int[] operands = [.. pass.Operands(product)];
        if (factor != 1)
        {
            // The smaller factor takes the scale.
            var (left, right) = (pass[operands[0]], pass[operands[1]]);
            var smaller = left.Shape.Size < right.Shape.Size ? 0 : 1;
            operands[smaller] = pass.Add(new Scale(factor), operands[smaller]);
        }
        return pass.Add(new MultiplyAdd(matmul.TransposeX, matmul.TransposeY), x, operands[0], operands[1]);
    }
}
