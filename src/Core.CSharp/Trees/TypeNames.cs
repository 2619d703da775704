namespace Functional.Core;

/// <summary>Types as users write them, for errors.</summary>
internal static class TypeNames
{
    /// <summary>As in "Dictionary&lt;String, Tensor&gt;".</summary>
    public static string Of(Type type)
    {
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var mark = type.Name.IndexOf('`');
        return mark < 0
            ? type.Name
            : $"{type.Name[..mark]}<{InvariantText.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
