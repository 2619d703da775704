using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Functional.Bench.Compare;
using Functional.Bench.Compare.Files;
using Functional.Bench.Compare.Foundation;
using Functional.Bench.Compare.GradBench;
using Functional.Bench.Compare.Programs;
using Functional.Bench.Compare.Transforms;

// A further section, or a further part of one, is a line here.
Section[] sections =
[
    new("foundation", [GemmRows.Measure, EagerRows.Measure, StepRows.Measure]),
    new("programs", [CompiledStepRows.Measure, ProgramRows.Measure, LargeRows.Measure]),
    new("files", [FileRows.Measure]),
    new("gradbench", [GradBenchRows.Measure]),
    new("transforms", [VectorizeRows.Measure, ScanRows.Measure, RealRows.Measure, SparseRows.Measure]),
];

// What a child process can be asked to time; see Child.
Dictionary<string, Func<IReadOnlyDictionary<string, double>>> timings = new()
{
    [GemmRows.Timing] = GemmRows.Times,
    [EagerRows.Timing] = EagerRows.Times,
    [StepRows.Timing] = StepRows.Times,
    [CompiledStepRows.Timing] = CompiledStepRows.Times,
    [ProgramRows.Timing] = ProgramRows.Times,
    [LargeRows.Timing] = LargeRows.Times,
    [VectorizeRows.Timing] = VectorizeRows.Times,
    [ScanRows.Timing] = ScanRows.Times,
    [RealRows.Timing] = RealRows.Times,
    [SparseRows.Timing] = SparseRows.Times,
};

if (args is [Child.Argument, var timing])
{
    Console.WriteLine(JsonSerializer.Serialize(timings[timing]()));
    return 0;
}

var unknown = args.Except(sections.Select(s => s.Name)).ToArray();
if (args.Length == 0 || unknown.Length > 0)
{
    Console.Error.WriteLine(
        $"Compare wants sections out of {string.Join(", ", sections.Select(s => s.Name))}, but got {(args.Length == 0 ? "none" : string.Join(", ", unknown))}."
    );
    return 1;
}

var session = new Session();
var chosen = sections.Where(s => args.Contains(s.Name)).ToArray();
var rows = chosen.SelectMany(s => s.Parts).SelectMany(part => part(session)).ToArray();
Report.Print(rows, session.Missing);
Report.Save(rows, chosen.Select(s => s.Name));
return 0;
