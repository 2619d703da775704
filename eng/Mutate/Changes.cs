using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Functional.Mutate.Alike;

namespace Functional.Mutate;

/// <summary>What may be written in the place of an expression: another sign, factor or operand, a term less, the other truth, the next number.</summary>
internal sealed class Changes(SemanticModel model)
{
    private static readonly HashSet<string> Numbers =
    [
        "Tensor",
        "Double",
        "Single",
        "Real",
        "Dual",
        "TTangent",
        "Tangent1",
        "Tangent8",
        "T",
    ];

    public IEnumerable<string> Of(ExpressionSyntax e)
    {
        if (model.GetTypeInfo(e).Type is not { } type || model.GetSymbolInfo(e).Symbol is ITypeSymbol)
            return [];
        if (SaysOnlyTheDType(e, model) || IsLoop(e, type))
            return [];
        var found = e switch
        {
            BinaryExpressionSyntax binary => OfBinary(binary, type),
            PrefixUnaryExpressionSyntax prefix
                when prefix.OperatorToken.Kind() is SyntaxKind.MinusToken or SyntaxKind.ExclamationToken =>
            [
                $"{prefix.Operand}",
            ],
            LiteralExpressionSyntax when IsSign(e) => [$"-{e}"],
            LiteralExpressionSyntax literal => OfLiteral(literal),
            InvocationExpressionSyntax call => OfCall(call, type),
            BaseObjectCreationExpressionSyntax { ArgumentList: { } list } creation => Swaps(list.Arguments)
                .Select(creation.ReplaceNode)
                .Select(Text),
            IdentifierNameSyntax name => OfName(name, type),
            MemberAccessExpressionSyntax access => OfValue(access, type),
            ElementAccessExpressionSyntax access => OfValue(access, type),
            _ => [],
        };
        return found.Concat(OfWhole(e, type)).Distinct();

        static string Text(SyntaxNode node) => node.ToString();
    }

    private static bool IsNumber(ITypeSymbol type) => type is ITypeParameterSymbol || Numbers.Contains(type.Name);

    private static bool Is(ITypeSymbol type, SpecialType special) => type.SpecialType == special;

    private IEnumerable<string> OfBinary(BinaryExpressionSyntax e, ITypeSymbol type)
    {
        var (x, y) = (e.Left, e.Right);
        var isInt = Is(type, SpecialType.System_Int32);
        if (!isInt && !IsNumber(type) && !Is(type, SpecialType.System_Boolean))
            yield break;
        bool Fits(ExpressionSyntax part) =>
            model.GetTypeInfo(part) is { Type: { } own, ConvertedType: { } to }
            && (Same(own, type) || (Same(to, type) && own.SpecialType == SpecialType.System_Int32));

        string? swapped = e.Kind() switch
        {
            SyntaxKind.AddExpression when IsMask(x) && IsMask(y) => null,
            SyntaxKind.AddExpression => $"{x} - {y}",
            SyntaxKind.SubtractExpression => $"{x} + {y}",
            SyntaxKind.DivideExpression => $"{x} * {y}",
            SyntaxKind.MultiplyExpression when Is(type, SpecialType.System_Double) => $"{x} / {y}",
            SyntaxKind.LessThanExpression => $"{x} <= {y}",
            SyntaxKind.LessThanOrEqualExpression => $"{x} < {y}",
            SyntaxKind.GreaterThanExpression => $"{x} >= {y}",
            SyntaxKind.GreaterThanOrEqualExpression => $"{x} > {y}",
            SyntaxKind.EqualsExpression => $"{x} != {y}",
            SyntaxKind.NotEqualsExpression => $"{x} == {y}",
            _ => null,
        };
        if (swapped is not null)
            yield return swapped;
        switch (e.Kind())
        {
            case SyntaxKind.AddExpression
            or SyntaxKind.MultiplyExpression
            or SyntaxKind.LogicalAndExpression
            or SyntaxKind.LogicalOrExpression:
                if (Fits(x))
                    yield return $"{x}";
                if (Fits(y))
                    yield return $"{y}";
                break;
            case SyntaxKind.SubtractExpression:
                if (Fits(x))
                    yield return $"{x}";
                if (Fits(y))
                    yield return $"-({y})";
                break;
            case SyntaxKind.DivideExpression:
                if (Fits(x))
                    yield return $"{x}";
                break;
        }
    }

    private IEnumerable<string> OfLiteral(LiteralExpressionSyntax e) =>
        e.Token.Value switch
        {
            true => ["false"],
            false => ["true"],
            int n when n > 0 => [$"{n + 1}", $"{n - 1}"],
            int n => [$"{n + 1}"],
            double x when x != 0 => [$"2 * {e}", $"-{e}"],
            _ => [],
        };

