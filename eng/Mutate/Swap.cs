using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Functional.Mutate;

/// <summary>Two expressions that change places.</summary>
internal readonly record struct Swap(ExpressionSyntax Left, ExpressionSyntax Right);

internal static class SwapExtensions
{
    public static SyntaxNode ReplaceNode(this ExpressionSyntax whole, Swap swap) =>
        whole.ReplaceNodes(
            [swap.Left, swap.Right],
            (old, _) => (old == swap.Left ? swap.Right : swap.Left).WithTriviaFrom(old)
        );
}
