using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>How a part is walked.</summary>
internal enum PartKind
{
    /// <summary>A tensor or a tree.</summary>
    Required,

    /// <summary>A tensor, a tree or null, as F#'s None is.</summary>
    Optional,

    /// <summary>Part of the structure, not of the numbers: kept as it is.</summary>
    Static,
}

/// <summary>The kinds of parts, by how they are declared.</summary>
internal static class PartKinds
{
    /// <summary>The kind of a value of a declared type.</summary>
    public static PartKind Of(Type declared) =>
        Nullable.GetUnderlyingType(declared) is not null || FSharpTypes.HasNull(declared)
            ? PartKind.Optional
            : PartKind.Required;

    /// <summary>The kind of a member, which the parameter of a constructor may set.</summary>
    public static PartKind Of(MemberInfo member, ParameterInfo? parameter = null) =>
        member.IsDefined(typeof(StaticAttribute), true) || parameter?.IsDefined(typeof(StaticAttribute), true) == true
            ? PartKind.Static
        : IsNullable(member) ? PartKind.Optional
        : Of(member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType);

    // A trimmed program has no annotations unless it keeps them; then null is an error where none is expected.
    private static bool IsNullable(MemberInfo member)
    {
        if (!Reasons.HasNullability)
            return false;
        var context = new NullabilityInfoContext();
        var info = member is PropertyInfo property ? context.Create(property) : context.Create((FieldInfo)member);
        return info.ReadState == NullabilityState.Nullable;
    }
}
