using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Functional.Bench.Compare;

/// <summary>The table on the terminal and the file of results.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>Prints the rows, and who was missing.</summary>
    public static void Print(IReadOnlyList<Row> rows, IEnumerable<string> missing)
    {
        Console.WriteLine(
            $"{"name", -34} {"ours", 12} {"peer", 12} {"unit", -6} {"peer is", -12} {"ratio", 7} {"must", 6}"
        );
        foreach (var row in rows)
            Console.WriteLine(
                $"{row.Name, -34} {row.Ours, 12:F2} {row.Peer, 12:F2} {row.Unit, -6} {row.PeerName, -12} {row.Ratio, 7:F2} {row.Must, 6:F2} {(row.IsMet ? "" : "  below")}"
            );
        foreach (var peer in missing)
            Console.WriteLine($"{peer} is not installed: its rows are left out.");
    }

    /// <summary>Writes artifacts/bench/results.json; rows of sections that were not measured now are kept.</summary>
    public static void Save(IEnumerable<Row> rows, IEnumerable<string> sections)
    {
        var path = Path.Combine(Repository.Root, "artifacts", "bench", "results.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var before = File.Exists(path) ? JsonSerializer.Deserialize<Row[]>(File.ReadAllText(path), json)! : [];
        var all = before.Where(row => !sections.Contains(row.Section)).Concat(rows);
        var next = path + ".new";
        File.WriteAllText(next, JsonSerializer.Serialize(all, json));
        File.Move(next, path, overwrite: true);
    }
}
