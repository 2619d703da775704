namespace Functional.Mutate;

/// <summary>A test: its number in this build, the milliseconds of the processor that it takes without a change, and the changes that it reaches.</summary>
internal sealed record Test(int Number, int Milliseconds, string Name, int[] Reached);

/// <summary>Which tests reach which changes: all tests run once without a change, on as many processes as there are workers.</summary>
internal sealed class Coverage(List<Mutation> mutations, Place place, Options options)
{
    // What takes longer than most others together is left out, so that a change that nothing tells apart does not take minutes.
    private const int TooSlow = 1000;

    // The longest that a test without a change may take, or the start of a process.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The tests that reach anything, by number. What --again asks about takes those of the last run as they were.</summary>
    public async Task<Dictionary<int, Test>> Of(Worker[] workers)
    {
        var names = await Names(workers[0]);
        var known = options.Again && File.Exists(place.Coverage) ? Read(names) : [];
        var missing = names.Keys.Except(known.Select(test => test.Number)).Order().ToList();
        var found = await Task.WhenAll(
            workers.Select((worker, w) => Run(worker, [.. missing.Where((_, i) => i % workers.Length == w)], names))
        );
        List<Test> tests = [.. known, .. found.SelectMany(part => part)];
        Write(tests);
        return tests
            .Where(test => test.Reached.Length > 0 && test.Milliseconds < TooSlow)
            .ToDictionary(test => test.Number);
    }

    private static async Task<Dictionary<int, string>> Names(Worker worker)
    {
        var names = new Dictionary<int, string>();
        await worker.Send("names");
        while (await worker.Hear(Limit) is { } line && line != "end")
            if (line.Split('\t') is ["name", var number, var name])
                names.Add(int.Parse(number), name);
        return names;
    }

    private async Task<List<Test>> Run(Worker worker, List<int> chosen, Dictionary<int, string> names)
    {
        var tests = new List<Test>();
        await worker.Send($"cover {mutations.Count} {string.Join(' ', chosen)}".TrimEnd());
        while (await worker.Hear(Limit) is { } line && line != "end")
        {
            if (line.StartsWith("bad"))
                Console.WriteLine($"left out, as it fails without a change: {line[4..]}");
            if (line.Split('\t') is ["covers", var at, var time, var reached])
                tests.Add(
                    new(
                        int.Parse(at),
                        int.Parse(time),
                        names[int.Parse(at)],
                        [.. reached.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]
                    )
                );
        }
        return tests;
    }

    // Numbers change from one build to the next; names and keys do not. What reached a change that is gone is asked again.
    private List<Test> Read(Dictionary<int, string> names)
    {
        var numbers = names.ToLookup(pair => pair.Value, pair => pair.Key);
        var byKey = mutations.ToLookup(mutation => mutation.Key, mutation => mutation.Number);
        var keys = new List<string>();
        var tests = new List<Test>();
        foreach (var line in File.ReadLines(place.Coverage))
        {
            if (line.Split('\t') is not [var name, var time, var reached])
            {
                keys.Add(line);
                continue;
            }
            var known = reached
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(k => byKey[keys[int.Parse(k)]])
                .ToList();
            if (numbers[name].Any() && known.TrueForAll(found => found.Any()))
                tests.Add(
                    new(numbers[name].First(), int.Parse(time), name, [.. known.SelectMany(found => found).Distinct()])
                );
        }
        return tests;
    }

    private void Write(List<Test> tests) =>
        File.WriteAllLines(
            place.Coverage,
            [
                .. mutations.Select(mutation => mutation.Key),
                .. tests.Select(test => $"{test.Name}\t{test.Milliseconds}\t{string.Join(',', test.Reached)}"),
            ]
        );
}
