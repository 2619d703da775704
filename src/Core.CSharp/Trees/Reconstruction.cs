using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Functional.Core;

/// <summary>
/// The check that a value rebuilt from its parts is the same value. A field beyond the parts, as one that a longer constructor sets, may be lost,
/// and not in the first value that is seen: a type with such fields is checked at each walk, any other one once.
/// </summary>
internal sealed class Reconstruction
{
    private readonly Type type;
    private readonly FieldInfo[] fields;
    private volatile bool done;

    [RequiresUnreferencedCode("Reads the fields of the type.")]
    public Reconstruction(Type type)
    {
        this.type = type;
        fields = [.. Fields(type)];
    }

    [RequiresUnreferencedCode("Reads the fields of the type.")]
    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
            foreach (var field in Own(at))
                yield return field;
    }

    /// <summary>The fields that a type declares itself.</summary>
    [RequiresUnreferencedCode("Reads the fields of the type.")]
    public static FieldInfo[] Own(Type type) =>
        type.GetFields(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
        );

    /// <summary>Rebuilds a value from its own parts and compares.</summary>
    /// <exception cref="TreeException">A part or a field has another value then; the error names it.</exception>
    public void Check(object value, ProductNode node)
    {
        if (done)
            return;
        var parts = node.Parts(value).ToArray();
        var again = node.Make(Array.ConvertAll(parts, part => part.Value));
        foreach (var (had, has) in parts.Zip(node.Parts(again)))
            if (!IsSame(had.Value, has.Value, ReferenceEquals))
                throw Lost(had.Step[1..]);
        // A field holds one part: two fields of one value do not make a part of each.
        var (beyond, open) = (false, parts.Select(part => part.Value).ToList());
        foreach (var field in fields)
        {
            var (had, has) = (field.GetValue(value), field.GetValue(again));
            var part = open.FindIndex(part => IsSame(part, had, ReferenceEquals));
            if (part >= 0)
                open.RemoveAt(part);
            else
                beyond = true;
            if (!IsSame(had, has, IsLike) || (part < 0 && Trimming.IsTrimmed && Trimming.MayHoldTensors(had)))
                throw Lost(Name(field));
        }
        done = !beyond;
    }

    private TreeException Lost(string member) =>
        new(
            $"A parameter tree wants a type that is rebuilt from its parts as it was, but got {TypeNames.Of(type)}, which loses {member}. "
                + $"Let its constructor take {member} and keep it as it is, or let the type implement ITree."
                + Reasons.Trimmed(type)
        );

    private static string Name(FieldInfo field) =>
        field.Name is ['<', .. var rest] && rest.IndexOf('>') is > 0 and var end
            ? rest[..end]
            : field.Name.TrimEnd('@');

    // A constructor that computes a part anew would be differentiated too: a part is the same tensor.
    private static bool IsSame(object? x, object? y, Func<Tensor, Tensor, bool> isSame)
    {
        if (ReferenceEquals(x, y))
            return true;
        if (x is null || y is null)
            return false;
        // The leaves of a struct that implements ITree may be made when they are asked for.
        if (x is ValueType && x.Equals(y))
            return true;
        var (a, b) = (new Walk(structure: true), new Walk(structure: true));
        if (!TreeNode.Flatten(x, PartKind.Required, a) || !TreeNode.Flatten(y, PartKind.Required, b))
            return x.Equals(y);
        return a.Marks!.SequenceEqual(b.Marks!) && a.Leaves.Zip(b.Leaves).All(pair => isSame(pair.First, pair.Second));
    }

    /// <summary>A field beyond the parts may be computed from them: it has the same numbers then, or the same type where there are none.</summary>
    private static bool IsLike(Tensor x, Tensor y) =>
        x is DenseTensor && y is DenseTensor ? x.Equals(y) : x.Type.Equals(y.Type);
}
