namespace Functional.Core;

/// <summary>A compiled function that is called within a program becomes part of it, so that both are improved together.</summary>
internal static class Inlining
{
    public static Program Run(Program program) =>
        Pass.Each<NaryOperation>(
            program,
            (pass, equation, call) =>
            {
                if (call.Inlined is not { } body)
                    return false;
                var answers = pass.Splice(body, pass.Operands(equation));
                for (var i = 0; i < answers.Length; i++)
                    pass.Rename(equation.Output + i, answers[i]);
                return true;
            }
        );
}
