using System.Globalization;

namespace Functional.Core;

/// <summary>
/// Expressions, simplified while they are made as one does on paper, for numbers that are finite and in the domain: x + 0 = x, 0 x = 0, x / x = 1, (√x)² = x.
/// Each step looks at the nodes beneath and no further, so that a long chain takes no deep recursion.
/// </summary>
internal sealed class Algebra
{
    // A sum or product with more parts becomes one part of the next: a chain of n takes n steps, not n².
    private const int Most = 12;

    private readonly Dictionary<object, Expression> known = [];

    public Algebra()
    {
        One = Known("1", id => new Monomial(id, Shape.Scalar, []));
        Zero = Known("0", id => new Sum(id, Shape.Scalar, []));
    }

    public Expression One { get; }

    public Expression Zero { get; }

    public Expression Symbol(Shape shape, string? name) => Known(new object(), id => new Symbol(id, shape, name));

    public Expression Call(Shape shape, Operation operation, int answer, Expression[] operands) =>
        Known((operation, answer, Ids(operands)), id => new Call(id, shape, operation, answer, operands));

    public Expression Number(Ratio value) => Sum([(value, One)]);

    /// <summary>The number that an expression is.</summary>
    public Ratio? NumberOf(Expression x)
    {
        var (factor, rest) = Split(x);
        return rest == One || factor == Ratio.Zero ? factor : null;
    }

    public Expression Scale(Ratio factor, Expression x) =>
        factor == Ratio.One ? x
        : x is Sum sum && (sum.Terms.Length < 2 || factor == -Ratio.One)
            ? Sum(sum.Terms.Select(term => (factor * term.Factor, term.Term)))
        : Sum([(factor, x)]);

    public Expression Add(Expression x, Expression y) => Sum([.. Terms(x), .. Terms(y)]);

    public Expression Multiply(Expression x, Expression y)
    {
        var ((a, u), (b, v)) = (Split(x), Split(y));
        return a == Ratio.Zero || b == Ratio.Zero ? Zero : Scale(a * b, Product([.. Factors(u), .. Factors(v)]));
    }

    /// <summary>A whole power is one of each factor; another is of the whole.</summary>
    public Expression Power(Expression x, double exponent)
    {
        if (NumberOf(x) is { } number)
            return Number(number.Power(exponent));
        if (exponent != Math.Truncate(exponent))
            return Product([(x, exponent)]);
        var (factor, rest) = Split(x);
        var powers = Factors(rest).Select(power => (power.Base, power.Exponent * exponent));
        return exponent == 0 ? One : Scale(factor.Power(exponent), Product(powers));
    }

    private static (Expression Base, double Exponent)[] Factors(Expression x) =>
        x is Monomial product && product.Factors.Length <= Most ? product.Factors : [(x, 1)];

    private static (Ratio Factor, Expression Term)[] Terms(Expression x) =>
        x is Sum sum && sum.Terms.Length <= Most ? sum.Terms : [(Ratio.One, x)];

    /// <summary>A number and what it is multiplied with.</summary>
    private (Ratio Factor, Expression Other) Split(Expression x) =>
        x is not Sum sum ? (Ratio.One, x)
        : sum.Terms.Length == 0 ? (Ratio.Zero, One)
        : sum.Terms.Length == 1 ? sum.Terms[0]
        : (Ratio.One, x);

    private Expression Product(IEnumerable<(Expression Base, double Exponent)> factors)
    {
        var list = Gathered(factors, (x, y) => x + y);
        for (var i = 0; i < list.Count; i++)
            if (list[i].Item1 is Call { IsTruth: true } && list[i].Item2 > 1)
                list[i] = (list[i].Item1, 1);
        list.RemoveAll(factor => factor.Item2 == 0);
        if (list is [(var only, 1)])
            return only;
        var key = list.Select(factor => Key(factor.Item1, factor.Item2.ToString("R", CultureInfo.InvariantCulture)));
        return list.Count == 0
            ? One
            : Known($"*{string.Concat(key.Order())}", id => new Monomial(id, Broadcast(list), [.. list]));
    }

    private Expression Sum(IEnumerable<(Ratio Factor, Expression Term)> terms)
    {
        var list = Gathered(terms.Select(term => (term.Term, term.Factor)), (x, y) => x + y);
        list.RemoveAll(term => term.Item2 == Ratio.Zero);
        if (list is [(var only, var factor)] && factor == Ratio.One)
            return only;
        var key = list.Select(term => Key(term.Item1, term.Item2.ToString()));
        return list.Count == 0
            ? Zero
            : Known(
                $"+{string.Concat(key.Order())}",
                id => new Sum(id, Broadcast(list), [.. list.Select(term => (term.Item2, term.Item1))])
            );
    }

    // In the order of the first of each.
    private static List<(Expression, T)> Gathered<T>(IEnumerable<(Expression, T)> parts, Func<T, T, T> add)
    {
        var list = new List<(Expression Part, T Number)>();
        foreach (var (part, number) in parts)
            if (list.FindIndex(known => known.Part == part) is var place and >= 0)
                list[place] = (part, add(list[place].Number, number));
            else
                list.Add((part, number));
        return list;
    }

    private static Shape Broadcast<T>(List<(Expression Part, T)> parts) =>
        parts.Aggregate(Shape.Scalar, (shape, part) => Shape.Broadcast(shape, part.Part.Shape, nameof(Expression)));

    private Expression Known(object key, Func<int, Expression> make)
    {
        if (!known.TryGetValue(key, out var node))
            known.Add(key, node = make(known.Count));
        return node;
    }

    private static string Key(Expression part, string number) =>
        string.Create(CultureInfo.InvariantCulture, $"{part.Id}:{number};");

    private static string Ids(IEnumerable<Expression> parts) => string.Concat(parts.Select(part => Key(part, "")));
}