    private IEnumerable<string> OfCall(InvocationExpressionSyntax e, ITypeSymbol type)
    {
        var found = IsCommutative(e)
            ? []
            : Swaps(e.ArgumentList.Arguments).Select(e.ReplaceNode).Select(node => node.ToString());
        if (!IsNumber(type))
            return found.Concat(OfValue(e, type));
        var parts = e.ArgumentList.Arguments.Select(argument => argument.Expression);
        if (
            e.Expression is MemberAccessExpressionSyntax access
            && model.GetSymbolInfo(access.Expression).Symbol is not ITypeSymbol
        )
            parts = parts.Prepend(access.Expression);
        return found.Concat(
            parts.Where(part => model.GetTypeInfo(part).Type is { } own && Same(own, type)).Select(part => $"{part}")
        );
    }

    // Two neighbours of one type, exchanged.
    private IEnumerable<Swap> Swaps(SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        for (var i = 0; i + 1 < arguments.Count; i++)
        {
            var (x, y) = (arguments[i], arguments[i + 1]);
            if (x.NameColon is not null || y.NameColon is not null || !x.RefKindKeyword.IsKind(SyntaxKind.None))
                continue;
            if (
                model.GetTypeInfo(x.Expression).Type is { } left
                && model.GetTypeInfo(y.Expression).Type is { } right
                && Same(left, right)
                && x.ToString() != y.ToString()
            )
                yield return new(x.Expression, y.Expression);
        }
    }

    private IEnumerable<string> OfName(IdentifierNameSyntax e, ITypeSymbol type)
    {
        var symbol = model.GetSymbolInfo(e).Symbol;
        return symbol is IParameterSymbol or ILocalSymbol or IPropertySymbol or IFieldSymbol
            ? Others(e, symbol, type).Concat(OfValue(e, type))
            : [];
    }

    // The next of the parameters and locals that are of the same type.
    private IEnumerable<string> Others(IdentifierNameSyntax e, ISymbol symbol, ITypeSymbol type)
    {
        if (symbol is not (IParameterSymbol or ILocalSymbol) || type.TypeKind is TypeKind.Delegate)
            yield break;
        var others = model
            .LookupSymbols(e.SpanStart)
            .Where(other =>
                other switch
                {
                    IParameterSymbol parameter => Same(parameter.Type, type),
                    ILocalSymbol local => Same(local.Type, type) && local.Locations[0].SourceSpan.End < e.SpanStart,
                    _ => false,
                }
            )
            .OrderBy(other => other.Locations[0].SourceSpan.Start)
            .ToList();
        var at = others.FindIndex(other => SymbolEqualityComparer.Default.Equals(other, symbol));
        if (others.Count > 1 && at >= 0)
            yield return others[(at + 1) % others.Count].Name;
    }

    // A whole number that is the next.
    private static IEnumerable<string> OfValue(ExpressionSyntax e, ITypeSymbol type) =>
        Is(type, SpecialType.System_Int32) ? [$"({e} + 1)"] : [];

    // What is not part of a larger sum or product: its negative and its double. What is not part of a larger condition: its opposite.
    private IEnumerable<string> OfWhole(ExpressionSyntax e, ITypeSymbol type)
    {
        var parent = e.Parent;
        while (parent is ParenthesizedExpressionSyntax)
            parent = parent.Parent;
        if (Is(type, SpecialType.System_Boolean))
        {
            if (
                e
                    is not (
                        LiteralExpressionSyntax
                        or PrefixUnaryExpressionSyntax
                        or ParenthesizedExpressionSyntax
                        or BinaryExpressionSyntax
                        {
                            RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression
                        }
                    )
                && e.Parent is not PrefixUnaryExpressionSyntax
            )
                yield return $"!({e})";
            yield break;
        }
        if (
            !IsNumber(type)
            || e
                is ParenthesizedExpressionSyntax
                    or ConditionalExpressionSyntax
                    or SwitchExpressionSyntax
                    or LiteralExpressionSyntax
        )
            yield break;
        if (IsNothing(e) || (parent is EqualsValueClauseSyntax && IsMask(e)))
            yield break;
        if (
            parent
                is ReturnStatementSyntax
                    or ArrowExpressionClauseSyntax
                    or ConditionalExpressionSyntax
                    or ExpressionElementSyntax
                    or EqualsValueClauseSyntax
                    or SwitchExpressionArmSyntax
                    or AssignmentExpressionSyntax
                    or LambdaExpressionSyntax
            || (parent is ArgumentSyntax { Parent: TupleExpressionSyntax })
        )
        {
            if (e is not PrefixUnaryExpressionSyntax)
                yield return type.Name == "Tensor" ? $"Mutant.Minus({e})" : $"-({e})";
            yield return type.Name == "Tensor" ? $"Mutant.Twice({e})"
            : type is ITypeParameterSymbol ? $"({e}) + ({e})"
            : $"2 * ({e})";
        }
    }

    private static bool Same(ITypeSymbol x, ITypeSymbol y) => SymbolEqualityComparer.Default.Equals(x, y);
}
