using System.Collections.Concurrent;
using System.Diagnostics;

namespace Functional.Mutate;

/// <summary>The run: which tests reach what, then each mutant on the tests that reach it, until one fails.</summary>
internal sealed class Run(
    List<Mutation> mutations,
    Place place,
    Dictionary<string, string> equivalents,
    Options options
)
{
    // Before the first test a process may have to start, and make all values of the tests.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(60);

    // A test may take this much longer with a mutant, as the machine may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<int, string> outcomes = new();
    private readonly ConcurrentDictionary<string, List<int>> killers = new();
    private readonly StreamWriter table = new(place.Table) { AutoFlush = true };
    private Dictionary<int, Test> tests = [];
    private Dictionary<int, List<Test>> covering = [];

    public bool Go()
    {
        var watch = Stopwatch.StartNew();
        var chosen = Chosen();
        Worker[] workers = [.. Enumerable.Range(0, options.Jobs).Select(_ => new Worker(place))];
        tests = new Coverage(mutations, place, options).Of(workers).GetAwaiter().GetResult();
        covering = Covering();
        Console.WriteLine($"{tests.Count} tests reach them; {watch.Elapsed.TotalSeconds:F0} s");
        var queue = new ConcurrentQueue<Mutation>(chosen);
        Task.WhenAll(workers.Select(worker => Work(worker, queue, chosen.Count))).GetAwaiter().GetResult();
        foreach (var worker in workers)
            worker.Dispose();
        return Report(chosen, watch.Elapsed);
    }

    private List<Mutation> Chosen()
    {
        var last = options.Again ? File.ReadAllLines(place.Survivors).ToHashSet() : null;
        return [.. mutations.Where(m => m.File.Contains(options.Only) && last?.Contains(m.Key) != false)];
    }

    // From each list of tests in turn what is quick and reaches little, so that the first tests differ; what is slow waits for some turns more.
    private Dictionary<int, List<Test>> Covering() =>
        tests
            .Values.SelectMany(test => test.Reached.Select(number => (number, test)))
            .GroupBy(pair => pair.number, pair => pair.test)
            .ToDictionary(
                group => group.Key,
                group =>
                    group
                        .GroupBy(test => test.Name.Split('.')[0])
                        .SelectMany(list =>
                            list.OrderBy(test => (test.Milliseconds + 1L) * test.Reached.Length)
                                .ThenBy(test => test.Number)
                                .Select((test, turn) => (test, turn: turn + test.Milliseconds / 50))
                        )
                        .OrderBy(pair => pair.turn)
                        .ThenBy(pair => pair.test.Number)
                        .Select(pair => pair.test)
                        .ToList()
            );

    private async Task Work(Worker worker, ConcurrentQueue<Mutation> queue, int count)
    {
        while (queue.TryDequeue(out var mutation))
        {
            var watch = Stopwatch.StartNew();
            var outcome = outcomes[mutation.Number] = await Try(worker, mutation);
            lock (table)
                table.WriteLine($"{mutation.Key}\t{mutation.Line}\t{outcome}\t{watch.ElapsedMilliseconds}");
            if (outcomes.Count % 250 == 0)
                Console.WriteLine(
                    $"{outcomes.Count} of {count}, {outcomes.Values.Count(said => said.StartsWith("survived"))} survive"
                );
        }
    }

    private async Task<string> Try(Worker worker, Mutation mutation)
    {
        if (!covering.TryGetValue(mutation.Number, out var reaching))
            return "survived: no test reaches it";
        // What killed others of the member is likely to kill this one.
        var first = killers.GetOrAdd(mutation.File + mutation.Member, _ => []);
        List<int> known;
        lock (first)
            known = [.. first];
        var ordered = reaching
            .OrderBy(test => known.IndexOf(test.Number) is var at && at < 0 ? int.MaxValue : at)
            .ThenBy(test => test.Name.Contains(Operation(mutation), StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .Select(test => test.Number)
            .Take(options.Tests)
            .ToList();
        // What a process has computed once and kept may hide a change, or spoil a test for the next one: a new one decides.
        return await Try(worker, mutation, ordered, first, false)
            ?? await Try(worker.Renew(), mutation, ordered, first, true)
            ?? "survived: hidden";
    }

    // What became of it; null if that is in doubt.
    private async Task<string?> Try(Worker worker, Mutation mutation, List<int> chosen, List<int> killed, bool isNew)
    {
        await worker.Send($"run {mutation.Number} {string.Join(' ', chosen)}");
        var (limit, at) = (Start, -1);
        while (true)
        {
            if (await worker.Hear(limit) is not { } line)
                return $"killed: hang or crash in {Name(at)}";
            if (line.StartsWith("at "))
            {
                at = int.Parse(line[3..]);
                limit = Patience + TimeSpan.FromMilliseconds(20 * Time(at));
            }
            else if (line == "survived")
                return $"survived: {chosen.Count} tests";
            else if (line == "hidden")
                return null;
            else if (line.StartsWith("killed ") || line.StartsWith("spoilt "))
            {
                var isSpoilt = line.StartsWith("spoilt ");
                if (isSpoilt)
                    worker.Renew();
                if (isSpoilt && !isNew)
                    return null;
                lock (killed)
                    if (!killed.Contains(at))
                        killed.Add(at);
                return $"killed: {Name(at)}: {line[(line.IndexOf(' ', 7) + 1)..]}";
            }
        }
    }

    private static string Operation(Mutation mutation) => Path.GetFileName(mutation.File).Split('.')[0];

    private string Name(int number) => number < 0 ? "the start" : tests[number].Name;

    private int Time(int number) => tests[number].Milliseconds;

    private bool Report(List<Mutation> chosen, TimeSpan time)
    {
        bool Survived(Mutation m) => outcomes[m.Number].StartsWith("survived");
        var survivors = chosen.Where(m => Survived(m) && !equivalents.ContainsKey(m.Key)).ToList();
        var equal = chosen.Where(m => Survived(m) && equivalents.ContainsKey(m.Key)).ToList();
        foreach (var m in survivors)
            Console.WriteLine($"survived: {m.Key} (line {m.Line}; {outcomes[m.Number][10..]})");
        File.WriteAllLines(place.Survivors, survivors.Select(m => m.Key));
        var wrong = equivalents.Keys.Except(equal.Select(m => m.Key));
        if (options.Only != "" || options.Again)
            wrong = wrong.Intersect(chosen.Select(m => m.Key));
        var listed = wrong.ToList();
        foreach (var key in listed)
            Console.WriteLine($"listed as equivalent, but killed or not there: {key}");
        var killed = chosen.Count(m => !Survived(m));
        Console.WriteLine(
            $"{chosen.Count} mutants, {killed} killed, {equal.Count} equivalent, {survivors.Count} survived, {listed.Count} wrongly listed, {time.TotalMinutes:F1} min"
        );
        return survivors.Count == 0 && listed.Count == 0;
    }
}
