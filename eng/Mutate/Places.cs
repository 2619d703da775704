using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Functional.Mutate;

/// <summary>Where an expression may be changed, and how the place is named.</summary>
internal static class Places
{
    /// <summary>False for what is written to, what must be constant, and what is refused with which words.</summary>
    public static bool MayChange(ExpressionSyntax e)
    {
        switch (e.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Name == e:
            case MemberBindingExpressionSyntax:
            case InvocationExpressionSyntax call when call.Expression == e:
            case AssignmentExpressionSyntax assignment when assignment.Left == e:
            case PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression }:
            case PrefixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
            }:
            case ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None):
            case ExpressionStatementSyntax or NameColonSyntax or NameEqualsSyntax or RefExpressionSyntax:
                return false;
        }
        if (
            e is DeclarationExpressionSyntax or ParenthesizedExpressionSyntax or TypeSyntax and not IdentifierNameSyntax
        )
            return false;
        foreach (var ancestor in e.Ancestors())
        {
            switch (ancestor)
            {
                case AttributeSyntax
                or PatternSyntax
                or SwitchLabelSyntax
                or ThrowStatementSyntax
                or ThrowExpressionSyntax:
                case InterpolatedStringExpressionSyntax or ParameterSyntax:
                case LocalDeclarationStatementSyntax { IsConst: true }:
                case InvocationExpressionSyntax call when IsRefusal(call):
                case IfStatementSyntax
                {
                    Statement: ExpressionStatementSyntax { Expression: InvocationExpressionSyntax said }
                } when IsRefusal(said):
                    return false;
                case MemberDeclarationSyntax:
                    return true;
            }
        }
        return true;
    }

    private static bool IsRefusal(InvocationExpressionSyntax call) =>
        call.Expression is IdentifierNameSyntax { Identifier.Text: "nameof" }
        || (call.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.Text.StartsWith("Throw"));

    /// <summary>The change with as much of its statement around it as a line takes.</summary>
    public static string InStatement(ExpressionSyntax e, string instead)
    {
        SyntaxNode whole = e;
        while (
            whole.Parent is not (StatementSyntax or MemberDeclarationSyntax or null)
            || whole is ExpressionSyntax { Parent: BlockSyntax }
        )
            whole = whole.Parent!;
        if (whole.Parent is StatementSyntax statement and not BlockSyntax)
            whole = statement;
        var text = whole.ToString();
        var start = e.SpanStart - whole.SpanStart;
        var before = Flat(text[..start]);
        var after = Flat(text[(start + e.Span.Length)..]);
        var from = Math.Max(0, before.Length - 70);
        return $"{before[from..].TrimStart()}⟦{Flat(e.ToString())} → {Flat(instead)}⟧{after[..Math.Min(70, after.Length)]}".Trim();
    }

    private static string Flat(string text) => Regex.Replace(text, @"\s+", " ");
}
