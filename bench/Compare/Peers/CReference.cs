using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Functional.Core;

namespace Functional.Bench.Compare.Peers;

/// <summary>What a program computed, to be compared with ours, and its median time.</summary>
internal sealed record Measured(double[] Answers, double Microseconds);

/// <summary>The C programs of bench/reference, compiled by gcc into a folder of their own until they are disposed of.</summary>
internal sealed class CReference : IDisposable
{
    public const string Name = "C";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functional-reference-");

    private static string Source(string program) => Path.Combine(Repository.Root, "bench", "reference", program + ".c");

    /// <summary>The programs, ready to run; null where there is no gcc.</summary>
    public static CReference? Compile(Session session, params string[] programs)
    {
        var reference = new CReference();
        try
        {
            foreach (var program in programs)
                Child.Output(
                    new(
                        "gcc",
                        ["-O3", "-march=native", "-ffast-math", Source(program), "-o", reference.Binary(program), "-lm"]
                    )
                );
            return reference;
        }
        catch (Win32Exception)
        {
            reference.Dispose();
            session.Lacks("gcc");
            return null;
        }
    }

    /// <summary>What a program makes of float32 numbers in a given time.</summary>
    public Measured Run(string program, IEnumerable<DenseTensor> numbers, double seconds) =>
        Read(new(Binary(program), [seconds.ToString(CultureInfo.InvariantCulture)]), numbers);

    /// <summary>What a process prints of the float32 numbers that it reads.</summary>
    public static Measured Read(ProcessStartInfo start, IEnumerable<DenseTensor> numbers) =>
        JsonSerializer.Deserialize<Measured>(
            Child.Output(
                start,
                input =>
                {
                    foreach (var part in numbers)
                        input.Write(MemoryMarshal.AsBytes(part.Span<float>()));
                }
            ),
            JsonSerializerOptions.Web
        )!;

    public void Dispose() => folder.Delete(recursive: true);

    private string Binary(string program) => Path.Combine(folder.FullName, program);
}
