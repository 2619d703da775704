namespace Functional.Core;

/// <summary>
/// The pullback of a program between cotangents with selections. Both programs take (x, ȳ of the given outputs, masks of the selected ones among them).
/// </summary>
/// <param name="Bars">The cotangents of the wanted inputs.</param>
/// <param name="Masks">Their selections, 0 where an element is not selected.</param>
/// <param name="IsSelected">Which of the wanted inputs have a selection, the others being selected whole.</param>
internal sealed record SelectivePullback(Program Bars, Program Masks, bool[] IsSelected)
{
    /// <summary>The inputs of both programs.</summary>
    public static Tensor[] Inputs(Tensor[] x, SelectedTensor[] yBar) =>
        [.. x, .. yBar.Select(bar => bar.Written), .. yBar.Where(IsPart).Select(bar => bar.Mask)];

    /// <summary>The cotangents of the given outputs.</summary>
    public static SelectedTensor[] Given(SelectionTrace selections, Tensor?[] yBar, bool[] given) =>
        [.. yBar.Take(given.Length).Where((_, i) => given[i]).Select(bar => selections.Wrap(bar!))];

    /// <summary>Which outputs have a cotangent of which a part is selected.</summary>
    public static bool[] Selected(SelectedTensor[] yBar, bool[] given)
    {
        var next = 0;
        return Array.ConvertAll(given, isGiven => isGiven && IsPart(yBar[next++]));
    }

    private static bool IsPart(SelectedTensor bar) => bar.Selection is not null;

    /// <summary>Cotangents whose zeros are written, with selections of which the masks are computed when first read.</summary>
    public static Tensor?[] Join(SelectionTrace selections, Tensor[] bars, Func<Tensor[]> masks)
    {
        var made = new Lazy<Tensor[]>(masks);
        return [.. bars.Select((bar, i) => selections.Wrap(bar, Selection.Of(() => made.Value[i])))];
    }

    /// <summary>The masks of all wanted inputs, where <paramref name="run"/> runs <see cref="Masks"/>.</summary>
    public Tensor[] MasksOf(Tensor[] bars, Func<Tensor[]> run)
    {
        var made = IsSelected.Contains(true) ? run() : null;
        return [.. bars.Select((bar, i) => IsSelected[i] ? made![i] : Tensor.Literal(1, bar))];
    }
}
