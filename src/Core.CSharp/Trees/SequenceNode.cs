using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>An array or list: parts by position.</summary>
internal sealed class SequenceNode(Func<Array, object> build, Type element) : TreeNode
{
    [RequiresUnreferencedCode("Finds the members that build the list type.")]
    [RequiresDynamicCode("Makes an array of the element type.")]
    public static SequenceNode? TryFind(Type type)
    {
        if (type.IsArray)
            return type.GetArrayRank() == 1 ? new(items => items, type.GetElementType()!) : null;
        if (!type.IsGenericType || type.GetGenericArguments() is not [var element])
            return null;
        if (type.GetGenericTypeDefinition() == typeof(List<>))
            return new(items => Activator.CreateInstance(type, items)!, element);
        if (type.GetGenericTypeDefinition().FullName == "Microsoft.FSharp.Collections.FSharpList`1")
            return FSharpList(type, element);
        var immutable = typeof(IImmutableList<>).MakeGenericType(element);
        if (!immutable.IsAssignableFrom(type))
            return null;
        var empty = type.GetField("Empty", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var add = immutable.GetMethod("AddRange")!;
        return new(items => add.Invoke(empty, [items])!, element);
    }

    // Core knows F#'s list by name alone: the empty list, and one more element at its front.
    [RequiresUnreferencedCode("Finds the members that build the list type.")]
    private static SequenceNode FSharpList(Type type, Type element)
    {
        var empty = type.GetProperty("Empty")!.GetValue(null);
        var cons = MethodInvoker.Create(type.GetMethod("Cons")!);
        return new(
            items =>
            {
                var list = empty;
                for (var i = items.Length - 1; i >= 0; i--)
                    list = cons.Invoke(null, items.GetValue(i), list);
                return list!;
            },
            element
        );
    }

    public override void Flatten(object tree, string path, Action<string, Tensor> visit)
    {
        var i = 0;
        foreach (var part in (IEnumerable)tree)
        {
            var to = $"{path}[{i++}]";
            Of(part, to).Flatten(part!, to, visit);
        }
    }

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "Arrays of reference types need no code of their own."
    )]
    public override object Rebuild(object like, IReadOnlyList<Tensor> leaves, ref int position)
    {
        var items = new List<object>();
        foreach (var part in (IEnumerable)like)
            items.Add(Of(part, $"[{items.Count}]").Rebuild(part!, leaves, ref position));
        var array = Array.CreateInstance(element, items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        return build(array);
    }
}
