using System;
using System.Collections.Generic;
using System.Linq;
using Functional.Bench.Compare.Peers;

namespace Functional.Bench.Compare.Programs;

/// <summary>Programs of large kernels: Darknet-53 beside a C program and PyTorch, and two cores beside one.</summary>
internal static class LargeRows
{
    /// <summary>The name under which a child process finds <see cref="Times"/>.</summary>
    public const string Timing = "large programs";

    private const string Section = "programs";
    private const string Batch = "mlp-1024";
    private const int Rounds = 3;
    private const double SecondsEach = 1;
    private const double CMust = 3;
    private const double PyTorchMust = 1;
    private const double CoresMust = 1.6;

    /// <summary>The rows of large programs.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        var network = new Darknet53();
        var probabilities = network.Probabilities();
        using var reference = CReference.Compile(session, Darknet53.Name);
        var hasTorch = PyTorch.IsThere(session);
        if (Environment.ProcessorCount == 1)
            session.Lacks("A second core");
        var (one, two) = (
            new List<IReadOnlyDictionary<string, double>>(),
            new List<IReadOnlyDictionary<string, double>>()
        );
        var (c, torch) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            one.Add(Child.Times(Timing, 1));
            if (Environment.ProcessorCount > 1)
                two.Add(Child.Times(Timing, 2));
            if (reference is not null)
                c.Add(Checked($"{Darknet53.Name}.c", reference.Run(Darknet53.Name, network.Numbers, SecondsEach)));
            if (hasTorch)
                torch.Add(Checked(PyTorch.Name, PyTorch.Darknet53(network.Numbers, SecondsEach)));
        }
        double Checked(string peer, Measured measured)
        {
            Agreement.Check(peer, probabilities, measured.Answers);
            return measured.Microseconds;
        }
        Row Beside(string name, double ours, double peer, string peerName, double must) =>
            Row.OfTimes(Section, name, ours / 1000, peer / 1000, peerName, "ms", must);
        double Median(List<IReadOnlyDictionary<string, double>> runs, string name) =>
            Stopclock.Median(runs.Select(run => run[name]));

        var ours = Median(one, Darknet53.Name);
        if (c.Count > 0)
            yield return Beside(Darknet53.Name, ours, Stopclock.Median(c), CReference.Name, CMust);
        if (torch.Count > 0)
            yield return Beside(Darknet53.Name, ours, Stopclock.Median(torch), PyTorch.Name, PyTorchMust);
        if (two.Count > 0)
            foreach (var name in new[] { Batch, Darknet53.Name })
                yield return Beside(
                    name + " on two cores",
                    Median(two, name),
                    Median(one, name),
                    "one core",
                    CoresMust
                );
    }

    /// <summary>Microseconds of a large batch's step and of Darknet-53; run in a child process.</summary>
    public static IReadOnlyDictionary<string, double> Times() =>
        new Dictionary<string, double>
        {
            [Batch] = TrainingCases.Of(Batch).StepMicroseconds(SecondsEach),
            [Darknet53.Name] = new Darknet53().Microseconds(SecondsEach),
        };
}
