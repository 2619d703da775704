namespace Functional.Core;

/// <summary>What a picture of a program shows: boxes, arrows between them, and frames around the programs that operations run.</summary>
internal sealed class ProgramGraph
{
    private int boxes;

    private ProgramGraph(string label) => Root = new(label);

    internal enum Kind
    {
        Input,
        Constant,
        Operation,
        Output,
    }

    internal sealed record Box(string Id, Kind Kind, string Label);

    internal sealed record Arrow(string From, string To, string Label);

    internal sealed record Frame(string Label)
    {
        public List<Box> Boxes { get; } = [];

        public List<Frame> Frames { get; } = [];
    }

    public Frame Root { get; }

    public List<Arrow> Arrows { get; } = [];

    public static ProgramGraph Of(Program program)
    {
        var view = ProgramView.Of(program);
        var graph = new ProgramGraph("");
        graph.Add(
            graph.Root,
            view,
            Enumerable.Range(0, program.Inputs.Count).Select(view.Typed),
            program.OutputSlots.ToArray().Select(slot => view[slot])
        );
        return graph;
    }

    private Box Add(Frame frame, Kind kind, string label)
    {
        var box = new Box($"n{boxes++}", kind, label);
        frame.Boxes.Add(box);
        return box;
    }

    private void Add(Frame frame, ProgramView view, IEnumerable<string> inputs, IEnumerable<string> outputs)
    {
        var program = view.Program;
        var sources = new Box[program.Slots.Length];
        void Connect(int slot, Box to) => Arrows.Add(new(sources[slot].Id, to.Id, view.Typed(slot)));
        var input = 0;
        foreach (var label in inputs)
            sources[input++] = Add(frame, Kind.Input, label);
        for (var slot = program.Inputs.Count; slot < program.Given; slot++)
            sources[slot] = Add(
                frame,
                Kind.Constant,
                program.Slots[slot].Shape.Rank == 0 ? view[slot] : $"{view[slot]} = {view.Constant(slot)}"
            );
        for (var e = 0; e < program.Equations.Count; e++)
        {
            var equation = program.Equations[e];
            var operation = equation.Operation;
            var bodies = view.Bodies(e);
            var inner = frame;
            if (bodies.Length > 0)
                frame.Frames.Add(inner = new(operation.Name));
            var box = Add(inner, Kind.Operation, ProgramView.Describe(operation));
            foreach (var slot in equation.Inputs)
                Connect(slot, box);
            for (var b = 0; b < bodies.Length; b++)
            {
                var text = operation.BodyText(b);
                var body = new Frame(text.Label);
                inner.Frames.Add(body);
                Add(body, bodies[b], view.Inputs(equation, text, bodies[b]), view.Outputs(equation, text, bodies[b]));
            }
            Array.Fill(sources, box, equation.Output, equation.Outputs);
        }
        var output = 0;
        foreach (var label in outputs)
            Connect(program.OutputSlots[output++], Add(frame, Kind.Output, $"return {label}"));
    }
}
