namespace Functional.Core;

/// <summary>
/// A few rows times the transpose of a matrix that all steps of a scan share become a product with that transpose, and some columns of the product one with these columns alone,
/// which <see cref="Invariants"/> then makes once in front of the scan: what a step reads lies as it reads it.
/// </summary>
internal static class SharedMatrices
{
    // Fewer steps do not pay for moving the matrix, and fewer columns are as fast as they are.
    private const int LeastSteps = 4,
        LeastColumns = 8;

    public static Program Run(Program program) =>
        Pass.Each<Scan>(
            program,
            (pass, equation, scan) =>
            {
                if (scan.Length < LeastSteps || Turned(scan) is not { } body)
                    return false;
                pass.Rename(equation, pass.Keep(equation with { Operation = scan.WithBodies(_ => body) }));
                return true;
            }
        );

    /// <summary>The body with its products turned; null if it has none.</summary>
    private static Program? Turned(Scan scan)
    {
        var body = scan.Body;
        var uses = body.Uses();
        var products = body.Equations.Where(IsOfShared).ToDictionary(equation => equation.Output);
        if (products.Count == 0)
            return null;
        var turned = Pass.Run(
            body,
            (pass, equation) =>
                pass.Rename(
                    equation,
                    products.ContainsKey(equation.Output) ? Product(pass, equation, null)
                        : equation.Operation is Slice { Axis: 1, Step: 1 } slice
                        && products.TryGetValue(equation.Inputs[0], out var product)
                        && uses[product.Output] == 1
                            ? Product(pass, product, slice)
                        : pass.Keep(equation)
                )
        );
        return ReferenceEquals(turned, body) ? null : turned;

        bool IsOfShared(Equation equation) =>
            Invariants.HasFewRows(body, equation)
            && equation.Inputs[1] is var matrix
            && matrix < scan.Takes.Length
            && scan.Takes[matrix] == Scan.Shared
            && body.Slots[equation.Output].Shape[1] >= LeastColumns;
    }

    /// <summary>The product, or some columns of it, with a matrix that is turned and cut in front of the scan.</summary>
    private static int Product(Pass pass, Equation equation, Slice? columns)
    {
        var product = (MatMul)equation.Operation;
        if (!product.TransposeY && columns is null)
            return pass.Keep(equation);
        var (rows, matrix) = (pass.Operands(equation)[0], pass.Operands(equation)[1]);
        if (product.TransposeY)
            matrix = pass.Add(new Permute(new([1, 0])), matrix);
        if (columns is not null)
            matrix = pass.Add(columns, matrix);
        return pass.Add(new MatMul(false, false), rows, matrix);
    }
}
