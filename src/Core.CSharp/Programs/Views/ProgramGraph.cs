namespace Functional.Core;

/// <summary>
/// What a picture of a program shows: boxes, arrows between them, and frames around the programs that operations run and around steps that repeat. A value is
/// drawn once, in whatever frame it is read, so a shared weight is one box with many arrows; a number alone stands in the label of what reads it.
/// </summary>
internal sealed class ProgramGraph
{
    private ProgramGraph(Program program)
    {
        Root = new(0, "", null, 1, false);
        Frames.Add(Root);
        var view = ProgramView.Of(program);
        Top = new(view);
        for (var slot = 0; slot < program.Inputs.Count; slot++)
            Draw(Top, slot, 1, Add(Root, Kind.Input, view.Typed(slot)));
        AddEquations(Root, Top);
        foreach (var slot in program.OutputSlots)
            Connect(Top, slot, Add(Root, Kind.Output, $"return {view[slot]}"));
        foreach (var readers in Arrows.Where(arrow => arrow.From.Kind == Kind.Constant).GroupBy(arrow => arrow.From))
            MoveIn(readers.Key, [.. readers.Select(arrow => arrow.To.Frame)]);
        foreach (var box in Boxes)
            box.Frame.Boxes.Add(box);
    }

    internal enum Kind
    {
        Input,
        Constant,
        Operation,

        /// <summary>What an operation gives to the program that it runs: the last step's answer, a row of a sequence, what it solves for.</summary>
        Given,
        Output,
    }

    /// <summary>A value that a box makes.</summary>
    internal sealed record Value(string Name, TensorType Type)
    {
        /// <summary>The sum of the squares of its cotangents; null where none has arrived.</summary>
        public double? Cotangents { get; set; }
    }

    internal sealed class Box(int number, Frame frame, Kind kind, string label, Operation? operation)
    {
        public int Number => number;

        public string Id => $"n{number}";

        public Frame Frame { get; set; } = frame;

        public Kind Kind => kind;

        public string Label => label;

        /// <summary>The operation that an operation's box stands for.</summary>
        public Operation? Operation => operation;

        public List<Value> Values { get; } = [];
    }

    /// <summary>An arrow along which a value goes; <see cref="IsNext"/> where it goes into the next step.</summary>
    internal sealed record Arrow(Box From, Box To, string Label, bool IsNext);

    /// <summary>A frame; what is in it runs so many times for each time that the outer frame's things do.</summary>
    internal sealed class Frame(int number, string label, Frame? outer, int times, bool isWrittenOut)
    {
        public int Number => number;

        public string Label => label;

        public Frame? Outer => outer;

        public int Times => times;

        /// <summary>Whether it holds steps that are written out, or one of them, and not what an operation runs.</summary>
        public bool IsWrittenOut => isWrittenOut;

        public List<Box> Boxes { get; } = [];

        public List<Frame> Frames { get; } = [];

        /// <summary>Whether another frame is this one or in it.</summary>
        public bool Holds(Frame? inner)
        {
            while (inner is not null && inner != this)
                inner = inner.Outer;
            return inner is not null;
        }
    }

    /// <summary>A program in the picture: for each slot the box that its value comes out of, none for a number alone, and the value if it is born here.</summary>
    internal sealed class Layer(ProgramView view)
    {
        public ProgramView View => view;

        public Program Program => view.Program;

        public Box?[] Sources { get; } = new Box?[view.Program.Slots.Length];

        public Value?[] Values { get; } = new Value?[view.Program.Slots.Length];

        /// <summary>The programs that each equation's operation runs.</summary>
        public Layer[][] Bodies { get; } = new Layer[view.Program.Equations.Count][];
    }

    public Frame Root { get; }

    public Layer Top { get; }

    public List<Frame> Frames { get; } = [];

    public List<Box> Boxes { get; } = [];

    public List<Arrow> Arrows { get; } = [];

    public static ProgramGraph Of(Program program) => new(program);

    private Frame Inside(Frame outer, string label, int times = 1, bool isWrittenOut = false)
    {
        var frame = new Frame(Frames.Count, label, outer, times, isWrittenOut);
        Frames.Add(frame);
        outer.Frames.Add(frame);
        return frame;
    }

    private Box Add(Frame frame, Kind kind, string label, Operation? operation = null)
    {
        var box = new Box(Boxes.Count, frame, kind, label, operation);
        Boxes.Add(box);
        return box;
    }

