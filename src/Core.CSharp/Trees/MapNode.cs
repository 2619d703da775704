using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>A map: parts by key, in the order of the keys whatever the map's own order.</summary>
internal sealed class MapNode(
    PropertyInfo key,
    PropertyInfo value,
    Func<object, IReadOnlyList<(object Key, object Value)>, object> build
) : TreeNode
{
    [RequiresUnreferencedCode("Finds the members that build the map type.")]
    [RequiresDynamicCode("Makes pairs of the map's types.")]
    public static MapNode? TryFind(Type type)
    {
        if (!type.IsGenericType || type.GetGenericArguments() is not [var keyType, var valueType])
            return null;
        var pair = typeof(KeyValuePair<,>).MakeGenericType(keyType, valueType);
        if (!typeof(IEnumerable<>).MakeGenericType(pair).IsAssignableFrom(type))
            return null;
        var build = Builder(type, keyType, valueType);
        return build is null ? null : new(pair.GetProperty("Key")!, pair.GetProperty("Value")!, build);
    }

    [RequiresUnreferencedCode("Finds the members that build the map type.")]
    [RequiresDynamicCode("Makes pairs of the map's types.")]
    private static Func<object, IReadOnlyList<(object, object)>, object>? Builder(Type type, Type key, Type value)
    {
        var immutable = typeof(IImmutableDictionary<,>).MakeGenericType(key, value);
        if (immutable.IsAssignableFrom(type))
        {
            var set = immutable.GetMethod("SetItem")!;
            return (like, items) => items.Aggregate(like, (map, item) => set.Invoke(map, [item.Item1, item.Item2])!);
        }
        if (type.GetGenericTypeDefinition().FullName == "Microsoft.FSharp.Collections.FSharpMap`2")
        {
            var tuple = typeof(Tuple<,>).MakeGenericType(key, value);
            return (_, items) =>
            {
                var pairs = Array.CreateInstance(tuple, items.Count);
                for (var i = 0; i < items.Count; i++)
                    pairs.SetValue(Activator.CreateInstance(tuple, items[i].Item1, items[i].Item2), i);
                return Activator.CreateInstance(type, pairs)!;
            };
        }
        if (!typeof(IDictionary).IsAssignableFrom(type) || type.GetConstructor([]) is null)
            return null;
        return (_, items) =>
        {
            var map = (IDictionary)Activator.CreateInstance(type)!;
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

    public override void Flatten(object tree, string path, Action<string, Tensor> visit)
    {
        foreach (var (itemKey, part) in Sorted(tree))
        {
            var to = $"{path}[{itemKey}]";
            Of(part, to).Flatten(part!, to, visit);
        }
    }

    public override object Rebuild(object like, IReadOnlyList<Tensor> leaves, ref int position)
    {
        var items = new List<(object, object)>();
        foreach (var (itemKey, part) in Sorted(like))
            items.Add((itemKey, Of(part, $"[{itemKey}]").Rebuild(part!, leaves, ref position)));
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
