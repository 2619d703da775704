using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace Functional.GradBench.Protocol;

/// <summary>The answers to an eval's messages. Source: the protocol of gradbench/gradbench, CONTRIBUTING.md.</summary>
internal static class Session
{
    /// <summary>Answers each line until there are no more; what goes wrong is told to the log in full.</summary>
    public static void Serve(TextReader input, Stream output, TextWriter log)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (input.ReadLine() is { } line)
        {
            buffer.Clear();
            using var message = JsonDocument.Parse(line);
            Answer(message.RootElement, buffer, log);
            output.Write(buffer.WrittenSpan);
            output.WriteByte((byte)'\n');
            output.Flush();
        }
    }

    private static void Answer(JsonElement message, ArrayBufferWriter<byte> buffer, TextWriter log)
    {
        var id = message.GetProperty("id").GetInt64();
        try
        {
            using var json = new Utf8JsonWriter(buffer);
            json.WriteStartObject();
            json.WriteNumber("id", id);
            switch (message.GetProperty("kind").GetString())
            {
                case "start":
                    json.WriteString("tool", "functional");
                    break;
                case "define":
                    Define(message, json);
                    break;
                case "evaluate":
                    Evaluate(message, json);
                    break;
            }
            json.WriteEndObject();
        }
        catch (Exception error)
        {
            // Whatever was wrong with one input, such as a number that JSON has no word for, the next may be better.
            log.WriteLine(error);
            buffer.Clear();
            using var json = new Utf8JsonWriter(buffer);
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteBoolean("success", false);
            json.WriteString("error", error.Message);
            json.WriteEndObject();
        }
    }

    private static void Define(JsonElement message, Utf8JsonWriter json)
    {
        var module = message.GetProperty("module").GetString()!;
        if (Evals.All.TryGetValue(module, out var functions))
        {
            foreach (var (function, sample) in Evals.Samples(module))
                functions[function](sample).Warm();
            json.WriteBoolean("success", true);
        }
        else
        {
            json.WriteBoolean("success", false);
            json.WriteString("error", $"There is no eval '{module}' here, but {string.Join(", ", Evals.All.Keys)}.");
        }
    }

    private static void Evaluate(JsonElement message, Utf8JsonWriter json)
    {
        var (input, began) = (message.GetProperty("input"), Stopwatch.GetTimestamp());
        var job = Evals.Find(message.GetProperty("module").GetString()!, message.GetProperty("function").GetString()!)(
            input
        );
        // Traces and compiles, which is not counted, as with the tools that record once; its time is told.
        job.Run();
        var prepared = Stopwatch.GetElapsedTime(began);
        var (leastRuns, leastSeconds) = (1, 0.0);
        if (input.ValueKind == JsonValueKind.Object)
            (leastRuns, leastSeconds) = (
                input.GetProperty("min_runs").GetInt32(),
                input.GetProperty("min_seconds").GetDouble()
            );
        var times = new List<TimeSpan>();
        for (var sum = TimeSpan.Zero; times.Count < leastRuns || sum.TotalSeconds < leastSeconds; sum += times[^1])
        {
            began = Stopwatch.GetTimestamp();
            job.Run();
            times.Add(Stopwatch.GetElapsedTime(began));
        }
        json.WriteBoolean("success", true);
        json.WritePropertyName("output");
        job.Write(json);
        json.WriteStartArray("timings");
        Timing(json, "prepare", prepared);
        foreach (var time in times)
            Timing(json, "evaluate", time);
        json.WriteEndArray();
    }

    private static void Timing(Utf8JsonWriter json, string name, TimeSpan time)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("nanoseconds", (long)time.TotalNanoseconds);
        json.WriteEndObject();
    }
}