    /// <summary>Puts a constant into the step that alone reads it.</summary>
    private static void MoveIn(Box constant, Frame[] readers)
    {
        while (constant.Frame.Frames.Find(inner => inner.IsWrittenOut && readers.All(inner.Holds)) is { } step)
            constant.Frame = step;
    }

    /// <summary>Says that the values of some slots come out of a box.</summary>
    private static void Draw(Layer layer, int first, int count, Box box)
    {
        for (var slot = first; slot < first + count; slot++)
        {
            layer.Sources[slot] = box;
            layer.Values[slot] = new(layer.View[slot], layer.Program.Slots[slot]);
            box.Values.Add(layer.Values[slot]!);
        }
    }

    private void Connect(Layer layer, int slot, Box to, bool isNext = false)
    {
        if (layer.Sources[slot] is { } from)
            Arrows.Add(new(from, to, layer.View.Typed(slot), isNext));
    }

    private void AddEquations(Frame frame, Layer layer)
    {
        var program = layer.Program;
        foreach (var slot in layer.View.Constants)
            Draw(layer, slot, 1, Add(frame, Kind.Constant, $"{layer.View[slot]} = {layer.View.Constant(slot)}"));
        var next = 0;
        foreach (var repeat in Repeat.In(program))
        {
            for (; next < repeat.Start; next++)
                AddEquation(frame, layer, next);
            var steps = Inside(frame, $"{repeat.Times} steps alike", isWrittenOut: true);
            for (var i = 0; i < repeat.Times; i++)
            {
                var step = Inside(steps, $"{i + 1} of {repeat.Times}", isWrittenOut: true);
                for (var end = next + repeat.Length; next < end; next++)
                    AddEquation(step, layer, next);
            }
        }
        for (; next < program.Equations.Count; next++)
            AddEquation(frame, layer, next);
    }

    private void AddEquation(Frame frame, Layer layer, int e)
    {
        var (equation, bodies) = (layer.Program.Equations[e], layer.View.Bodies(e));
        var operation = equation.Operation;
        var inside = bodies.Length == 0 ? frame : Inside(frame, ProgramView.Describe(operation));
        var results = new List<(Layer Layer, int Slot)>();
        layer.Bodies[e] = new Layer[bodies.Length];
        var told = new bool[equation.Inputs.Length];
        for (var b = 0; b < bodies.Length; b++)
            layer.Bodies[e][b] = AddBody(inside, layer, equation, b, bodies[b], results, told);
        var numbers = equation.Inputs.Any(slot => layer.Sources[slot] is null);
        var operands = equation.Inputs.Select(slot => layer.Sources[slot] is null ? layer.View[slot] : "·");
        var label = ProgramView.Describe(operation);
        var box = Add(
            inside,
            Kind.Operation,
            numbers && bodies.Length == 0 ? $"{label} {InvariantText.Join(", ", operands)}" : label,
            operation
        );
        for (var i = 0; i < told.Length; i++)
            if (!told[i])
                Connect(layer, equation.Inputs[i], box);
        foreach (var (inner, slot) in results)
            Connect(inner, slot, box);
        Draw(layer, equation.Output, equation.Outputs, box);
    }

    /// <summary>Draws a program that an operation runs; adds what it returns to the results, and says which operands it takes.</summary>
    private Layer AddBody(
        Frame outer,
        Layer layer,
        Equation equation,
        int b,
        ProgramView body,
        List<(Layer Layer, int Slot)> results,
        bool[] told
    )
    {
        var text = equation.Operation.BodyText(b);
        var frame = Inside(outer, text.Label, equation.Operation.Times);
        var inner = new Layer(body);
        var labels = layer.View.Inputs(equation, text, body).ToArray();
        var carries = new Queue<Box>();
        for (var input = 0; input < labels.Length; input++)
        {
            var (role, operand) = (text.Input(input), equation.Inputs[input]);
            told[input] |= role != BodyText.Unknown;
            if (role == Scan.Shared)
            {
                inner.Sources[input] = layer.Sources[operand];
                continue;
            }
            var box = Add(frame, Kind.Given, labels[input]);
            Draw(inner, input, 1, box);
            if (role != BodyText.Unknown)
                Connect(layer, operand, box);
            if (role == Scan.Carry)
                carries.Enqueue(box);
        }
        AddEquations(frame, inner);
        var outputs = body.Program.OutputSlots;
        for (var output = 0; output < outputs.Length; output++)
        {
            if (text.Output(output) == Scan.Carry)
                Connect(inner, outputs[output], carries.Dequeue(), isNext: true);
            results.Add((inner, outputs[output]));
        }
        return inner;
    }
}
