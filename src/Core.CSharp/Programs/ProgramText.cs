using System.Text;

namespace Functional.Core;

/// <summary>A program as text: a line for each equation, names by letters, types where a value is born.</summary>
internal static class ProgramText
{
    public static string Of(Program program) => Of(program, "");

    private static string Of(Program program, string indent)
    {
        var text = new StringBuilder();
        string Typed(int slot) => $"{Name(slot)}: {program.Slots[slot]}";
        string List(IEnumerable<int> slots, Func<int, string> show) => string.Join(", ", slots.Select(show));
        text.Append(indent).Append($"({List(Enumerable.Range(0, program.Inputs.Count), Typed)}) =>\n");
        for (var i = 0; i < program.Constants.Count; i++)
            text.Append(indent).Append($"  {Typed(program.Inputs.Count + i)} = {Constant(program.Constants[i])}\n");
        foreach (var equation in program.Equations)
        {
            var answers = Enumerable.Range(equation.Output, equation.Outputs);
            text.Append(indent)
                .Append($"  {List(answers, Typed)} = {Describe(equation.Operation)} {List(equation.Inputs, Name)}\n");
            foreach (var body in equation.Operation.Bodies)
                text.Append(Of(body, indent + "    "));
        }
        return text.Append(indent).Append($"  return {List(program.OutputSlots.ToArray(), Name)}\n").ToString();
    }

    /// <summary>a … z, aa, ab, ….</summary>
    private static string Name(int slot) => (slot < 26 ? "" : Name(slot / 26 - 1)) + (char)('a' + slot % 26);

    private static string Constant(DenseTensor x) => x.Count == 1 && x.Rank == 0 ? $"{x.At(0):R}" : "constant";

    /// <summary>The name of an operation and, in brackets, its constants that are not false: "MatMul[TransposeY]".</summary>
    private static string Describe(Operation operation)
    {
        var constants = operation.Constants;
        return constants.Length == 0 ? operation.Name : $"{operation.Name}[{constants}]";
    }
}
