using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Functional.Mutate;

/// <summary>
/// All changes in one source: a changed expression e becomes <c>Mutant.Is(n) ? e′ : e</c>, so that one build serves all of them.
/// </summary>
internal sealed class Schemata(Core core)
{
    /// <summary>The switch that the changed sources read.</summary>
    public const string Switch = """
        namespace Functional.Core;

        internal static class Mutant
        {
            public static int Current = -1;
            public static bool[]? Reached;

            public static bool Is(int number)
            {
                if (Reached is { } reached && number < reached.Length)
                    reached[number] = true;
                return number == Current;
            }

            public static Tensor? Minus(Tensor? x) => x is null ? null : -x;

            public static Tensor? Twice(Tensor? x) => x is null ? null : x + x;
        }
        """;

    /// <summary>Every change that compiles.</summary>
    public List<Mutation> Mutations { get; private set; } = [];

    /// <summary>The sources with all changes, by path.</summary>
    public Dictionary<string, string> Sources { get; } = [];

    public void Write()
    {
        Mutations = Collect();
        while (Illegal(Rewritten()) is { Count: > 0 } illegal)
            Mutations = [.. Mutations.Where(mutation => !illegal.Contains(mutation.Number))];
        // The numbers are those of the list, without gaps.
        Mutations = [.. Mutations.Select((mutation, number) => mutation with { Number = number })];
        foreach (var tree in Rewritten())
            Sources.Add(tree.FilePath, tree.ToString());
    }

    private List<Mutation> Collect()
    {
        var found = new List<Mutation>();
        foreach (var member in Rules.Find(core.Compilation))
        {
            var model = core.Compilation.GetSemanticModel(member.SyntaxTree);
            var changes = new Changes(model);
            var name = Name(model.GetDeclaredSymbol(member)!);
            foreach (var e in member.DescendantNodes().OfType<ExpressionSyntax>().Where(Places.MayChange))
            foreach (var instead in changes.Of(e))
                found.Add(
                    new(
                        found.Count,
                        core.Short(member.SyntaxTree),
                        e.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                        name,
                        e,
                        instead
                    )
                    {
                        Change = Places.InStatement(e, instead),
                    }
                );
        }
        return found;
    }

    private static string Name(ISymbol symbol) =>
        $"{symbol.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}.{symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat.WithParameterOptions(SymbolDisplayParameterOptions.IncludeType).WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters))}";

    private List<SyntaxTree> Rewritten() =>
        [
            .. Mutations
                .GroupBy(mutation => mutation.Place.SyntaxTree)
                .Select(group =>
                {
                    var places = group
                        .GroupBy(mutation => mutation.Place)
                        .ToDictionary(place => place.Key, place => place.ToList());
                    var root = group
                        .Key.GetRoot()
                        .ReplaceNodes(places.Keys, (old, inner) => Choice(places[old], inner));
                    return CSharpSyntaxTree.ParseText(
                        root.ToFullString(),
                        (CSharpParseOptions)group.Key.Options,
                        group.Key.FilePath
                    );
                }),
        ];

    private static ExpressionSyntax Choice(List<Mutation> mutations, ExpressionSyntax inner)
    {
        var choices = string.Concat(mutations.Select(m => $"Mutant.Is({m.Number}) ? ({m.Instead}) : "));
        return SyntaxFactory.ParseExpression($"({choices}({inner}))").WithTriviaFrom(inner);
    }

    // The numbers of the changes within which, or by which, an error arises.
    private HashSet<int> Illegal(List<SyntaxTree> trees)
    {
        var originals = core.Compilation.SyntaxTrees.ToDictionary(tree => tree.FilePath);
        var compilation = core.Compilation;
        foreach (var tree in trees)
            compilation = compilation.ReplaceSyntaxTree(originals[tree.FilePath], tree);
        compilation = compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText(Switch, (CSharpParseOptions)trees[0].Options, "Mutant.cs")
        );
        var illegal = new HashSet<int>();
        // An error beside the changes comes from one within the statement, often from one that has its own error already.
        var beside = new HashSet<int>();
        foreach (var tree in trees)
        foreach (var error in compilation.GetSemanticModel(tree).GetDiagnostics())
        {
            if (error.DefaultSeverity != DiagnosticSeverity.Error)
                continue;
            var node = tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
            var numbers = NumbersAt(node);
            illegal.UnionWith(numbers);
            if (numbers.Count == 0)
                beside.UnionWith(node.Ancestors().Select(NumbersBelow).FirstOrDefault(below => below.Count > 0, []));
        }
        return illegal.Count > 0 ? illegal : beside;
    }

    // Within an alternative it is that one; elsewhere all of the choice below or around it.
    private static List<int> NumbersAt(SyntaxNode node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at.Parent is ConditionalExpressionSyntax { } choice && Number(choice) is { } number)
            {
                if (choice.WhenTrue == at)
                    return [number];
                if (at is ParenthesizedExpressionSyntax && choice.WhenFalse == at && at != node)
                    return Chain(choice);
            }
            if (at is ConditionalExpressionSyntax own && Number(own) is not null)
                return Chain(own);
        }
        return NumbersBelow(node);
    }

    private static List<int> NumbersBelow(SyntaxNode node) =>
        [.. node.DescendantNodes().OfType<ConditionalExpressionSyntax>().Select(Number).OfType<int>()];

    private static List<int> Chain(ConditionalExpressionSyntax choice)
    {
        while (
            choice.Parent is ConditionalExpressionSyntax outer && outer.WhenFalse == choice && Number(outer) is not null
        )
            choice = outer;
        var numbers = new List<int>();
        for (
            ExpressionSyntax at = choice;
            at is ConditionalExpressionSyntax own && Number(own) is { } number;
            at = own.WhenFalse
        )
            numbers.Add(number);
        return numbers;
    }

    private static int? Number(ConditionalExpressionSyntax choice) =>
        choice.Condition is InvocationExpressionSyntax call && call.Expression.ToString() == "Mutant.Is"
            ? int.Parse(call.ArgumentList.Arguments[0].ToString())
            : null;
}
