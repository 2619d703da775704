using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Functional.Mutate;

/// <summary>One change: an expression, and what is written in its place.</summary>
internal sealed record Mutation(
    int Number,
    string File,
    int Line,
    string Member,
    ExpressionSyntax Place,
    string Instead
)
{
    /// <summary>What names the change from one version of the sources to the next: the expression within its statement, and what it becomes.</summary>
    public required string Change { get; init; }

    /// <summary>File, member and change.</summary>
    public string Key => $"{File} | {Member} | {Change}";
}
