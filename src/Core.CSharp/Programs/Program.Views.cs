namespace Functional.Core;

// How a program reads: docs/programs.md shows an example of each.
public sealed partial class Program
{
    /// <summary>The program as text: its inputs, a line for each equation, and what it returns; the programs that operations run, such as the step of a scan, stand indented beneath them.</summary>
    public override string ToString() => ProgramText.Of(this);

    /// <summary>The program as a graph in DOT, the language of Graphviz; what operations run are sub-graphs, and a value is drawn once, however many read it.</summary>
    public string ToDot() => DotText.Of(this);

    /// <summary>The program as a flowchart in Mermaid, which Markdown shows as a picture; what operations run are sub-graphs, and a value is drawn once, however many read it.</summary>
    public string ToMermaid() => MermaidText.Of(this);

    /// <summary>
    /// The program as a page of HTML that draws its graph and needs nothing else: boxes can be dragged, the picture zoomed, steps and loops folded, and a box
    /// pointed at says what it makes, its shape and bytes. <see cref="Ad.Draw"/> adds gradients.
    /// </summary>
    public string ToHtml() => HtmlText.Of(this, ProgramGraph.Of(this));

    /// <summary>
    /// The outputs as expressions, a line each, such as <c>-4 / square(x)</c>: simplified as on paper, for numbers that are finite and in the domain; what is used
    /// more than once has a line <c>let t = …</c> before them. Inputs are called by their names, else x, y, z; the bodies of loops are not shown.
    /// </summary>
    public string ToExpression() => ExpressionText.Of(this);

    /// <summary>The number of equations, and what a run costs.</summary>
    public ProgramStatistics Statistics => ProgramStatistics.Of(this);

    /// <summary>The program as <see cref="Ad.Compile"/> runs it: the same answers by fewer or larger steps, docs/programs.md says which.</summary>
    public Program Simplify() => Passes.All(this);
}
