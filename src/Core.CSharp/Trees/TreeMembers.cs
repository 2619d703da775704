using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>The members of a type that a walk reads, which a trimmed program keeps of the types that transforms are given.</summary>
internal static class TreeMembers
{
    public const DynamicallyAccessedMemberTypes Read =
        DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.NonPublicConstructors
        | DynamicallyAccessedMemberTypes.AllProperties
        | DynamicallyAccessedMemberTypes.AllFields;
}
