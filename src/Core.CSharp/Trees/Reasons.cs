using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>Why a type is no tree, and the cure, for errors.</summary>
internal static class Reasons
{
    /// <summary>The error that a value of a type is neither a tensor nor a tree.</summary>
    public static TreeException NoTree(Type type, string where) =>
        new(
            "A parameter tree wants tensors, records, tuples, unions, arrays, lists or maps with comparable keys, "
                + $"but got {TypeNames.Of(type)} at {where}{Reason(type)}. {Cure(type)}"
        );

    private static bool IsMade(Type type) =>
        !(type.IsPrimitive || type.IsEnum || type.IsArray || type == typeof(string) || type == typeof(decimal))
        && !typeof(Delegate).IsAssignableFrom(type)
        && !typeof(IEnumerable).IsAssignableFrom(type);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Only names what is left of the type.")]
    private static string Reason(Type type)
    {
        if (!IsMade(type))
            return "";
        var constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length);
        return constructor is null ? ", which has no public constructor"
            : constructor.GetParameters() is { Length: > 0 } parameters
                ? $", whose constructor takes {string.Join(", ", parameters.Select(one => one.Name))}, not all of them names of its public members"
            : ", which has no public member that can be set";
    }

    private static string Cure(Type type) =>
        IsMade(type)
            ? "Name the parameters of a public constructor as the members that they set, or let the type implement ITree."
                + Trimmed(type)
            : "Mark it [Static], keep it outside the tree, or make it a tensor."
                + (typeof(IEnumerable).IsAssignableFrom(type) ? Trimmed(type) : "");

    /// <summary>The members that a trimmed program may have lost, and the cure; empty where nothing is trimmed.</summary>
    public static string Trimmed(Type type)
    {
        if (!Trimming.IsTrimmed)
            return "";
        var cure =
            type.Name.StartsWith('<') ? "use a type that has a name"
            : FSharpTypes.Union(type) is not null && !RuntimeFeature.IsDynamicCodeSupported ? "let it implement ITree"
            : $"call Tree.Keep<{TypeNames.Of(type)}>() at its start, or let it implement ITree";
        return $" This program is trimmed or compiled ahead of time, which may have removed members of the type: {cure}.";
    }

    /// <summary>Whether the program knows which members are declared nullable: one that is trimmed does not, unless its project says so.</summary>
    public static bool HasNullability =>
        !AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var kept) || kept;

    /// <summary>The cure of a null that a trimmed program does not know to be allowed.</summary>
    public static string Null =>
        HasNullability
            ? ""
            : " Where its member is declared nullable, set NullabilityInfoContextSupport to true in the project.";
}
