namespace Functional.Mutate;

/// <summary>The folder of the run: the tests' program, beside a library with all mutants.</summary>
internal sealed class Place(string root)
{
    private readonly string folder = Path.Combine(root, "artifacts", "mutate");

    public string Program => Path.Combine(folder, "tests", "Functional.Tests.dll");

    /// <summary>The changes that survived, by their keys: what the next run with --again takes.</summary>
    public string Survivors => Path.Combine(folder, "survivors.txt");

    /// <summary>The tests with what they reached last time.</summary>
    public string Coverage => Path.Combine(folder, "coverage.txt");

    /// <summary>Each change with what became of it.</summary>
    public string Table => Path.Combine(folder, "table.txt");

    public void Fill(Core core, Schemata schemata)
    {
        var tests = Path.Combine(folder, "tests");
        if (Directory.Exists(tests))
            Directory.Delete(tests, true);
        Copy(Path.Combine(root, "tests", "Tests.FSharp", "bin", "Release", "net10.0"), tests);
        var library = Path.Combine(tests, "Functional.Core.dll");
        File.Delete(library);
        core.Build(schemata.Sources, Schemata.Switch, Path.Combine(folder, "sources"), library);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.GetDirectories(from))
            Copy(inner, Path.Combine(to, Path.GetFileName(inner)));
    }
}
