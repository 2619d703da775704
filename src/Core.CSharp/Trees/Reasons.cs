using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
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
                + Trimmed
            : "Mark it [Static], keep it outside the tree, or make it a tensor." + Trimmed;

    /// <summary>What a trimmed program may have lost, and the cure; empty where nothing is trimmed.</summary>
    public static string Trimmed =>
        !RuntimeFeature.IsDynamicCodeSupported || (AppContext.TryGetSwitch(Nullability, out var kept) && !kept)
            ? " This program is trimmed, which may have removed members of the type: keep them with a TrimmerRootAssembly or DynamicDependency, or implement ITree."
            : "";

    /// <summary>The switch that a trimmed program turns off unless it says otherwise.</summary>
    public const string Nullability = "System.Reflection.NullabilityInfoContext.IsSupported";
}
