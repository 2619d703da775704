namespace Functional.Core;

/// <summary>What is computed twice from the same operands is computed once: operations are compared by value.</summary>
internal static class CommonSubexpressions
{
    public static Program Run(Program program)
    {
        var known = new Dictionary<Expression, int>();
        return Pass.Run(
            program,
            (pass, equation) =>
            {
                var expression = new Expression(equation.Operation, pass.Operands(equation));
                if (!known.TryGetValue(expression, out var first))
                    known[expression] = first = pass.Keep(equation);
                pass.Rename(equation, first);
            }
        );
    }

    private readonly struct Expression(Operation operation, int[] operands) : IEquatable<Expression>
    {
        private readonly Operation operation = operation;
        private readonly int[] operands = operands;

        public bool Equals(Expression other) =>
            operation.Equals(other.operation) && operands.AsSpan().SequenceEqual(other.operands);

        public override bool Equals(object? obj) => obj is Expression other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(operation);
            foreach (var operand in operands)
                hash.Add(operand);
            return hash.ToHashCode();
        }
    }
}
