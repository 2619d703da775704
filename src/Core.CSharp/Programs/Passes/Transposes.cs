namespace Functional.Core;

/// <summary>
/// A product reads its operands transposed where they lie: x yᵀ is the product with a flag, not a transpose and a product; and the transpose of a product is
/// the product of the transposes in the other order.
/// </summary>
internal static class Transposes
{
    public static Program Run(Program program)
    {
        if (!program.Has<Permute>())
            return program;
        var uses = program.Uses();
        var once = new HashSet<int>();
        return Pass.Run(
            program,
            (pass, equation) =>
            {
                var first =
                    equation.Outputs == 1 ? Rule(pass, equation.Operation, pass.Operands(equation), once) : null;
                pass.Rename(equation, first ?? pass.Keep(equation));
                if (equation.Outputs == 1 && uses[equation.Output] == 1)
                    once.Add(pass.Now(equation.Output));
            }
        );
    }

    private static int? Rule(Pass pass, Operation operation, int[] operands, HashSet<int> once)
    {
        switch (operation)
        {
            case MatMul product:
            {
                var (x, turnX) = Original(pass, operands[0]);
                var (y, turnY) = Original(pass, operands[1]);
                return turnX || turnY
                    ? pass.Add(new MatMul(product.TransposeX ^ turnX, product.TransposeY ^ turnY), x, y)
                    : null;
            }
            case MultiplyAdd sum:
            {
                var (u, turnU) = Original(pass, operands[1]);
                var (v, turnV) = Original(pass, operands[2]);
                return turnU || turnV
                    ? pass.Add(new MultiplyAdd(sum.TransposeU ^ turnU, sum.TransposeV ^ turnV), operands[0], u, v)
                    : null;
            }
            case Permute { Axes.IsTransposition: true }
                when once.Contains(operands[0]) && pass.Producer<MatMul>(operands[0]) is { } turned:
            {
                var (product, factors) = turned;
                return pass.Add(new MatMul(!product.TransposeY, !product.TransposeX), factors[1], factors[0]);
            }
            default:
                return null;
        }
    }

    private static (int Slot, bool IsTransposed) Original(Pass pass, int slot) =>
        pass.Producer<Permute>(slot) is { Operation.Axes.IsTransposition: true } transpose
            ? (transpose.Operands[0], true)
            : (slot, false);
}
