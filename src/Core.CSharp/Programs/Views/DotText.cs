using System.Globalization;
using System.Text;

namespace Functional.Core;

/// <summary>A program as a graph in DOT, the language of Graphviz.</summary>
internal static class DotText
{
    public static string Of(Program program)
    {
        var graph = ProgramGraph.Of(program);
        var text = new StringBuilder("digraph {\n  rankdir=TB;\n  node [fontname=\"sans-serif\", fontsize=10];\n");
        text.Append("  edge [fontname=\"sans-serif\", fontsize=8];\n");
        var clusters = 0;
        Append(graph.Root, "  ");
        foreach (var arrow in graph.Arrows)
            text.Append(
                $"  {arrow.From.Id} -> {arrow.To.Id} [label={Quoted(arrow.Label)}{(arrow.IsNext ? ", style=dashed, constraint=false" : "")}];\n"
            );
        return text.Append("}\n").ToString();

        void Append(ProgramGraph.Frame frame, string indent)
        {
            foreach (var box in frame.Boxes)
                text.Append(indent)
                    .Append(
                        CultureInfo.InvariantCulture,
                        $"{box.Id} [label={Quoted(box.Label)}, {Style(box.Kind)}];\n"
                    );
            foreach (var inner in frame.Frames)
            {
                text.Append(indent).Append(CultureInfo.InvariantCulture, $"subgraph cluster{clusters++} {{\n");
                text.Append(indent).Append(CultureInfo.InvariantCulture, $"  label={Quoted(inner.Label)};\n");
                Append(inner, indent + "  ");
                text.Append(indent).Append("}\n");
            }
        }
    }

    private static string Style(ProgramGraph.Kind kind) =>
        kind switch
        {
            ProgramGraph.Kind.Input => "shape=ellipse",
            ProgramGraph.Kind.Constant => "shape=plaintext",
            ProgramGraph.Kind.Operation => "shape=box, style=rounded",
            _ => "shape=ellipse, style=dashed",
        };

    private static string Quoted(string label) =>
        $"\"{label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
