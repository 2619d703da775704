using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>A union of F#: its case belongs to the structure, the fields of the case are parts.</summary>
internal sealed class UnionNode : TreeNode
{
    private readonly record struct Field(string Step, Func<object, object?> Read, PartKind Kind);

    /// <summary>A case: its name, its fields in order, and how it is made of them; null where it has none, and so is a value already.</summary>
    private sealed record Case(string Name, Field[] Fields, MethodInvoker? Make, int Parameters);

    private readonly Type union;
    private readonly Func<object, object?>? tag;
    private readonly Dictionary<int, Case> cases = [];

    [RequiresUnreferencedCode("Reads the cases of the union.")]
    private UnionNode(Type type, Type union)
    {
        this.union = union;
        tag = FSharpTypes.Tag(union);
        foreach (var (number, name, make) in FSharpTypes.Cases(union))
        {
            var fields = FSharpTypes.Fields(type, number);
            cases[number] = new(
                $"{TypeNames.Of(union)}.{name}",
                Array.ConvertAll(
                    fields,
                    field => new Field($".{name}.{field.Name}", field.GetValue, PartKinds.Of(field))
                ),
                make is null ? null : MethodInvoker.Create(make),
                make?.GetParameters().Length ?? 0
            );
        }
    }

    [RequiresUnreferencedCode("Reads the cases of the union.")]
    public static UnionNode? TryFind(Type type) => FSharpTypes.Union(type) is { } union ? new(type, union) : null;

    // A trimmed program may have lost the tag, the case or its fields.
    private Case Of(object value) =>
        (tag is not null || cases.Count == 1)
        && cases.TryGetValue(tag is null ? 0 : (int)tag(value)!, out var found)
        && found.Fields.Length == found.Parameters
            ? found
            : throw new TreeException(
                $"A parameter tree wants all members of a union, but got {TypeNames.Of(union)} without some.{Reasons.Trimmed(union)}"
            );

    public override object Mark(object tree) => Of(tree);

    public override string Text(object tree) => Of(tree).Name;

    public override IEnumerable<Part> Parts(object tree) =>
        Of(tree).Fields.Select(field => new Part(field.Step, field.Read(tree), field.Kind));

    public override bool Flatten(object tree, Walk walk)
    {
        var found = Of(tree);
        walk.Mark(found);
        foreach (var field in found.Fields)
            if (!Flatten(field.Read(tree), field.Kind, walk))
                return false;
        return true;
    }

    public override object Rebuild(object like, LeafReader leaves)
    {
        var (_, fields, make, _) = Of(like);
        if (make is null)
            return like;
        var parts = new object?[fields.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Rebuild(fields[i].Read(like), fields[i].Kind, leaves);
        return make.Invoke(null, parts.AsSpan())!;
    }
}
