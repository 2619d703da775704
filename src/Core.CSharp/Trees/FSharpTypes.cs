using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>The facts that the F# compiler writes down about its types, read by name so that Core needs no F#.</summary>
internal static class FSharpTypes
{
    private const string Mapping = "Microsoft.FSharp.Core.CompilationMappingAttribute";
    private const string Representation = "Microsoft.FSharp.Core.CompilationRepresentationAttribute";
    private const int NullAsCase = 8;
    private const int KindMask = 31;
    private const int Sum = 1;
    private const int Product = 2;
    private const int Field = 4;
    private const int UnionCase = 8;

    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Whether null is a value of the type: of unit, of an option, and of a union with a case that is null.</summary>
    public static bool HasNull(Type type) =>
        type.FullName == "Microsoft.FSharp.Core.Unit"
        || Arguments(type, Representation) is [{ Value: int flags }, ..] && (flags & NullAsCase) != 0;

    /// <summary>The union that a type is, or is a case of; null for an option, whose parts are those of a record.</summary>
    public static Type? Union(Type type) =>
        IsUnion(type) ? type
        : type.BaseType is { } parent && IsUnion(parent) ? parent
        : null;

    private static bool IsUnion(Type type) =>
        Kind(type) == Sum
        && !(type.IsGenericType && type.GetGenericTypeDefinition().FullName == "Microsoft.FSharp.Core.FSharpOption`1");

    /// <summary>Reads the number of a value's case; null if there is one case alone. A union that has a case for null reads it by a static method.</summary>
    [RequiresUnreferencedCode("Reads the properties and methods of the type.")]
    public static Func<object, object?>? Tag(Type union)
    {
        if (union.GetProperty("Tag", BindingFlags.Instance | Any) is { } property)
            return property.GetValue;
        return union.GetMethod("GetTag", BindingFlags.Static | Any) is { } method
            ? value => method.Invoke(null, [value])
            : null;
    }

    /// <summary>Number and name of each case, with the method that makes it of its fields; null if it has none.</summary>
    [RequiresUnreferencedCode("Reads the methods of the type.")]
    public static IEnumerable<(int Number, string Name, MethodInfo? Make)> Cases(Type union)
    {
        const BindingFlags reach = BindingFlags.Static | Any;
        foreach (var method in union.GetMethods(reach).Where(method => Kind(method) == UnionCase))
            yield return (Place(method, 1), method.Name["New".Length..], method);
        foreach (var property in union.GetProperties(reach).Where(property => Kind(property) == UnionCase))
            yield return (Place(property, 1), property.Name, null);
    }

    /// <summary>The fields of a case in order, as the type of its values has them.</summary>
    [RequiresUnreferencedCode("Reads the properties of the type.")]
    public static PropertyInfo[] Fields(Type type, int number) =>
        [
            .. type.GetProperties(BindingFlags.Instance | Any)
                .Where(property => Kind(property) == Field && Place(property, 1) == number)
                .OrderBy(property => Place(property, 2)),
        ];

    /// <summary>
    /// The constructor and the fields of a record, in the order in which they are declared, public or not.
    /// Names do not tell: the parameters of <c>{ w; W }</c> are called alike.
    /// </summary>
    [RequiresUnreferencedCode("Reads the properties and constructors of the type.")]
    public static (ConstructorInfo Make, MemberInfo[] Fields)? Record(Type type)
    {
        if (Kind(type) != Product)
            return null;
        const BindingFlags reach = BindingFlags.Instance | Any;
        var fields = type.GetProperties(reach)
            .Where(property => Kind(property) == Field)
            .OrderBy(property => Place(property, 1))
            .ToArray();
        var make = type.GetConstructor(reach, Array.ConvertAll(fields, field => field.PropertyType));
        return make is null || fields.Length == 0 ? null : (make, fields);
    }

    private static int? Kind(MemberInfo member) =>
        Arguments(member, Mapping) is [{ Value: int kind }, ..] ? kind & KindMask : null;

    private static int Place(MemberInfo member, int argument) =>
        Arguments(member, Mapping) is { } given && given.Count > argument && given[argument].Value is int place
            ? place
            : 0;

    private static IList<CustomAttributeTypedArgument>? Arguments(MemberInfo member, string attribute) =>
        member.CustomAttributes.FirstOrDefault(one => one.AttributeType.FullName == attribute)?.ConstructorArguments;
}
