using System.Text;
using System.Text.Json;

namespace Functional.Core;

/// <summary>A program as a page that draws its graph: one file of HTML with everything in it, for any browser, without a network.</summary>
internal static class HtmlText
{
    public static string Of(Program program, ProgramGraph graph)
    {
        using var data = new MemoryStream();
        using (var json = new Utf8JsonWriter(data))
            Write(json, program, graph);
        // The writer escapes <, so the data cannot end the element that it stands in.
        return Part("graph.html")
            .Replace("/*style*/", Part("graph.css"), StringComparison.Ordinal)
            .Replace("/*layout*/", Part("layout.js"), StringComparison.Ordinal)
            .Replace("/*script*/", Part("graph.js"), StringComparison.Ordinal)
            .Replace("/*data*/", Encoding.UTF8.GetString(data.ToArray()), StringComparison.Ordinal);
    }

    private static string Part(string name)
    {
        using var stream = typeof(HtmlText).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Write(Utf8JsonWriter json, Program program, ProgramGraph graph)
    {
        var statistics = program.Statistics;
        json.WriteStartObject();
        json.WriteStartObject("statistics");
        json.WriteNumber("equations", statistics.Equations);
        json.WriteNumber("flops", statistics.Flops);
        json.WriteNumber("bytesMoved", statistics.BytesMoved);
        json.WriteNumber("arenaBytes", statistics.ArenaBytes);
        json.WriteEndObject();
        json.WriteStartArray("frames");
        foreach (var frame in graph.Frames)
        {
            json.WriteStartObject();
            json.WriteNumber("outer", frame.Outer?.Number ?? -1);
            json.WriteString("label", frame.Label);
            json.WriteNumber("times", frame.Times);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("boxes");
        var uses = Uses(graph);
        foreach (var box in graph.Boxes)
            Write(json, box, uses[box.Number]);
        json.WriteEndArray();
        json.WriteStartArray("arrows");
        foreach (var arrow in graph.Arrows)
        {
            json.WriteStartArray();
            json.WriteNumberValue(arrow.From.Number);
            json.WriteNumberValue(arrow.To.Number);
            json.WriteStringValue(arrow.Label);
            json.WriteBooleanValue(arrow.IsNext);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProgramGraph.Box box, long uses)
    {
        json.WriteStartObject();
        json.WriteNumber("frame", box.Frame.Number);
        json.WriteString("kind", KindOf(box));
        json.WriteString("label", box.Label);
        json.WriteNumber("uses", uses);
        json.WriteStartArray("values");
        foreach (var value in box.Values)
        {
            json.WriteStartObject();
            json.WriteString("name", value.Name);
            json.WriteString("type", value.Type.ToString());
            json.WriteNumber("bytes", value.Type.Bytes);
            if (value.Cotangents is { } squares)
                json.WriteString(
                    "norm",
                    Math.Sqrt(squares).ToString("G6", System.Globalization.CultureInfo.InvariantCulture)
                );
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The kinds that the page colours.</summary>
    private static string KindOf(ProgramGraph.Box box) =>
        box.Operation switch
        {
            null => box.Kind.ToString().ToLowerInvariant(),
            { Bodies.Count: > 0 } => "loop",
            { } operation when operation.Reading == Reading.Elementwise => "elementwise",
            { } operation when operation.Reading == Reading.Movement => "movement",
            BinaryOperation { IsBilinear: true } => "product",
            _ => "reduction",
        };

    /// <summary>How often each box's values are read in one run of its frame, all steps of a loop counted.</summary>
    private static long[] Uses(ProgramGraph graph)
    {
        var uses = new long[graph.Boxes.Count];
        foreach (var arrow in graph.Arrows)
            if (!arrow.IsNext)
            {
                var times = 1L;
                for (var frame = arrow.To.Frame; !frame.Holds(arrow.From.Frame); frame = frame.Outer!)
                    times *= frame.Times;
                uses[arrow.From.Number] += times;
            }
        return uses;
    }
}
