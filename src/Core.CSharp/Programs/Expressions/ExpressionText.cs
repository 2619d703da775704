using System.Globalization;
using System.Text;

namespace Functional.Core;

/// <summary>Expressions as text: sums, products and quotients between their operands, a line of its own for what is used more than once.</summary>
internal sealed class ExpressionText
{
    // What is shorter is repeated rather than named.
    private const int WorthNaming = 3;

    private const int Loosest = 0;
    private const int OfRelation = 1;
    private const int OfSum = 2;
    private const int OfProduct = 3;
    private const int OfFactor = 4;

    private static readonly Dictionary<string, string> relations = new()
    {
        ["Equal"] = "=",
        ["NotEqual"] = "<>",
        ["Less"] = "<",
        ["LessEqual"] = "<=",
        ["Greater"] = ">",
        ["GreaterEqual"] = ">=",
    };

    private readonly Dictionary<Expression, string> names = [];
    private readonly HashSet<string> taken = [];
    private readonly Dictionary<string, int> numbers = [];
    private readonly StringBuilder text = new();

    // What is still to be written, the next on top.
    private readonly Stack<Piece> pending = new();

    private ExpressionText() { }

    public static string Of(Program program) => new ExpressionText().Lines(new ExpressionReader(program));

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string Lines(ExpressionReader reader)
    {
        taken.UnionWith(reader.Names.Values);
        foreach (var (input, i) in reader.Inputs.Select((input, i) => (input, i)))
            names[input] = reader.Names.TryGetValue(input, out var name) ? name : Free($"{"xyz"[i % 3]}");
        foreach (var (constant, type) in reader.Constants)
            text.Append(CultureInfo.InvariantCulture, $"let {names[constant] = Free("c")} = constant {type}\n");
        Expression[] outputs = [.. reader.Outputs];
        var inOrder = InOrder(outputs, out var uses);
        var weights = new Dictionary<Expression, int>();
        foreach (var node in inOrder)
        {
            var weight = node.Weight;
            foreach (var part in node.Parts)
                weight = Math.Min(WorthNaming, weight + weights[part]);
            if (uses[node] > 1 && weight >= WorthNaming)
            {
                var name = reader.Names.TryGetValue(node, out var given) ? given : Free("t");
                text.Append(CultureInfo.InvariantCulture, $"let {name} = ");
                Write(node);
                names[node] = name;
                weight = 0;
            }
            weights[node] = weight;
        }
        foreach (var output in outputs)
            Write(output);
        return text.ToString(0, text.Length - 1);
    }

    /// <summary>The name, or the first of name2, name3, … that nothing has.</summary>
    private string Free(string name)
    {
        var candidate = name;
        while (!taken.Add(candidate))
            candidate = string.Create(
                CultureInfo.InvariantCulture,
                $"{name}{numbers[name] = numbers.GetValueOrDefault(name, 1) + 1}"
            );
        return candidate;
    }

    /// <summary>All nodes, parts before what is made of them, and how often each is part of another or an output.</summary>
    private static List<Expression> InOrder(Expression[] outputs, out Dictionary<Expression, int> uses)
    {
        uses = [];
        var order = new List<Expression>();
        var path = new Stack<(Expression Node, IEnumerator<Expression> Parts)>();
        void Meet(Expression node, Dictionary<Expression, int> uses)
        {
            if (uses.TryGetValue(node, out var count))
                uses[node] = count + 1;
            else
            {
                uses.Add(node, 1);
                path.Push((node, node.Parts.GetEnumerator()));
            }
        }
        foreach (var output in outputs)
        {
            Meet(output, uses);
            while (path.TryPeek(out var top))
                if (top.Parts.MoveNext())
                    Meet(top.Parts.Current, uses);
                else
                    order.Add(path.Pop().Node);
        }
        return order;
    }

    private void Write(Expression expression)
    {
        pending.Push(new(expression, Loosest));
        while (pending.TryPop(out var next))
            if (next.Node is null)
                text.Append(next.Text);
            else if (names.TryGetValue(next.Node, out var name))
                text.Append(name);
            else
                Open(next.Node, next.Binding);
        text.Append('\n');
    }

    private void Open(Expression node, int binding)
    {
        var (pieces, own) = node switch
        {
            Symbol symbol => (Pieces(symbol.Name!), OfFactor),
            Monomial product => Scaled(Ratio.One, product, OfProduct),
            Sum sum => Terms(sum),
            Call call => Applied(call),
            _ => throw new NotSupportedException($"{node}"),
        };
        if (own < binding)
            pieces = [.. Pieces("("), .. pieces, .. Pieces(")")];
        for (var i = pieces.Count - 1; i >= 0; i--)
            pending.Push(pieces[i]);
    }

