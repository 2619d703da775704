namespace Functional.Core;

/// <summary>
/// A program taken apart for reverse mode: <see cref="Forward"/> gives the answers and, after them, what <see cref="Backward"/> reads of the evaluation.
/// </summary>
/// <param name="Forward">x ↦ (y, kept).</param>
/// <param name="Backward">(x where read, kept, ȳ of the reached outputs) ↦ x̄ of the wanted inputs.</param>
/// <param name="Reached">The outputs that depend on a wanted input.</param>
/// <param name="Read">The inputs that the backward program reads.</param>
internal sealed record Differentiated(Program Forward, Program Backward, bool[] Reached, int[] Read)
{
    public static Differentiated Of(Program program, bool[] wanted)
    {
        var reached = program.Reached(wanted);
        var joint = program.Pullback(wanted, reached);
        var inputs = program.Inputs.Count;
        var outputs = joint.OutputSlots.ToArray();
        var (answers, bars) = (outputs[..program.Outputs.Count], outputs[program.Outputs.Count..]);
        var residuals = joint.Residuals(inputs, answers, bars);
        var (read, kept) = (
            residuals.Where(slot => slot < inputs).ToArray(),
            residuals.Where(slot => slot >= inputs).ToArray()
        );
        return new(
            joint.Extract([.. Enumerable.Range(0, inputs)], [.. answers, .. kept]),
            joint.Extract([.. read, .. kept, .. Enumerable.Range(inputs, joint.Inputs.Count - inputs)], bars),
            reached,
            read
        );
    }
}
