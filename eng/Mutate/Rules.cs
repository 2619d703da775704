using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Functional.Mutate;

/// <summary>
/// Which members are rules: those by which operations say their derivatives, transposes and batching, and the members that only rules use.
/// </summary>
internal static class Rules
{
    // What operations override.
    private static readonly HashSet<string> OfOperations =
    [
        "Jvp",
        "JvpLeft",
        "JvpRight",
        "Vjp",
        "VjpLeft",
        "VjpRight",
        "Transpose",
        "TransposeLeft",
        "TransposeRight",
        "Batch",
        "Pushforward",
        "PushforwardApart",
    ];

    // What elementwise functions and the products of seeds with slopes say.
    private static readonly Dictionary<string, string[]> OfFunctions = new()
    {
        ["IUnaryFunction"] = ["Derivative", "Unbounded"],
        ["IBinaryFunction"] = ["Left", "Right", "LeftSign", "RightSign", "Unbounded"],
        ["ISlope"] = ["Times"],
        ["ISlope3"] = ["Times"],
        ["IPartial"] = ["Sign", "Of"],
    };

    /// <summary>The declarations of all rules, in the order of the sources.</summary>
    public static List<MemberDeclarationSyntax> Find(CSharpCompilation compilation)
    {
        var rules = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var members = new List<(MemberDeclarationSyntax Syntax, ISymbol Symbol)>();
        var users = new Dictionary<ISymbol, HashSet<ISymbol>>(SymbolEqualityComparer.Default);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var syntax in tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>())
            {
                if (
                    syntax
                    is not (BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or FieldDeclarationSyntax)
                )
                    continue;
                var symbol = syntax is FieldDeclarationSyntax field
                    ? model.GetDeclaredSymbol(field.Declaration.Variables[0])
                    : model.GetDeclaredSymbol(syntax);
                if (symbol is null)
                    continue;
                members.Add((syntax, symbol));
                if (IsRoot(symbol))
                    rules.Add(symbol);
                foreach (var name in syntax.DescendantNodes().OfType<SimpleNameSyntax>())
                    if (model.GetSymbolInfo(name).Symbol is { } used and (IMethodSymbol or IPropertySymbol))
                        Use(used, symbol);
            }
        }

        void Use(ISymbol used, ISymbol user)
        {
            used = Original(used);
            if (!users.TryGetValue(used, out var set))
                users.Add(used, set = new(SymbolEqualityComparer.Default));
            if (!SymbolEqualityComparer.Default.Equals(used, user))
                set.Add(user);
        }

        // First all that could be helpers, then without those that anything but a rule uses, until nothing changes.
        var helpers = members
            .Where(member => IsHelper(member.Symbol, users) && !rules.Contains(member.Symbol))
            .Select(member => member.Symbol)
            .ToHashSet(SymbolEqualityComparer.Default);
        while (
            helpers.RemoveWhere(helper => users[helper].Any(user => !rules.Contains(user) && !helpers.Contains(user)))
            > 0
        ) { }
        return
        [
            .. members
                .Where(member => rules.Contains(member.Symbol) || helpers.Contains(member.Symbol))
                .Select(member => member.Syntax)
                .OrderBy(syntax => syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(syntax => syntax.SpanStart),
        ];
    }

    private static ISymbol Original(ISymbol symbol) =>
        symbol is IMethodSymbol { ReducedFrom: { } extension }
            ? extension.OriginalDefinition
            : symbol.OriginalDefinition;

    private static bool IsRoot(ISymbol symbol)
    {
        var type = symbol.ContainingType;
        if (symbol.IsAbstract || type.TypeKind == TypeKind.Interface)
            return false;
        if (type.Name == "Dual" && symbol is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator } method)
            return method.ReturnType.Name == "Dual";
        for (var t = type; t is not null; t = t.BaseType)
            if (t.Name == "Operation")
                return OfOperations.Contains(symbol.Name);
        return type.AllInterfaces.Any(face =>
            OfFunctions.TryGetValue(face.Name, out var names) && names.Contains(symbol.Name)
        );
    }

    private static bool IsHelper(ISymbol symbol, Dictionary<ISymbol, HashSet<ISymbol>> users)
    {
        if (symbol is not (IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol))
            return false;
        if (symbol.IsAbstract || symbol.IsVirtual || symbol.IsOverride)
            return false;
        // How a program is split and what of it is kept is planning; what it computes is said by its operations.
        if (symbol.Locations[0].SourceTree!.FilePath.Contains("/Programs/"))
            return false;
        if (!users.TryGetValue(symbol, out var set) || set.Count == 0)
            return false;
        if (symbol.DeclaredAccessibility == Accessibility.Public && IsPublic(symbol.ContainingType))
            return false;
        return !symbol
            .ContainingType.AllInterfaces.SelectMany(face => face.GetMembers())
            .Any(member =>
                SymbolEqualityComparer.Default.Equals(
                    symbol.ContainingType.FindImplementationForInterfaceMember(member),
                    symbol
                )
            );
    }

    private static bool IsPublic(INamedTypeSymbol type) =>
        type.DeclaredAccessibility == Accessibility.Public
        && (type.ContainingType is null || IsPublic(type.ContainingType));
}
