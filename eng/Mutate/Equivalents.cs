namespace Functional.Mutate;

/// <summary>The changes that change nothing, each with its proof: a line "key" and below it, indented, why.</summary>
internal static class Equivalents
{
    /// <summary>The keys of the list, each with how often it is there.</summary>
    public static Dictionary<string, string> Read(string file)
    {
        var proofs = new Dictionary<string, string>();
        if (!File.Exists(file))
            return proofs;
        var waiting = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (!char.IsWhiteSpace(line[0]))
                waiting.Add(line);
            else if (waiting.Count == 0)
                throw new FormatException($"{file} has a proof of nothing: {line.Trim()}");
            else
            {
                foreach (var key in waiting)
                    if (!proofs.TryAdd(key, line.Trim()))
                        throw new FormatException($"{file} has twice: {key}");
                waiting.Clear();
            }
        }
        return waiting.Count == 0 ? proofs : throw new FormatException($"{file} gives no proof for: {waiting[0]}");
    }
}
