namespace Functional.Core;

/// <summary>x + b · (u v) becomes one product that adds to x: a step of gradient descent, or a sum over time, goes through a weight matrix once.</summary>
internal static class MultiplyAdds
{
    public static Program Run(Program program)
    {
        var uses = new int[program.Slots.Length];
        foreach (
            var slot in program.Equations.SelectMany(equation => equation.Inputs).Concat(program.OutputSlots.ToArray())
        )
            uses[slot]++;
        var products = program
            .Equations.Where(equation => equation.Operation is MatMul && uses[equation.Output] == 1)
            .ToDictionary(equation => equation.Output);
        return Pass.Run(
            program,
            (pass, equation) =>
            {
                if (
                    equation.Operation is Combine { A: 1 } combine
                    && products.TryGetValue(equation.Inputs[1], out var product)
                    && product.Inputs.All(slot => program.Slots[slot].Shape.Rank == 2)
                )
                    pass.Rename(equation, Add(pass, pass.Operands(equation)[0], combine.B, product));
                else
                    pass.Rename(equation, pass.Keep(equation));
            }
        );
    }

    private static int Add(Pass pass, int x, double factor, Equation product)
    {
        var matmul = (MatMul)product.Operation;
        var operands = pass.Operands(product);
        if (factor != 1)
        {
            // The smaller factor takes the scale.
            var (left, right) = (pass[operands[0]], pass[operands[1]]);
            var smaller = left.Shape.Size < right.Shape.Size ? 0 : 1;
            operands[smaller] = pass.Add(new Scale(factor), [operands[smaller]], [pass[operands[smaller]]]);
        }
        return pass.Add(new MultiplyAdd(matmul.TransposeX, matmul.TransposeY), [x, .. operands], [pass[x]]);
    }
}
