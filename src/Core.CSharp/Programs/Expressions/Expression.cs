namespace Functional.Core;

/// <summary>A node of an expression: equal ones are one object within an <see cref="Algebra"/>, so that what is shared is known to be.</summary>
/// <param name="id">Its number there; that of a part is lower.</param>
/// <param name="shape">Its shape; a number fits every one, and has that of a scalar.</param>
internal abstract class Expression(int id, Shape shape)
{
    public int Id { get; } = id;

    public Shape Shape { get; } = shape;

    /// <summary>The nodes that it is made of, in the order of its text.</summary>
    public abstract IEnumerable<Expression> Parts { get; }

    /// <summary>How many operations its text has beside those of its parts.</summary>
    public abstract int Weight { get; }
}

/// <summary>An input or a constant.</summary>
internal sealed class Symbol(int id, Shape shape, string? name) : Expression(id, shape)
{
    /// <summary>What it is called; null if that is for the text to say.</summary>
    public string? Name { get; } = name;

    public override IEnumerable<Expression> Parts => [];

    public override int Weight => 0;
}

/// <summary>An answer of an operation of which no more is known here.</summary>
internal sealed class Call(int id, Shape shape, Operation operation, int answer, Expression[] operands)
    : Expression(id, shape)
{
    public Operation Operation { get; } = operation;

    /// <summary>Which of its answers.</summary>
    public int Answer { get; } = answer;

    public Expression[] Operands { get; } = operands;

    /// <summary>Whether it is 0 or 1 everywhere.</summary>
    public bool IsTruth { get; } =
        operation.Name
        is "Equal"
            or "NotEqual"
            or "Less"
            or "LessEqual"
            or "Greater"
            or "GreaterEqual"
            or "Not"
            or "And"
            or "Or";

    public override IEnumerable<Expression> Parts => Operands;

    public override int Weight => 1;
}

/// <summary>A product of powers, no base twice; without factors it is 1.</summary>
internal sealed class Monomial(int id, Shape shape, (Expression Base, double Exponent)[] factors)
    : Expression(id, shape)
{
    public (Expression Base, double Exponent)[] Factors { get; } = factors;

    public override IEnumerable<Expression> Parts => Factors.Select(factor => factor.Base);

    public override int Weight =>
        Math.Max(0, Factors.Length - 1) + Factors.Count(factor => factor.Exponent is not (1 or -1));
}

/// <summary>A sum of terms with numbers before them, no term twice; without terms it is 0.</summary>
internal sealed class Sum(int id, Shape shape, (Ratio Factor, Expression Term)[] terms) : Expression(id, shape)
{
    public (Ratio Factor, Expression Term)[] Terms { get; } = terms;

    public override IEnumerable<Expression> Parts => Terms.Select(term => term.Term);

    public override int Weight => Math.Max(0, Terms.Length - 1) + Terms.Count(term => term.Factor != Ratio.One);
}
