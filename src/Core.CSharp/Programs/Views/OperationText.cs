using System.Text.RegularExpressions;

namespace Functional.Core;

/// <summary>An operation's constants, read off the text of a record.</summary>
internal static partial class OperationText
{
    /// <summary>"Axis = 1, KeepDims" out of "Sum { Name = Sum, Axis = 1, KeepDims = True, Last = False }".</summary>
    public static string Constants(object record)
    {
        var text = InvariantText.Of(record);
        var start = text.IndexOf('{', StringComparison.Ordinal) + 1;
        var fields = Separator().Split(text[start..^1].Trim());
        return InvariantText.Join(
            ", ",
            fields
                .Where(field =>
                    field.Length > 0
                    && !field.StartsWith("Name = ", StringComparison.Ordinal)
                    && !field.EndsWith(" = False", StringComparison.Ordinal)
                )
                .Select(field => field.EndsWith(" = True", StringComparison.Ordinal) ? field[..^7] : field)
        );
    }

    [GeneratedRegex(@", (?=\w+ = )")]
    private static partial Regex Separator();
}
