using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>An array or list: parts by position.</summary>
internal sealed class SequenceNode(Type element, Func<Array, object> build) : TreeNode
{
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties;

    private readonly PartKind kind = PartKinds.Of(element);

    // A list that is rebuilt as an array has the structure of one.
    private Type? builtAs;

    // An ImmutableArray that was never given a value is no array, not an empty one.
    private PropertyInfo? isMissing;

    // A trimmed program keeps the members of the lists that .NET has.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(List<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(ReadOnlyCollection<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(IImmutableList<>))]
    [DynamicDependency(Members, typeof(ImmutableList<>))]
    [DynamicDependency(Members, typeof(ImmutableArray<>))]
    [RequiresUnreferencedCode("Finds the members that build the list type.")]
    [RequiresDynamicCode("Makes an array of the element type.")]
    public static SequenceNode? TryFind(Type type)
    {
        if (type.IsSZArray)
            return new(type.GetElementType()!, items => items);
        if (!type.IsGenericType || type.GetGenericArguments() is not [var element])
            return null;
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(List<>) || definition == typeof(ReadOnlyCollection<>))
            return new(element, items => Activator.CreateInstance(type, items)!);
        if (definition.FullName == "Microsoft.FSharp.Collections.FSharpList`1")
            return FSharpList(type, element);
        if (typeof(IImmutableList<>).MakeGenericType(element).IsAssignableFrom(type))
            return Immutable(type, element);
        // What C# makes of [a, b] for an IReadOnlyList<T> is a list of its own; an array takes its place.
        var isUnnamed = type.Name.StartsWith("<>", StringComparison.Ordinal);
        return isUnnamed && typeof(IReadOnlyList<>).MakeGenericType(element).IsAssignableFrom(type)
            ? new(element, items => items) { builtAs = element.MakeArrayType() }
            : null;
    }

    // Core knows F#'s list by name alone, so that it needs no F#.
    [RequiresUnreferencedCode("Finds the members that build the list type.")]
    private static SequenceNode? FSharpList(Type type, Type element)
    {
        if (type.GetProperty("Empty")?.GetValue(null) is not { } empty || type.GetMethod("Cons") is not { } found)
            return null;
        var cons = MethodInvoker.Create(found);
        return new(
            element,
            items =>
            {
                var list = empty;
                for (var i = items.Length - 1; i >= 0; i--)
                    list = cons.Invoke(null, items.GetValue(i), list)!;
                return list;
            }
        );
    }

    [RequiresUnreferencedCode("Finds the members that build the list type.")]
    [RequiresDynamicCode("Closes a generic interface over the element type.")]
    private static SequenceNode? Immutable(Type type, Type element)
    {
        var empty = type.GetField("Empty", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        var add = typeof(IImmutableList<>).MakeGenericType(element).GetMethod("AddRange")!;
        return empty is null
            ? null
            : new(element, items => add.Invoke(empty, [items])!) { isMissing = type.GetProperty("IsDefault") };
    }

    public override IEnumerable<Part> Parts(object tree)
    {
        if (IsMissing(tree))
            throw new TreeException(
                $"A parameter tree wants a value, but got the default of {TypeNames.Of(tree.GetType())}."
            );
        var i = 0;
        foreach (var part in (IEnumerable)tree)
            yield return new($"[{i++}]", part, kind);
    }

    public override object Mark(object tree) => builtAs ?? tree.GetType();

    public override bool Flatten(object tree, Walk walk)
    {
        if (IsMissing(tree))
            return false;
        walk.Mark(Mark(tree));
        foreach (var part in (IEnumerable)tree)
            if (!Flatten(part, kind, walk))
                return false;
        walk.Mark(Structure.End);
        return true;
    }

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "Arrays of reference types need no code of their own."
    )]
    public override object Rebuild(object like, LeafReader leaves)
    {
        if (IsMissing(like))
            leaves.NoTree();
        var items = new List<object?>();
        foreach (var part in (IEnumerable)like)
            items.Add(Rebuild(part, kind, leaves));
        var array = Array.CreateInstance(element, items.Count);
        if (array is object?[] references)
            items.CopyTo(references);
        else
            for (var i = 0; i < items.Count; i++)
                array.SetValue(items[i], i);
        return build(array);
    }

    private bool IsMissing(object tree) => isMissing is not null && isMissing.GetValue(tree) is true;
}
