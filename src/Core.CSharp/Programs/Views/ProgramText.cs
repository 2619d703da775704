using System.Globalization;
using System.Text;

namespace Functional.Core;

/// <summary>A program as text: a line for each equation, types where a value is born, bodies of loops indented beneath their operation.</summary>
internal static class ProgramText
{
    private const int Width = 100;

    public static string Of(Program program)
    {
        var view = ProgramView.Of(program);
        var text = new StringBuilder();
        Append(text, "", view, "", Enumerable.Range(0, program.Inputs.Count).Select(view.Typed));
        AppendReturn(text, "", program.OutputSlots.ToArray().Select(slot => view[slot]));
        return text.ToString();
    }

    private static void Append(
        StringBuilder text,
        string indent,
        ProgramView view,
        string label,
        IEnumerable<string> inputs
    )
    {
        var program = view.Program;
        var list = List(indent, inputs);
        text.Append(indent).Append(label).Append(CultureInfo.InvariantCulture, $"({list}) =>\n");
        foreach (var slot in view.Constants)
            text.Append(indent).Append(CultureInfo.InvariantCulture, $"  {view.Typed(slot)} = {view.Constant(slot)}\n");
        for (var e = 0; e < program.Equations.Count; e++)
        {
            var equation = program.Equations[e];
            var bodies = view.Bodies(e);
            var answers = List(indent, Enumerable.Range(equation.Output, equation.Outputs).Select(view.Typed));
            text.Append(indent)
                .Append(CultureInfo.InvariantCulture, $"  {answers} = {ProgramView.Describe(equation.Operation)}");
            // A body that says where its inputs come from says it all.
            var told =
                equation.Operation.BodyText(0).Takes is { Length: > 0 } takes && !takes.Contains(BodyText.Unknown);
            var operands = told ? [] : equation.Inputs.Select(slot => view[slot]);
            text.Append($" {InvariantText.Join(", ", operands)}".TrimEnd()).Append('\n');
            for (var b = 0; b < bodies.Length; b++)
            {
                var body = equation.Operation.BodyText(b);
                var inner = indent + "    ";
                Append(text, inner, bodies[b], $"{body.Label} ", view.Inputs(equation, body, bodies[b]));
                AppendReturn(text, inner, view.Outputs(equation, body, bodies[b]));
            }
        }
    }

    /// <summary>Parts side by side, or, where they are too long for that, one beneath the other.</summary>
    private static string List(string indent, IEnumerable<string> parts)
    {
        var list = InvariantText.Join(", ", parts);
        return list.Length <= Width ? list : InvariantText.Join($",\n{indent}    ", parts);
    }

    private static void AppendReturn(StringBuilder text, string indent, IEnumerable<string> outputs) =>
        text.Append(indent).Append($"  return {InvariantText.Join(", ", outputs)}".TrimEnd()).Append('\n');
}
