namespace Functional.Core;

/// <summary>A compiled function that is called within a program becomes part of it, so that both are improved together.</summary>
internal static class Inlining
{
    public static Program Run(Program program) =>
        Pass.Run(
            program,
            (pass, equation) =>
            {
                if (equation.Operation is Compile call)
                {
                    var answers = Inline(pass, call.Body, pass.Operands(equation));
                    for (var i = 0; i < answers.Length; i++)
                        pass.Rename(equation.Output + i, answers[i]);
                }
                else
                    pass.Rename(equation, pass.Keep(equation));
            }
        );

    private static int[] Inline(Pass pass, Program body, int[] operands)
    {
        var slots = new int[body.Slots.Length];
        operands.CopyTo(slots, 0);
        for (var i = 0; i < body.Constants.Count; i++)
            slots[body.Inputs.Count + i] = pass.Constant(body.Constants[i]);
        foreach (var equation in body.Equations)
        {
            var inputs = Array.ConvertAll(equation.Inputs, slot => slots[slot]);
            var answers = body.Slots.AsSpan(equation.Output, equation.Outputs);
            if (equation.Operation is Compile call)
                Inline(pass, call.Body, inputs).CopyTo(slots, equation.Output);
            else
            {
                var first = pass.Add(equation.Operation, inputs, answers);
                for (var i = 0; i < equation.Outputs; i++)
                    slots[equation.Output + i] = first + i;
            }
        }
        return Array.ConvertAll(body.OutputSlots.ToArray(), slot => slots[slot]);
    }
}
