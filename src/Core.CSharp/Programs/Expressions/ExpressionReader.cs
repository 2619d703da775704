namespace Functional.Core;

/// <summary>Reads a program as expressions: an operation after the other, what arithmetic knows of as arithmetic, all else as calls.</summary>
internal sealed class ExpressionReader
{
    private const int Listed = 8;

    private readonly Algebra algebra = new();
    private readonly Program program;
    private readonly Expression[] values;

    public ExpressionReader(Program program)
    {
        this.program = program = Inlining.Run(program);
        values = new Expression[program.Slots.Length];
        for (var slot = 0; slot < program.Given; slot++)
        {
            values[slot] =
                slot < program.Inputs.Count
                    ? algebra.Symbol(program.Slots[slot].Shape, null)
                    : Constant(program.Constants[slot - program.Inputs.Count]);
            Call(slot);
        }
        foreach (var equation in program.Equations)
            for (var answer = 0; answer < equation.Outputs; answer++)
            {
                values[equation.Output + answer] = Read(equation, answer);
                Call(equation.Output + answer);
            }
    }

    public IEnumerable<Expression> Inputs => values.Take(program.Inputs.Count);

    public IEnumerable<Expression> Outputs => program.OutputSlots.ToArray().Select(slot => values[slot]);

    /// <summary>What the program calls an expression.</summary>
    public Dictionary<Expression, string> Names { get; } = [];

    /// <summary>What constants are whose elements are not in their names.</summary>
    public Dictionary<Expression, TensorType> Constants { get; } = [];

    private void Call(int slot)
    {
        if (program.Names?[slot] is { } name)
            Names.TryAdd(values[slot], name);
    }

    private Expression Constant(DenseTensor x)
    {
        var elements = Enumerable.Range(0, x.Count).Select(i => Ratio.Of(x.At(i), x.DType));
        if (x.Count > 0 && elements.All(element => element == Ratio.Of(x.At(0), x.DType)))
            return algebra.Number(elements.First());
        if (x.Rank == 1 && x.Count <= Listed)
            return algebra.Symbol(
                x.Shape,
                $"[{InvariantText.Join(", ", elements.Select(e => ExpressionText.Number(e.Value)))}]"
            );
        var symbol = algebra.Symbol(x.Shape, null);
        Constants.Add(symbol, x.Type);
        return symbol;
    }

    private Expression Read(Equation equation, int answer)
    {
        var operands = Array.ConvertAll(equation.Inputs, slot => values[slot]);
        var (shape, dtype) = program.Slots[equation.Output + answer];
        var (x, y) = (operands.FirstOrDefault(algebra.One), operands.LastOrDefault(algebra.One));
        var value = equation.Operation switch
        {
            Named => x,
            Negate => algebra.Scale(-Ratio.One, x),
            Scale { Factor: var factor } => algebra.Scale(Ratio.Of(factor, dtype), x),
            Combine { A: var a, B: var b } => algebra.Add(
                algebra.Scale(Ratio.Of(a, dtype), x),
                algebra.Scale(Ratio.Of(b, dtype), y)
            ),
            Binary<Add> => algebra.Add(x, y),
            Binary<Subtract> => algebra.Add(x, algebra.Scale(-Ratio.One, y)),
            Binary<Multiply> => algebra.Multiply(x, y),
            Binary<Divide> => algebra.Multiply(x, algebra.Power(y, -1)),
            Binary<Pow> when algebra.NumberOf(y) is { } exponent => algebra.Power(x, exponent.Value),
            Unary<Power> { Function.Exponent: var exponent } => algebra.Power(x, exponent),
            Unary<Square> => algebra.Power(x, 2),
            Unary<Reciprocal> => algebra.Power(x, -1),
            Unary<Sqrt> => algebra.Power(x, 0.5),
            Unary<Rsqrt> => algebra.Power(x, -0.5),
            // Slopes by the arithmetic that they stand for.
            Binary<TanhSlope> => OneAnd(-Ratio.One, algebra.Power(y, 2)),
            Unary<SoftplusSlope> => algebra.Call(
                shape,
                Unary<Sigmoid>.Instance,
                answer,
                Filled(equation, operands)
            ),
            Binary<SigmoidSlope> => algebra.Multiply(y, OneAnd(-Ratio.One, y)),
            Unary<SqrtSlope> => algebra.Scale(Ratio.Of(0.5, dtype), algebra.Power(x, -0.5)),
            Unary<AtanSlope> => algebra.Power(OneAnd(Ratio.One, algebra.Power(x, 2)), -1),
            Unary<AtanhSlope> => algebra.Power(OneAnd(-Ratio.One, algebra.Power(x, 2)), -1),
            Unary<AsinSlope> => algebra.Power(OneAnd(-Ratio.One, algebra.Power(x, 2)), -0.5),
            Unary<AsinhSlope> => algebra.Power(OneAnd(Ratio.One, algebra.Power(x, 2)), -0.5),
            // What is compared with itself is there to find NaN.
            { Name: "Equal" } when x == y => algebra.One,
            { Name: "Equal" } when algebra.NumberOf(x) is not null && algebra.NumberOf(y) is not null => algebra.Zero,
            { Name: "And" } when algebra.NumberOf(x) == Ratio.Zero || algebra.NumberOf(y) == Ratio.Zero => algebra.Zero,
            { Name: "Or" } when algebra.NumberOf(x) == Ratio.One || algebra.NumberOf(y) == Ratio.One => algebra.One,
            Where when algebra.NumberOf(x) is { } condition => condition == Ratio.Zero ? y : operands[1],
            Where when operands[1] == y => y,
            BroadcastTo when algebra.NumberOf(x) is not null => x,
            SumTo when algebra.NumberOf(x) is { } number => algebra.Number(
                number * new Ratio(program.Slots[equation.Inputs[0]].Shape.Size, Math.Max(1, shape.Size))
            ),
            _ => null,
        };
        return value is null ? algebra.Call(shape, equation.Operation, answer, Filled(equation, operands))
            // A number fits every shape; what else has lost some axes to simplification gets them back.
            : value.Shape.Equals(shape) || algebra.NumberOf(value) is not null ? value
            : algebra.Call(shape, new BroadcastTo(shape), 0, [value]);
    }

    private Expression OneAnd(Ratio factor, Expression x) => algebra.Add(algebra.One, algebra.Scale(factor, x));

    // Where it matters how often a number is there, it says so.
    private Expression[] Filled(Equation equation, Expression[] operands) =>
        equation.Operation.Reading == Reading.Elementwise
            ? operands
            :
            [
                .. operands.Zip(
                    equation.Inputs,
                    (x, slot) =>
                        program.Slots[slot].Shape is { Rank: > 0 } shape && algebra.NumberOf(x) is not null
                            ? algebra.Call(shape, new BroadcastTo(shape), 0, [x])
                            : x
                ),
            ];
}
