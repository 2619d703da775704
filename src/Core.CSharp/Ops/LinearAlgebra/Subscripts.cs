namespace Functional.Core;

/// <summary>Reads the subscripts of <see cref="Tensor.Einsum"/>. A letter's label is its code; the i-th axis from the end of an ellipsis has label −i.</summary>
internal static class Subscripts
{
    private const string Name = "Einsum";
    private const string Ellipsis = "...";

    /// <summary>The operands with their labels, and the labels of the answer.</summary>
    public static (List<Labelled> Inputs, int[] Output) Parse(string subscripts, Tensor[] operands)
    {
        ArgumentNullException.ThrowIfNull(subscripts);
        ArgumentNullException.ThrowIfNull(operands);
        var text = subscripts.Replace(" ", "");
        var arrow = text.IndexOf("->", StringComparison.Ordinal);
        var sources = (arrow < 0 ? text : text[..arrow]).Split(',');
        if (operands.Length == 0 || sources.Length != operands.Length)
            ShapeException.Throw(
                Name,
                "an operand for each of the subscripts between commas",
                $"{operands.Length} for \"{subscripts}\""
            );
        var inputs = new List<Labelled>();
        foreach (var operand in operands)
            ArgumentNullException.ThrowIfNull(operand, nameof(operands));
        for (var i = 0; i < operands.Length; i++)
        {
            if (operands[i].DType != operands[0].DType)
                DTypeException.ThrowMixed(Name, operands[0].DType, operands[i].DType);
            inputs.Add(new(operands[i], Labels(sources[i], operands[i].Shape, subscripts)));
        }
        var sizes = Sizes(inputs, subscripts);
        var hidden = sizes.Keys.Where(label => label < 0).Order().ToArray();
        var output = arrow < 0 ? Implicit(inputs, hidden) : Explicit(text[(arrow + 2)..], hidden, sizes, subscripts);
        return (inputs.ConvertAll(input => Squeeze(input, sizes)), output);
    }

    private static int[] Labels(string source, Shape shape, string subscripts)
    {
        var (before, hidden, after) = Split(source, subscripts, shape.Rank);
        if (before.Length + hidden + after.Length != shape.Rank)
            ShapeException.Throw(Name, $"an axis for each letter of \"{source}\"", $"{shape}");
        return [.. before.Select(c => (int)c), .. Enumerable.Range(-hidden, hidden), .. after.Select(c => (int)c)];
    }

    /// <summary>The letters before and after an ellipsis, and how many axes that stands for in an operand of the given rank.</summary>
    private static (string Before, int Hidden, string After) Split(string source, string subscripts, int rank)
    {
        var dots = source.IndexOf(Ellipsis, StringComparison.Ordinal);
        var (before, after) = dots < 0 ? (source, "") : (source[..dots], source[(dots + Ellipsis.Length)..]);
        foreach (var c in before + after)
            if (!char.IsAsciiLetter(c))
                ShapeException.Throw(
                    Name,
                    "subscripts of letters, commas, at most one ellipsis each and one arrow, such as \"...ij,jk->...ik\"",
                    $"'{c}' in \"{subscripts}\""
                );
        return (before, dots < 0 ? 0 : Math.Max(0, rank - before.Length - after.Length), after);
    }

    /// <summary>The size that each label stands for; axes of an ellipsis broadcast.</summary>
    private static Dictionary<int, int> Sizes(List<Labelled> inputs, string subscripts)
    {
        var sizes = new Dictionary<int, int>();
        foreach (var (tensor, labels) in inputs)
            for (var axis = 0; axis < labels.Length; axis++)
            {
                var (label, size) = (labels[axis], tensor.Shape[axis]);
                if (!sizes.TryGetValue(label, out var known) || (label < 0 && known == 1))
                    sizes[label] = size;
                else if (size != known && !(label < 0 && size == 1))
                    ShapeException.Throw(
                        Name,
                        label < 0 ? "axes under the ellipsis that broadcast" : $"one size for '{(char)label}'",
                        $"{known} and {size} in \"{subscripts}\" of {InvariantText.Join(" and ", inputs.Select(i => i.Tensor.Shape))}"
                    );
            }
        return sizes;
    }

    private static int[] Implicit(List<Labelled> inputs, int[] hidden) =>
        [
            .. hidden,
            .. inputs
                .SelectMany(input => input.Labels)
                .Where(label => label > 0)
                .GroupBy(label => label)
                .Where(group => group.Count() == 1)
                .Select(group => group.Key)
                .Order(),
        ];

    private static int[] Explicit(string target, int[] hidden, Dictionary<int, int> sizes, string subscripts)
    {
        var (before, _, after) = Split(target, subscripts, 0);
        foreach (var c in before + after)
            if (!sizes.ContainsKey(c) || (before + after).Count(other => other == c) > 1)
                ShapeException.Throw(
                    Name,
                    "letters of the operands, once each, after the arrow",
                    $"'{c}' in \"{subscripts}\""
                );
        int[] kept = target.Contains(Ellipsis, StringComparison.Ordinal) ? hidden : [];
        return [.. before.Select(c => (int)c), .. kept, .. after.Select(c => (int)c)];
    }

    /// <summary>Drops the axes of size 1 under the ellipsis that another operand stretches.</summary>
    private static Labelled Squeeze(Labelled input, Dictionary<int, int> sizes)
    {
        int[] kept =
        [
            .. Enumerable
                .Range(0, input.Labels.Length)
                .Where(axis => input.Tensor.Shape[axis] == sizes[input.Labels[axis]]),
        ];
        return kept.Length == input.Labels.Length
            ? input
            : new(
                input.Tensor.Reshape([.. kept.Select(axis => input.Tensor.Shape[axis])]),
                [.. kept.Select(axis => input.Labels[axis])]
            );
    }
}
