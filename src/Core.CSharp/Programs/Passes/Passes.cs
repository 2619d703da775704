namespace Functional.Core;

/// <summary>The passes that make a program ready to be run: each a function from program to program of the same answers.</summary>
internal static class Passes
{
    /// <summary>The passes that leave operations as they are known to derivatives, in order; scans are seen before what they run is changed.</summary>
    private static readonly (string Name, Func<Program, Program> Run)[] early =
    [
        (nameof(Inlining), Inlining.Run),
        (nameof(GatheredSums), GatheredSums.Run),
        (nameof(Within), program => Within(program, Early)),
        (nameof(SharedMatrices), SharedMatrices.Run),
        (nameof(Invariants), Invariants.Run),
        (nameof(DeferredProducts), DeferredProducts.Run),
        (nameof(UnusedCarries), UnusedCarries.Run),
        (nameof(JoinedSlices), JoinedSlices.Run),
        (nameof(Movements), Movements.Run),
        (nameof(Broadcasts), Broadcasts.Run),
        (nameof(Arithmetic), Arithmetic.Run),
        (nameof(ConstantFolding), ConstantFolding.Run),
        (nameof(CommonSubexpressions), CommonSubexpressions.Run),
        (nameof(Transposes), Transposes.Run),
    ];

    /// <summary>The passes that join operations, in order.</summary>
    private static readonly (string Name, Func<Program, Program> Run)[] late =
    [
        (nameof(Within), program => Within(program, Late)),
        (nameof(MultiplyAdds), MultiplyAdds.Run),
    ];

    /// <summary>The passes, in order.</summary>
    public static IReadOnlyList<(string Name, Func<Program, Program> Run)> Each { get; } = [.. early, .. late];

    /// <summary>The program after all passes, and the programs that its operations run after theirs.</summary>
    public static Program All(Program program) => Late(Early(program));

    private static Program Early(Program program) => program.IsPassed ? program : Run(early, program);

    private static Program Late(Program program) => program.IsPassed ? program : Run(late, program).Passed();

    private static Program Run((string Name, Func<Program, Program> Run)[] passes, Program program)
    {
        foreach (var (name, run) in passes)
        {
            var passed = run(program);
            Verifier.Check(name, program, passed);
            program = passed;
        }
        return program;
    }

    /// <summary>The same program, but those that its operations run are passed.</summary>
    private static Program Within(Program program, Func<Program, Program> passes) =>
        program.Equations.All(equation => equation.Operation.Bodies.Count == 0)
            ? program
            : Pass.Run(
                program,
                (pass, equation) =>
                    pass.Rename(
                        equation,
                        pass.Keep(
                            equation.Operation is NaryOperation { Bodies.Count: > 0 } nary
                                ? equation with
                                {
                                    Operation = nary.WithBodies(passes),
                                }
                                : equation
                        )
                    )
            );
}
