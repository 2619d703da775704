using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>A map: parts by key, in the order of the keys whatever the map's own order.</summary>
internal sealed class MapNode : TreeNode
{
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

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
        kind = PartKinds.Of(value.PropertyType);
        this.comparers = comparers;
        this.build = build;
    }

    // A trimmed program keeps the members of the maps that .NET has.
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(KeyValuePair<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(IImmutableDictionary<,>))]
    [DynamicDependency(Members, typeof(Dictionary<,>))]
    [DynamicDependency(Members, typeof(SortedDictionary<,>))]
    [DynamicDependency(Members, typeof(SortedList<,>))]
    [DynamicDependency(Members, typeof(ConcurrentDictionary<,>))]
    [DynamicDependency(Members, typeof(ImmutableDictionary<,>))]
    [DynamicDependency(Members, typeof(ImmutableSortedDictionary<,>))]
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
        if (
            type.GetConstructor([typeof(IEnumerable<>).MakeGenericType(tuple)]) is not { } make
            || tuple.GetConstructor([key, value]) is not { } makePair
        )
            return null;
        var pair = ConstructorInvoker.Create(makePair);
        return (_, items) =>
        {
            var pairs = (object[])Array.CreateInstance(tuple, items.Count);
            for (var i = 0; i < pairs.Length; i++)
                pairs[i] = pair.Invoke(items[i].Item1, items[i].Item2);
            return make.Invoke([pairs]);
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

    /// <summary>The items in the map's own order, and their places there in the order of the keys.</summary>
    private (List<(object Key, object? Value)> Items, int[] Sorted) Read(object map)
    {
        var items = new List<(object Key, object? Value)>();
        foreach (var item in (IEnumerable)map)
            items.Add((key.GetValue(item)!, value.GetValue(item)));
        int[] sorted = [.. Enumerable.Range(0, items.Count)];
        try
        {
            return (items, [.. sorted.OrderBy(i => items[i].Key, KeyOrder.Instance)]);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new TreeException(
                $"A parameter tree wants maps with comparable keys, but got {TypeNames.Of(map.GetType())}: {error.Message}"
            );
        }
    }

    public override IEnumerable<Part> Parts(object tree)
    {
        foreach (var comparer in comparers)
            yield return new($".{comparer.Name}", comparer.GetValue(tree), PartKind.Static);
        var (items, sorted) = Read(tree);
        foreach (var i in sorted)
            yield return new(
                $"[{Convert.ToString(items[i].Key, CultureInfo.InvariantCulture)}]",
                items[i].Value,
                kind,
                items[i].Key
            );
    }

    // A function may go through a map in its own order, which is part of the structure then.
    public override bool Flatten(object tree, Walk walk)
    {
        var (items, sorted) = Read(tree);
        if (walk.Marks is { } marks)
        {
            marks.Add(Mark(tree));
            foreach (var comparer in comparers)
                marks.Add(comparer.GetValue(tree));
            foreach (var (itemKey, _) in items)
                marks.Add(itemKey);
            marks.Add(Structure.End);
        }
        foreach (var i in sorted)
            if (!Flatten(items[i].Value, kind, walk))
                return false;
        return true;
    }

    public override object Rebuild(object like, LeafReader leaves)
    {
        var (items, sorted) = Read(like);
        foreach (var i in sorted)
            items[i] = (items[i].Key, Rebuild(items[i].Value, kind, leaves));
        return build(like, items);
    }

    /// <summary>Strings by their characters, so that no culture changes the order, in tuples too; all else by its own comparison.</summary>
    private sealed class KeyOrder : IComparer<object>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(object? x, object? y) =>
            (x, y) switch
            {
                (string a, string b) => string.CompareOrdinal(a, b),
                (ITuple a, ITuple b) when a.Length == b.Length => Enumerable
                    .Range(0, a.Length)
                    .Select(i => Compare(a[i], b[i]))
                    .FirstOrDefault(order => order != 0),
                _ => Comparer.DefaultInvariant.Compare(x, y),
            };
    }
}
