using Functional.Mutate;

// Changes each rule of the library once, runs the tests that reach the change, and says what survived.
// --only TEXT: the files whose path holds the text. --again: what survived last time. --list: say the changes and end.
// --jobs N: on so many processes. --tests N: for a first look, no more tests than that for each change. The last line is the counts; 0 when nothing survives.
var options = Options.Parse(args);
var root = Directory.GetCurrentDirectory();
var core = new Core(root);
var schemata = new Schemata(core);
schemata.Write();
Console.WriteLine($"{schemata.Mutations.Count} mutants in {schemata.Sources.Count} files");
if (options.List)
{
    foreach (var mutation in schemata.Mutations)
        Console.WriteLine($"{mutation.Number}\t{mutation.Line}\t{mutation.Key}");
    return 0;
}
var place = new Place(root);
place.Fill(core, schemata);
var equivalents = Equivalents.Read(Path.Combine(root, "eng", "equivalent.txt"));
return new Run(schemata.Mutations, place, equivalents, options).Go() ? 0 : 1;
