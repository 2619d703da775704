using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Functional.Mutate;

/// <summary>What a change would leave alike, and is therefore not made.</summary>
internal static class Alike
{
    // Of a literal's model only the dtype is read, and all operands of a formula have the same one.
    public static bool SaysOnlyTheDType(ExpressionSyntax e, SemanticModel model) =>
        e.Parent switch
        {
            ElementAccessExpressionSyntax access => access.Expression == e && SaysOnlyTheDType(access, model),
            ArgumentSyntax argument => model.GetOperation(argument) is IArgumentOperation { Parameter.Name: "like" },
            _ => false,
        };

    // In a kernel the whole numbers and the lengths are those of loops; the formula is what it does with the elements.
    public static bool IsLoop(ExpressionSyntax e, ITypeSymbol type) =>
        (e.SyntaxTree.FilePath.Contains("/Kernels/") || e.SyntaxTree.FilePath.EndsWith("/Fuse.cs"))
        && (
            type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Boolean
            || e.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "Length" }
        );

    // Of a partial derivative that is +1 or -1 everywhere.
    public static bool IsSign(ExpressionSyntax e) =>
        e.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.Text is "LeftSign" or "RightSign";

    public static bool IsCommutative(InvocationExpressionSyntax e) =>
        NameOf(e) is "Min" or "Max" or "Equal" or "NotEqual" or "Hypot" or "Origin" or "Broadcast";

    // Of a mask it counts only where it is 0, and the sum of two is their union.
    public static bool IsMask(ExpressionSyntax e) =>
        e switch
        {
            InvocationExpressionSyntax call => NameOf(call)
                is "Equal"
                    or "NotEqual"
                    or "Less"
                    or "LessEqual"
                    or "Greater"
                    or "GreaterEqual"
                    or "Origin",
            ParenthesizedExpressionSyntax inner => IsMask(inner.Expression),
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.MultiplyExpression
            } pair => IsMask(pair.Left) && IsMask(pair.Right),
            _ => false,
        };

    // 0, whose negative and double are 0.
    public static bool IsNothing(ExpressionSyntax e) =>
        e is InvocationExpressionSyntax call
        && (
            NameOf(call) is "Zero" or "ZerosLike"
            || (NameOf(call) is "Constant" or "Literal" && call.ArgumentList.Arguments[0].ToString() == "0")
        );

    private static string NameOf(InvocationExpressionSyntax e) =>
        e.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
            SimpleNameSyntax name => name.Identifier.Text,
            _ => "",
        };
}
