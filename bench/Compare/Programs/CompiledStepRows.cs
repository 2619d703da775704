using System;
using System.Collections.Generic;
using System.Linq;
using Functional.Bench.Compare.Peers;

namespace Functional.Bench.Compare.Programs;

/// <summary>Training steps as compiled folds, beside PyTorch's and those of C programs.</summary>
internal static class CompiledStepRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "compiled steps";

    private const string Section = "programs";
    private const int Rounds = 3;
    private const double SecondsEach = 0.6;

    // The least part of the C programs' speed.
    private const double CMust = 1 / 1.5;

    // The floors that the ratios to PyTorch must reach.
    private static readonly (string Name, double Must)[] besidePyTorch =
    [
        ("mlp-1", 6),
        ("mlp-32", 2),
        ("mlp-128", 1.3),
        ("mlp-1024", 1),
        ("spiral", 3),
        ("lstm-t50-h32-b1", 25),
        ("lstm-t50-h128-b32", 3),
        ("vae-1", 6),
        ("vae-100", 1.5),
        ("convnet-100", 1),
    ];

    private static readonly (string Name, string Program)[] besideC = [("mlp-1", "mlp"), ("lstm-t50-h32-b1", "lstm")];

    /// <summary>The rows of training steps.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var hasTorch = PyTorch.HasSteps(session);
        using var reference = CReference.Compile(session, [.. besideC.Select(row => row.Program)]);
        if (!hasTorch && reference is null)
            yield break;
        var (ours, torch, c) = (
            new List<IReadOnlyDictionary<string, double>>(),
            new List<IReadOnlyDictionary<string, double>>(),
            new List<IReadOnlyDictionary<string, double>>()
        );
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Child.Times(Timing, 1));
            if (hasTorch)
                torch.Add(PyTorch.StepTimes(""));
            if (reference is not null)
                c.Add(besideC.ToDictionary(row => row.Name, row => Reference(reference, row.Name, row.Program)));
        }
        double Median(List<IReadOnlyDictionary<string, double>> runs, string name) =>
            Stopclock.Median(runs.Select(run => run[name]));
        Row Beside(string name, List<IReadOnlyDictionary<string, double>> peer, string peerName, double must) =>
            Row.OfTimes(Section, $"compiled step {name}", Median(ours, name), Median(peer, name), peerName, "us", must);
        if (hasTorch)
            foreach (var (name, must) in besidePyTorch)
                yield return Beside(name, torch, PyTorch.Name, must);
        if (reference is not null)
            foreach (var (name, _) in besideC)
                yield return Beside(name, c, CReference.Name, CMust);
    }

    /// <summary>Microseconds of a step of each model; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times() =>
        TrainingCases.All().ToDictionary(model => model.Name, model => model.StepMicroseconds(SecondsEach));

    // A C program's time, once its first losses are ours.
    private static double Reference(CReference reference, string name, string program)
    {
        var model = TrainingCases.Of(name);
        var measured = reference.Run(program, model.Numbers, SecondsEach);
        Agreement.Check($"{program}.c", model.Losses(measured.Answers.Length), measured.Answers);
        return measured.Microseconds;
    }
}