    private (List<Piece> Pieces, int Binding) Terms(Sum sum)
    {
        if (sum.Terms.Length == 0)
            return (Pieces("0"), OfFactor);
        // A positive term first, if there is one.
        var first = Math.Max(0, Array.FindIndex(sum.Terms, term => !term.Factor.IsNegative));
        var (factor, term) = sum.Terms[first];
        var (pieces, binding) = Scaled(factor, term, OfSum);
        if (sum.Terms.Length == 1)
            return (pieces, binding);
        foreach (var other in sum.Terms.Where((_, i) => i != first))
        {
            var isNegative = other.Factor.IsNegative;
            pieces.AddRange(Pieces(isNegative ? " - " : " + "));
            pieces.AddRange(Scaled(isNegative ? -other.Factor : other.Factor, other.Term, OfProduct).Pieces);
        }
        return (pieces, OfSum);
    }

    /// <summary>A number times a term, which stands alone at a place of the given binding if the number is 1.</summary>
    private (List<Piece> Pieces, int Binding) Scaled(Ratio number, Expression term, int alone)
    {
        var factors = names.ContainsKey(term) || term is not Monomial product ? [(term, 1)] : product.Factors;
        if (number == Ratio.One && factors is [(var only, 1)])
            return ([new(only, alone)], alone);
        var (over, under) = (new List<List<Piece>>(), new List<List<Piece>>());
        if (Math.Abs(number.Over) != 1 || !factors.Any(factor => factor.Exponent > 0))
            over.Add(Pieces(Number(Math.Abs(number.Over))));
        if (number.Under != 1)
            under.Add(Pieces(Number(number.Under)));
        foreach (var (part, exponent) in factors)
        {
            var side = exponent > 0 ? over : under;
            side.Add(Power(part, Math.Abs(exponent), side == over && over.Count == 0 ? OfProduct : OfFactor));
        }
        var pieces = Joined(over, " * ");
        if (under.Count > 0)
            pieces.AddRange([.. Pieces(" / "), .. under.Count > 1 ? Bracketed("(", under, " * ") : under[0]]);
        if (number.IsNegative)
            pieces.Insert(0, new("-"));
        return (
            pieces,
            number.IsNegative ? OfSum
            : over.Count + under.Count > 1 ? OfProduct
            : OfFactor
        );
    }

    private static List<Piece> Power(Expression part, double exponent, int binding) =>
        exponent switch
        {
            1 => [new(part, binding)],
            2 => [new("square("), new(part, Loosest), new(")")],
            0.5 => [new("sqrt("), new(part, Loosest), new(")")],
            _ => [new("pow("), new(part, Loosest), new($", {Number(exponent)})")],
        };

    private static (List<Piece> Pieces, int Binding) Applied(Call call)
    {
        var operation = call.Operation;
        if (relations.TryGetValue(operation.Name, out var relation))
            return ([new(call.Operands[0], OfSum), new($" {relation} "), new(call.Operands[1], OfSum)], OfRelation);
        if (operation is MatMul product)
            return (
                [
                    .. Transposed(call.Operands[0], product.TransposeX),
                    new(" @ "),
                    .. Transposed(call.Operands[1], product.TransposeY),
                ],
                OfProduct
            );
        var name = ProgramView.Describe(operation);
        var operands = call.Operands.Select(operand => new List<Piece> { new(operand, Loosest) });
        var pieces = Bracketed($"{char.ToLowerInvariant(name[0])}{name[1..]}(", operands, ", ");
        if (call.Answer > 0)
            pieces.Add(new(string.Create(CultureInfo.InvariantCulture, $"[{call.Answer}]")));
        return (pieces, OfFactor);
    }

    private static List<Piece> Transposed(Expression x, bool transpose) =>
        transpose ? [new("transpose("), new(x, Loosest), new(")")] : [new(x, OfFactor)];

    private static List<Piece> Pieces(string text) => [new(text)];

    private static List<Piece> Bracketed(string open, IEnumerable<List<Piece>> parts, string between) =>
        [new(open), .. Joined(parts, between), new(")")];

    private static List<Piece> Joined(IEnumerable<List<Piece>> parts, string between)
    {
        var joined = new List<Piece>();
        foreach (var part in parts)
        {
            if (joined.Count > 0)
                joined.Add(new(between));
            joined.AddRange(part);
        }
        return joined;
    }

    /// <summary>What is to be written: a text, or an expression and how tightly its surroundings bind.</summary>
    private readonly record struct Piece(string? Text, Expression? Node, int Binding)
    {
        public Piece(string text)
            : this(text, null, Loosest) { }

        public Piece(Expression node, int binding)
            : this(null, node, binding) { }
    }
}
