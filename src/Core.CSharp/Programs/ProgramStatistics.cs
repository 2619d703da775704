namespace Functional.Core;

/// <summary>The size of a program and what a run of it costs, counted from its text: nothing is measured.</summary>
/// <param name="Equations">The equations, with those of the programs that operations run, each once.</param>
/// <param name="Flops">The arithmetic operations of a run: 2 m n k for a product, the cubic terms of factorizations, else one for each element; a scan counts all its steps, a loop without a bound one.</param>
/// <param name="BytesMoved">The bytes that the operations of a run read and write, as if there were no cache; reshaping and slicing whole rows move none.</param>
/// <param name="ArenaBytes">The memory that the compiled program keeps for what lies between its inputs and its outputs.</param>
public readonly record struct ProgramStatistics(int Equations, long Flops, long BytesMoved, long ArenaBytes)
{
    internal static ProgramStatistics Of(Program program)
    {
        var (equations, flops, bytes) = Count(program);
        return new(equations, flops, bytes, Arena(program.Optimized()));
    }

    private static (int Equations, long Flops, long Bytes) Count(Program program)
    {
        var (equations, flops, bytes) = (0, 0L, 0L);
        foreach (var equation in program.Equations)
        {
            equations++;
            if (MemoryPlan.ViewOf(program, equation) is not null)
                continue;
            var operation = equation.Operation;
            var inputs = Array.ConvertAll(equation.Inputs, slot => program.Slots[slot]);
            var answers = program.Slots[equation.Output..(equation.Output + equation.Outputs)];
            if (operation.Bodies.Count == 0)
            {
                flops += operation.Flops(inputs, answers);
                bytes += inputs.Concat(answers).Sum(type => type.Bytes);
            }
            foreach (var body in operation.Bodies)
            {
                var inner = Count(body);
                equations += inner.Equations;
                flops += operation.Times * inner.Flops;
                bytes += operation.Times * inner.Bytes;
            }
        }
        return (equations, flops, bytes);
    }

    private static long Arena(Executable executable) =>
        executable.ArenaBytes
        + executable
            .Program.Equations.SelectMany(equation => equation.Operation.Bodies)
            .Sum(body => Arena(body.Optimized()));
}
