namespace Functional.Core;

/// <summary>
/// The pushforward of a program between tangents with selections. Both programs take (x, ẋ of the moving inputs, masks of the selected ones among them).
/// </summary>
/// <param name="Joint">The outputs, and the tangents of the moved ones.</param>
/// <param name="Masks">The selections of these tangents, 0 where an element is not selected.</param>
/// <param name="IsSelected">Which of these tangents have a selection, the others being selected whole.</param>
internal sealed record SelectivePushforward(Program Joint, Program Masks, bool[] IsSelected)
{
    /// <summary>The outputs of an operation that runs programs, and their tangents with selections, whose masks are computed when first read.</summary>
    /// <param name="selections">The sweep.</param>
    /// <param name="x">The operands.</param>
    /// <param name="xDot">Their tangents.</param>
    /// <param name="moved">The outputs that have a tangent.</param>
    /// <param name="derive">The pushforward of each program, from the flags of moving and of selected operands.</param>
    /// <param name="operation">The operation that runs the given part of them.</param>
    public static (Tensor[] Outputs, Tensor?[] Tangents) Apply(
        SelectionTrace selections,
        Tensor[] x,
        Tensor?[] xDot,
        bool[] moved,
        Func<bool[], SelectivePushforward[]> derive,
        Func<Program[], NaryOperation> operation
    )
    {
        var dots = Array.ConvertAll(xDot, dot => dot is null ? null : selections.Wrap(dot));
        var programs = derive(Array.ConvertAll(dots, dot => dot?.Selection is not null));
        var moving = dots.OfType<SelectedTensor>().ToArray();
        var inputs = SelectivePullback.Inputs(x, moving);
        var answers = Tensor.Apply(operation(Array.ConvertAll(programs, p => p.Joint)), inputs);
        var tangents = answers[moved.Length..];
        var masks = new Lazy<Tensor[]>(() => Tensor.Apply(operation(Array.ConvertAll(programs, p => p.Masks)), inputs));
        return (
            answers[..moved.Length],
            Program.Spread(
                moved,
                [
                    .. tangents.Select(
                        (dot, i) =>
                            Array.Exists(programs, p => p.IsSelected[i])
                                ? selections.Wrap(dot, Selection.Of(() => masks.Value[i]))
                                : dot
                    ),
                ]
            )
        );
    }
}
