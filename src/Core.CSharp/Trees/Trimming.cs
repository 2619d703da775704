using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// The check that a trimmed program has all members of a type that hold tensors. A member that is missing would lose its gradient without a word:
/// the type is refused instead.
/// </summary>
internal static class Trimming
{
    /// <summary>Whether the program is trimmed or compiled ahead of time: the trimmer makes this true by ILLink.Substitutions.xml.</summary>
    public static bool IsTrimmed => false;

    /// <summary>Whether a field that is no part may hold tensors, as where the property that reads it was removed.</summary>
    public static bool MayHoldTensors(object? field)
    {
        if (field is null or string or Delegate or Type || field.GetType().IsPrimitive || field.GetType().IsEnum)
            return false;
        var walk = new Walk(structure: false);
        return field is Tensor || !TreeNode.Flatten(field, PartKind.Required, walk) || walk.Leaves.Count > 0;
    }

    /// <summary>
    /// Whether a type has a field that reflection does not know, as NativeAOT leaves fields: its values then take more bytes than the fields that are known.
    /// </summary>
    [RequiresUnreferencedCode("Reads the fields of the type.")]
    public static bool HidesFields(Type type)
    {
        var known = 0;
        for (var at = type; at is not null; at = at.BaseType)
            known += Rounded(Reconstruction.Own(at).Sum(field => RuntimeHelpers.SizeOf(field.FieldType.TypeHandle)));
        return Bytes(type) > known;
    }

    private static int Rounded(int bytes) => (bytes + IntPtr.Size - 1) / IntPtr.Size * IntPtr.Size;

    /// <summary>The bytes of a value's fields: a plain object has room for one word of them, and making it costs what making any other does.</summary>
    private static long Bytes(Type type) => Allocated(type) - Allocated(typeof(object)) + IntPtr.Size;

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2067",
        Justification = "No constructor is called: the object is only measured."
    )]
    private static long Allocated(Type type)
    {
        _ = RuntimeHelpers.GetUninitializedObject(type);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var empty = RuntimeHelpers.GetUninitializedObject(type);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(empty);
        return bytes;
    }
}
