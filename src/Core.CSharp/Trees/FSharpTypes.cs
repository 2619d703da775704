using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>What the F# compiler says of the types that it makes, read by name so that Core needs no F#.</summary>
internal static class FSharpTypes
{
    private const string Mapping = "Microsoft.FSharp.Core.CompilationMappingAttribute";
    private const int KindMask = 31;
    private const int Sum = 1;
    private const int Product = 2;
    private const int Field = 4;

    private const BindingFlags Reach = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Whether a type is a union, or a case of one; an option is not taken for one, since its None is null.</summary>
    public static bool IsUnion(Type type) =>
        !IsOption(type)
        && (Kind(type) == Sum || (type.BaseType is { } parent && !IsOption(parent) && Kind(parent) == Sum));

    private static bool IsOption(Type type) => TreeNode.KindOf(type) == PartKind.Optional;

    /// <summary>
    /// The constructor and the fields of a record, in the order in which they are declared, public or not.
    /// Names do not tell: the parameters of <c>{ w; W }</c> are called alike.
    /// </summary>
    [RequiresUnreferencedCode("Reads the properties and constructors of the type.")]
    public static (ConstructorInfo Make, MemberInfo[] Fields)? Record(Type type)
    {
        if (Kind(type) != Product)
            return null;
        var fields = type.GetProperties(Reach).Where(property => Kind(property) == Field).OrderBy(Position).ToArray();
        var types = Array.ConvertAll(fields, field => field.PropertyType);
        var make = type.GetConstructor(Reach, types);
        return make is null || fields.Length == 0 ? null : (make, fields);
    }

    private static int? Kind(MemberInfo member) => (int?)Arguments(member)?[0].Value & KindMask;

    private static int Position(MemberInfo member) => Arguments(member) is [_, { Value: int place }] ? place : 0;

    private static IList<CustomAttributeTypedArgument>? Arguments(MemberInfo member) =>
        member
            .CustomAttributes.FirstOrDefault(attribute =>
                attribute.AttributeType.FullName == Mapping && attribute.ConstructorArguments[0].Value is int
            )
            ?.ConstructorArguments;
}
