using System.Globalization;

namespace Functional.Core;

/// <summary>
/// A program with a name for each slot, and the same of the programs that its operations run: a name means one value in the whole text.
/// What has no name of its own is called by letters, in the order of the text; a number alone is its own name.
/// </summary>
internal sealed class ProgramView
{
    private const int Shown = 8;

    private readonly string[] names;

    /// <summary>The bodies of each equation.</summary>
    private readonly ProgramView[][] bodies;

    private ProgramView(Program program, Namer namer, Func<int, string?> inherited)
    {
        Program = program;
        names = new string[program.Slots.Length];
        bodies = new ProgramView[program.Equations.Count][];
        void Name(int slot) => names[slot] = namer.Next(program.Names?[slot]);
        for (var slot = 0; slot < program.Inputs.Count; slot++)
            if (inherited(slot) is { } name)
                names[slot] = name;
            else
                Name(slot);
        for (var i = 0; i < program.Constants.Count; i++)
            if (program.Constants[i].Rank == 0)
                names[program.Inputs.Count + i] = Number(program.Constants[i], 0);
            else
                Name(program.Inputs.Count + i);
        for (var e = 0; e < bodies.Length; e++)
        {
            var equation = program.Equations[e];
            for (var i = 0; i < equation.Outputs; i++)
                Name(equation.Output + i);
            bodies[e] =
            [
                .. equation.Operation.Bodies.Select(
                    (body, b) =>
                    {
                        var text = equation.Operation.BodyText(b);
                        return new ProgramView(
                            body,
                            namer,
                            input => text.Input(input) == Scan.Shared ? names[equation.Inputs[input]] : null
                        );
                    }
                ),
            ];
        }
    }

    public static ProgramView Of(Program program) => new(program, new(program), _ => null);

    public Program Program { get; }

    /// <summary>The name of a slot.</summary>
    public string this[int slot] => names[slot];

    /// <summary>The programs that an equation's operation runs.</summary>
    public ProgramView[] Bodies(int equation) => bodies[equation];

    /// <summary>As in "x: Float64[3]".</summary>
    public string Typed(int slot) => $"{names[slot]}: {Program.Slots[slot]}";

    /// <summary>The constants that are no numbers alone, which are their own names.</summary>
    public IEnumerable<int> Constants =>
        Enumerable
            .Range(Program.Inputs.Count, Program.Constants.Count)
            .Where(slot => Program.Slots[slot].Shape.Rank > 0);

    /// <summary>A constant in words: its elements if they are few, or all the same.</summary>
    public string Constant(int slot)
    {
        var x = Program.Constants[slot - Program.Inputs.Count];
        var elements = Enumerable.Range(0, x.Count);
        return x.Count > 0 && elements.All(i => x.At(i).Equals(x.At(0))) ? $"{Number(x, 0)} everywhere"
            : x.Count <= Shown ? $"constant [{InvariantText.Join(", ", elements.Select(i => Number(x, i)))}]"
            : "constant";
    }

    private static string Number(DenseTensor x, int index) =>
        x.DType == DType.Float32
            ? ((float)x.At(index)).ToString(CultureInfo.InvariantCulture)
            : x.At(index).ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of an operation and, in brackets, its constants that are not false: "MatMul[TransposeY]".</summary>
    public static string Describe(Operation operation)
    {
        var constants = operation.Constants;
        return constants.Length == 0 ? operation.Name : $"{operation.Name}[{constants}]";
    }

    /// <summary>The inputs of a body as its operation gives them, as in "h: Float64[3] from h0".</summary>
    public IEnumerable<string> Inputs(Equation equation, BodyText text, ProgramView body) =>
        Enumerable
            .Range(0, body.Program.Inputs.Count)
            .Select(input =>
                text.Input(input) switch
                {
                    Scan.Carry => $"{body.Typed(input)} from {this[equation.Inputs[input]]}",
                    Scan.Sequence => $"{body.Typed(input)} in {this[equation.Inputs[input]]}",
                    Core.BodyText.Unknown => $"{body.Typed(input)} unknown",
                    _ => body[input],
                }
            );

    /// <summary>The outputs of a body as its operation takes them, as in "k as next h".</summary>
    public IEnumerable<string> Outputs(Equation equation, BodyText text, ProgramView body)
    {
        var carries = new Queue<int>(Scan.Places(text.Takes, Scan.Carry));
        return
        [
            .. body
                .Program.OutputSlots.ToArray()
                .Select(
                    (slot, output) =>
                        text.Output(output) switch
                        {
                            Scan.Carry => $"{body[slot]} as next {body[carries.Dequeue()]}",
                            Scan.Sequence => $"{body[slot]} to {this[equation.Output + output]}",
                            _ => body[slot],
                        }
                ),
        ];
    }

    /// <summary>Gives out names, each once.</summary>
    private sealed class Namer
    {
        // Given names go before letters, wherever they stand.
        private readonly HashSet<string> reserved = [];
        private readonly HashSet<string> used = [];
        private int letters;

        public Namer(Program program) => Reserve(program);

        private void Reserve(Program program)
        {
            reserved.UnionWith((program.Names ?? []).OfType<string>());
            foreach (var body in program.Equations.SelectMany(equation => equation.Operation.Bodies))
                Reserve(body);
        }

        public string Next(string? given)
        {
            if (given is null)
            {
                string name;
                do name = Letters(letters++);
                while (reserved.Contains(name));
                return name;
            }
            var candidate = given;
            for (var i = 2; !used.Add(candidate); i++)
                candidate = string.Create(CultureInfo.InvariantCulture, $"{given}_{i}");
            return candidate;
        }

        /// <summary>a … z, aa, ab, ….</summary>
        private static string Letters(int i) => (i < 26 ? "" : Letters(i / 26 - 1)) + (char)('a' + i % 26);
    }
}
