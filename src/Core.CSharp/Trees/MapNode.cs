using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Functional.Core;

/// <summary>A map: parts by key, in the order of the keys whatever the map's own order.</summary>
internal sealed class MapNode : TreeNode
{
    private readonly PropertyInfo key;
    private readonly PropertyInfo value;
    private readonly PartKind kind;
    private readonly PropertyInfo[] comparers;
    private readonly Func<object, IReadOnlyList<(object Key, object? Value)>, object> build;

    private MapNode(
        PropertyInfo key,
        PropertyInfo value,
        PropertyInfo[] comparers,
        Func<object, IReadOnlyList<(object Key, object? Value)>, object> build
    )
    {
        this.key = key;
        this.value = value;
        kind = KindOf(value.PropertyType);
        this.comparers = comparers;
        this.build = build;
    }

    [RequiresUnreferencedCode("Finds the members that build the map type.")]
    [RequiresDynamicCode("Makes pairs of the map's types.")]
    public static MapNode? TryFind(Type type)
    {
        if (!type.IsGenericType || type.GetGenericArguments() is not [var keyType, var valueType])
            return null;
        var pair = typeof(KeyValuePair<,>).MakeGenericType(keyType, valueType);
        if (!typeof(IEnumerable<>).MakeGenericType(pair).IsAssignableFrom(type))
            return null;
        if (!typeof(IComparable).IsAssignableFrom(keyType))
            return null;
        var build = Immutable(type, keyType, valueType) ?? FSharp(type, keyType, valueType) ?? Mutable(type);
        string[] names = ["Comparer", "KeyComparer", "ValueComparer"];
        PropertyInfo[] comparers = [.. names.Select(type.GetProperty).OfType<PropertyInfo>()];
        return build is null ? null : new(pair.GetProperty("Key")!, pair.GetProperty("Value")!, comparers, build);
    }

    [RequiresUnreferencedCode("Finds the members that build the map type.")]
    [RequiresDynamicCode("Closes a generic interface over the map's types.")]
    private static Func<object, IReadOnlyList<(object, object?)>, object>? Immutable(Type type, Type key, Type value)
    {
        var immutable = typeof(IImmutableDictionary<,>).MakeGenericType(key, value);
        if (!immutable.IsAssignableFrom(type))
            return null;
        // From the map itself, for the sake of its comparers.
        var clear = immutable.GetMethod("Clear")!;
        var add = MethodInvoker.Create(immutable.GetMethod("Add")!);
        return (like, items) =>
        {
            var map = clear.Invoke(like, [])!;
            foreach (var (itemKey, itemValue) in items)
                map = add.Invoke(map, itemKey, itemValue)!;
            return map;
        };
    }

    // Core knows F#'s map by name alone, so that it needs no F#.
    [RequiresUnreferencedCode("Finds the members that build the map type.")]
    [RequiresDynamicCode("Makes pairs of the map's types.")]
    private static Func<object, IReadOnlyList<(object, object?)>, object>? FSharp(Type type, Type key, Type value)
    {
        if (type.GetGenericTypeDefinition().FullName != "Microsoft.FSharp.Collections.FSharpMap`2")
            return null;
        var tuple = typeof(Tuple<,>).MakeGenericType(key, value);
        var pair = ConstructorInvoker.Create(tuple.GetConstructor([key, value])!);
        return (_, items) =>
        {
            var pairs = (object[])Array.CreateInstance(tuple, items.Count);
            for (var i = 0; i < pairs.Length; i++)
                pairs[i] = pair.Invoke(items[i].Item1, items[i].Item2);
            return Activator.CreateInstance(type, [pairs])!;
        };
    }

    [RequiresUnreferencedCode("Finds the members that build the map type.")]
    private static Func<object, IReadOnlyList<(object, object?)>, object>? Mutable(Type type)
    {
        if (!typeof(IDictionary).IsAssignableFrom(type))
            return null;
        var comparer = type.GetProperty("Comparer");
        var constructor = comparer is null ? null : type.GetConstructor([comparer.PropertyType]);
        if (constructor is null)
            return null;
        return (like, items) =>
        {
            var map = (IDictionary)constructor.Invoke([comparer!.GetValue(like)]);
            foreach (var (itemKey, itemValue) in items)
                map.Add(itemKey, itemValue);
            return map;
        };
    }

    private IEnumerable<(object Key, object? Value)> Sorted(object map) =>
        ((IEnumerable)map)
            .Cast<object>()
            .Select(item => (Key: key.GetValue(item)!, Value: value.GetValue(item)))
            .OrderBy(item => item.Key, KeyOrder.Instance);

    public override IEnumerable<Part> Parts(object tree) =>
        comparers
            .Select(comparer => new Part($".{comparer.Name}", comparer.GetValue(tree), PartKind.Static))
            .Concat(
                Sorted(tree)
                    .Select(item => new Part(
                        $"[{Convert.ToString(item.Key, CultureInfo.InvariantCulture)}]",
                        item.Value,
                        kind,
                        item.Key
                    ))
            );

    public override bool Flatten(object tree, Walk walk)
    {
        walk.Mark(Mark(tree));
        if (walk.Marks is { } marks)
            foreach (var comparer in comparers)
                marks.Add(comparer.GetValue(tree));
        foreach (var (itemKey, part) in Sorted(tree))
        {
            walk.Mark(itemKey);
            if (!Flatten(part, kind, walk))
                return false;
        }
        walk.Mark(Structure.End);
        return true;
    }

    public override object Rebuild(object like, LeafReader leaves)
    {
        var items = new List<(object, object?)>();
        foreach (var (itemKey, part) in Sorted(like))
            items.Add((itemKey, Rebuild(part, kind, leaves)));
        return build(like, items);
    }

    /// <summary>Strings by their characters, so that no culture changes the order; all else by its own comparison.</summary>
    private sealed class KeyOrder : IComparer<object>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(object? x, object? y) =>
            x is string a && y is string b ? string.CompareOrdinal(a, b) : Comparer.DefaultInvariant.Compare(x, y);
    }
}
