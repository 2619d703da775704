using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Functional.Bench.Compare.Peers;
using Functional.Core;

namespace Functional.Bench.Compare.Files;

/// <summary>Files of tensors, to Python and from there: no tensor may come out another.</summary>
internal static class FileRows
{
    private const string Section = "files";

    // The same as in files.py.
    private static readonly Dictionary<string, Tensor> wanted = new()
    {
        [""] = Numbers(DType.Float64),
        [".Layers[0].W"] = Numbers(DType.Float32, 300, 50),
        [".Layers[0].B"] = Numbers(DType.Float32, 50),
        ["[größe/\"1\"]"] = Numbers(DType.Float64, 2, 3, 4),
        [".Empty"] = Numbers(DType.Float32, 0, 3),
    };

    private static readonly string[] theirs =
    [
        "theirs.safetensors",
        "theirs.npz",
        "theirs-compressed.npz",
        "theirs-swapped.npz",
    ];

    /// <summary>How many tensors Python reads wrongly of our files, and we of each of Python's.</summary>
    public static IEnumerable<Row> Measure(Session session)
    {
        if (!PyTorch.IsThere(session))
            yield break;
        var folder = Directory.CreateTempSubdirectory("functional-").FullName;
        try
        {
            foreach (var name in new[] { "ours.safetensors", "ours.npz" })
                TensorFile.Write(Path.Combine(folder, name), wanted);
            var wrong = PyTorch.WrongFiles(folder);
            foreach (var line in wrong)
                Console.Error.WriteLine($"Python reads wrongly: {line}");
            yield return Row.OfNone(Section, "our files, read by Python", wrong.Count, "wrong");
            foreach (var name in theirs)
                yield return Row.OfNone(
                    Section,
                    $"{name}, read by us",
                    Wrong(TensorFile.Read(Path.Combine(folder, name))),
                    "wrong"
                );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Wrong(IReadOnlyDictionary<string, Tensor> read) =>
        wanted
            .Keys.Union(read.Keys)
            .Count(name => !Equals(wanted.GetValueOrDefault(name), read.GetValueOrDefault(name)));

    private static Tensor Numbers(DType dtype, params int[] shape)
    {
        var elements = new double[new Shape(shape).Size];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = ((long)i * i % 97 - 48) / 8.0;
        return Tensor.Create(elements, shape).Cast(dtype);
    }
}
