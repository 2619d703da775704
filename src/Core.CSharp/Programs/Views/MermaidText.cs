using System.Globalization;
using System.Text;

namespace Functional.Core;

/// <summary>A program as a flowchart in Mermaid, which many pages of Markdown show as a picture.</summary>
internal static class MermaidText
{
    public static string Of(Program program)
    {
        var graph = ProgramGraph.Of(program);
        var text = new StringBuilder("flowchart TB\n");
        var frames = 0;
        Append(graph.Root, "  ");
        foreach (var arrow in graph.Arrows)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {arrow.From.Id} {(arrow.IsNext ? "-.->" : "-->")}|{Quoted(arrow.Label)}| {arrow.To.Id}\n"
            );
        return text.ToString();

        void Append(ProgramGraph.Frame frame, string indent)
        {
            foreach (var box in frame.Boxes)
            {
                var (open, close) = Shape(box.Kind);
                text.Append(indent).Append(CultureInfo.InvariantCulture, $"{box.Id}{open}{Quoted(box.Label)}{close}\n");
            }
            foreach (var inner in frame.Frames)
            {
                text.Append(indent)
                    .Append(CultureInfo.InvariantCulture, $"subgraph s{frames++}[{Quoted(inner.Label)}]\n");
                Append(inner, indent + "  ");
                text.Append(indent).Append("end\n");
            }
        }
    }

    private static (string Open, string Close) Shape(ProgramGraph.Kind kind) =>
        kind switch
        {
            ProgramGraph.Kind.Input => ("([", "])"),
            ProgramGraph.Kind.Constant => ("[/", "/]"),
            ProgramGraph.Kind.Operation => ("[", "]"),
            _ => ("([", "])"),
        };

    private static string Quoted(string label) =>
        $"\"{label.Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)}\"";
}
