using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>
/// A record, tuple or like type: parts read by name, put together by the constructor whose parameters are parts.
/// Members that can be set, as by <c>required … init</c>, and are no parameter are set afterwards, so that none is lost.
/// </summary>
internal sealed class ProductNode : TreeNode
{
    private readonly record struct Member(string Step, MemberInfo Info, Func<object, object?> Read, PartKind Kind);

    private readonly Type type;
    private readonly ConstructorInvoker? constructor;
    private readonly Member[] members;
    private readonly int parameters;
    private readonly Reconstruction reconstruction;

    [RequiresUnreferencedCode("Reads the fields of the type.")]
    private ProductNode(Type type, ConstructorInfo? constructor, MemberInfo[] parameters, MemberInfo[] settable)
    {
        reconstruction = new(type);
        this.type = type;
        this.constructor = constructor is null ? null : ConstructorInvoker.Create(constructor);
        this.parameters = parameters.Length;
        var declared = constructor?.GetParameters() ?? [];
        members =
        [
            .. parameters.Select((info, i) => AsMember(info, declared[i])),
            .. settable.Select(info => AsMember(info, null)),
        ];
    }

    private static Member AsMember(MemberInfo info, ParameterInfo? parameter) =>
        new(
            $".{info.Name}",
            info,
            info is PropertyInfo property ? property.GetValue : ((FieldInfo)info).GetValue,
            PartKinds.Of(info, parameter)
        );

    // A trimmed program keeps the members of the tuples that .NET has.
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<>))]
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<,>))]
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<,,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<,,,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<,,,,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(Tuple<,,,,,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<,>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<,,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<,,,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<,,,,,,>))]
    [DynamicDependency(TreeMembers.Read, typeof(ValueTuple<,,,,,,,>))]
    [RequiresUnreferencedCode("Reads the properties and constructors of the type.")]
    public static ProductNode? TryFind(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || typeof(Delegate).IsAssignableFrom(type))
            return null;
        if (Trimming.IsTrimmed && Trimming.HidesFields(type))
            return null;
        if (FSharpTypes.Record(type) is var (make, fields))
            return new(type, make, fields, []);
        // A collection that is neither list nor map is more than its public members.
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return null;
        var readable = type.GetMembers(Reach(type)).Where(IsReadable).ToArray();
        var constructors = type.GetConstructors(Reach(type)).OrderByDescending(one => one.GetParameters().Length);
        foreach (var candidate in constructors)
            if (Named(readable, candidate.GetParameters()) is { } named)
                return Complete(type, candidate, named, readable);
        return type.IsValueType ? Complete(type, null, [], readable) : null;
    }

    [RequiresUnreferencedCode("Reads the fields of the type.")]
    private static ProductNode? Complete(Type type, ConstructorInfo? make, MemberInfo[] named, MemberInfo[] readable)
    {
        var settable = readable.Where(IsSettable).Except(named).ToArray();
        return named.Length + settable.Length == 0 ? null : new(type, make, named, settable);
    }

    // The parts of a type that is not public may not be public either.
    private static BindingFlags Reach(Type type) =>
        BindingFlags.Instance | BindingFlags.Public | (type.IsVisible ? 0 : BindingFlags.NonPublic);

    private static bool IsReadable(MemberInfo member) =>
        member is PropertyInfo { CanRead: true } property
            ? property.GetIndexParameters().Length == 0
            : member is FieldInfo;

    private static bool IsSettable(MemberInfo member) =>
        member is PropertyInfo property
            ? property.SetMethod is { IsPublic: true }
            : member is FieldInfo { IsPublic: true, IsInitOnly: false };

    private static Type TypeOf(MemberInfo member) =>
        member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    /// <summary>The member of each parameter; null unless each has one.</summary>
    private static MemberInfo[]? Named(MemberInfo[] members, ParameterInfo[] parameters)
    {
        var found = new MemberInfo[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            bool Fits(MemberInfo member, StringComparison comparison) =>
                string.Equals(member.Name, parameter.Name, comparison) && TypeOf(member) == parameter.ParameterType;
            var member =
                Array.Find(members, member => Fits(member, StringComparison.Ordinal))
                ?? Array.Find(members, member => Fits(member, StringComparison.OrdinalIgnoreCase));
            if (member is null)
                return null;
            found[i] = member;
        }
        return found;
    }

    public override IEnumerable<Part> Parts(object tree) =>
        members.Select(member => new Part(member.Step, member.Read(tree), member.Kind));

    public override bool Flatten(object tree, Walk walk)
    {
        walk.Mark(type);
        foreach (var member in members)
            if (!Flatten(member.Read(tree), member.Kind, walk))
                return false;
        reconstruction.Check(tree, this);
        return true;
    }

    public override object Rebuild(object like, LeafReader leaves)
    {
        var parts = new object?[members.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Rebuild(members[i].Read(like), members[i].Kind, leaves);
        return Make(parts);
    }

    /// <summary>A value of given parts.</summary>
    public object Make(object?[] parts)
    {
        var result = Construct(parts.AsSpan(0, parameters));
        for (var i = parameters; i < parts.Length; i++)
            if (members[i].Info is PropertyInfo property)
                property.SetValue(result, parts[i]);
            else
                ((FieldInfo)members[i].Info).SetValue(result, parts[i]);
        return result;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "Only structs are made without a constructor.")]
    private object Construct(Span<object?> arguments) =>
        constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke(arguments);
}
