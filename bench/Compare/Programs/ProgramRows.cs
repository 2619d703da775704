using System.Collections.Generic;
using System.Linq;

namespace Functional.Bench.Compare.Programs;

/// <summary>What compiled programs cost in themselves: a gradient beside its function, memory taken by a step, and the time to compile.</summary>
internal static class ProgramRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "programs";

    private const string Section = "programs";
    private const double SecondsEach = 0.6;
    private const double GradientFloor = 3;

    private static readonly (string Name, double Milliseconds)[] compiled =
    [
        ("mlp-1", 20),
        ("lstm-t50-h32-b1", 20),
        (TrainingCases.LongLstm, 20),
        (TrainingCases.UnrolledLstm, 300),
    ];

    /// <summary>The rows of programs.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var ours = Child.Times(Timing, 1);
        foreach (var model in TrainingCases.All())
            yield return Row.OfFloor(
                Section,
                $"gradient/primal {model.Name}",
                ours[$"gradient {model.Name}"],
                GradientFloor,
                "x"
            );
        foreach (var model in TrainingCases.All())
            yield return Row.OfNone(Section, $"allocated a step {model.Name}", ours[$"bytes {model.Name}"], "bytes");
        foreach (var (name, floor) in compiled)
            yield return Row.OfFloor(Section, $"compile {name}", ours[$"compile {name}"], floor, "ms");
    }

    /// <summary>Ratios, bytes and milliseconds, by name; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times()
    {
        var times = new Dictionary<string, double>();
        foreach (var model in TrainingCases.All())
        {
            var (loss, gradient) = model.ProgramMicroseconds(SecondsEach);
            times[$"gradient {model.Name}"] = gradient / loss;
            times[$"bytes {model.Name}"] = model.StepBytes();
        }
        foreach (var (name, _) in compiled)
            times[$"compile {name}"] = TrainingCases.Of(name).CompileMilliseconds();
        return times;
    }
}
