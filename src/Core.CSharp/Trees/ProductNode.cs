using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>A record or tuple: parts read by name, put together by the constructor whose parameters are those parts.</summary>
internal sealed class ProductNode : TreeNode
{
    private readonly ConstructorInvoker constructor;
    private readonly (string Name, Func<object, object?> Read)[] parts;

    private ProductNode(ConstructorInfo constructor, (string, Func<object, object?>)[] parts)
    {
        this.constructor = ConstructorInvoker.Create(constructor);
        this.parts = parts;
    }

    [RequiresUnreferencedCode("Reads the public properties and constructors of the type.")]
    public static ProductNode? TryFind(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || typeof(Delegate).IsAssignableFrom(type))
            return null;
        var constructors = type.GetConstructors(Reach(type))
            .Where(candidate => candidate.GetParameters().Length > 0)
            .OrderByDescending(candidate => candidate.GetParameters().Length);
        foreach (var candidate in constructors)
            if (Parts(type, candidate.GetParameters()) is { } parts)
                return new(candidate, parts);
        return null;
    }

    [RequiresUnreferencedCode("Reads the public properties and fields of the type.")]
    private static (string, Func<object, object?>)[]? Parts(Type type, ParameterInfo[] parameters)
    {
        var members = type.GetMembers(Reach(type))
            .Where(member =>
                member is PropertyInfo { CanRead: true } property && property.GetIndexParameters().Length == 0
                || member is FieldInfo
            )
            .ToArray();
        var parts = new (string, Func<object, object?>)[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var member =
                Array.Find(members, m => Fits(m, parameters[i], StringComparison.Ordinal))
                ?? Array.Find(members, m => Fits(m, parameters[i], StringComparison.OrdinalIgnoreCase));
            if (member is null)
                return null;
            parts[i] = (
                member.Name,
                member is PropertyInfo property ? property.GetValue : ((FieldInfo)member).GetValue
            );
        }
        return parts;
    }

    // The parts of a record that is private to its assembly, as F# compiles one, are private too.
    private static BindingFlags Reach(Type type) =>
        BindingFlags.Instance | BindingFlags.Public | (type.IsVisible ? 0 : BindingFlags.NonPublic);

    private static bool Fits(MemberInfo member, ParameterInfo parameter, StringComparison comparison) =>
        string.Equals(member.Name, parameter.Name, comparison)
        && (member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType)
            == parameter.ParameterType;

    public override void Flatten(object tree, string path, Action<string, Tensor> visit)
    {
        foreach (var (name, read) in parts)
        {
            var part = read(tree);
            var to = $"{path}.{name}";
            Of(part, to).Flatten(part!, to, visit);
        }
    }

    public override object Rebuild(object like, IReadOnlyList<Tensor> leaves, ref int position)
    {
        var built = new object[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i].Read(like);
            built[i] = Of(part, parts[i].Name).Rebuild(part!, leaves, ref position);
        }
        return constructor.Invoke(built.AsSpan()!);
    }
}
