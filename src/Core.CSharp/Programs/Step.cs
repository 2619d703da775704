namespace Functional.Core;

/// <summary>What an executable does at one point: the slots it reads and fills. It is bound to tensors once for each frame.</summary>
internal abstract class Step(int[] reads, int[] writes)
{
    public int[] Reads { get; } = reads;

    public int[] Writes { get; } = writes;

    /// <summary>The name of its operation, for errors.</summary>
    public virtual string Name => "Compile";

    /// <summary>Whether an answer may be written over an operand of the same type, as where each element reads its own place alone.</summary>
    public virtual bool MayOverwrite(int slot) => false;

    /// <summary>The step on the tensors of a frame; it allocates nothing when it runs.</summary>
    public abstract Action Bind(DenseTensor[] values, Frame frame);

    /// <summary>The step of an equation of a program.</summary>
    public static Step Of(Program program, Equation equation) =>
        equation.Operation switch
        {
            UnaryOperation unary => new UnaryStep(unary, equation.Inputs, equation.Output),
            BinaryOperation binary => new BinaryStep(
                binary,
                equation.Inputs,
                equation.Output,
                program.IsConstant(equation.Inputs[1])
            ),
            NaryOperation nary => new NaryStep(
                nary,
                equation.Inputs,
                [.. Enumerable.Range(equation.Output, equation.Outputs)]
            ),
            _ => throw new TraceException($"{equation.Operation.Name} is an operation of no known arity."),
        };

    private sealed class UnaryStep(UnaryOperation operation, int[] reads, int output) : Step(reads, [output])
    {
        public override string Name => operation.Name;

        public override bool MayOverwrite(int slot) => operation.Reading == Reading.Elementwise;

        public override Action Bind(DenseTensor[] values, Frame frame)
        {
            var (x, y) = (values[Reads[0]], values[Writes[0]]);
            return () => operation.Execute(x, y);
        }
    }

    private sealed class BinaryStep(BinaryOperation operation, int[] reads, int output, bool isFixed)
        : Step(reads, [output])
    {
        public override string Name => operation.Name;

        public override bool MayOverwrite(int slot) => operation.Reading == Reading.Elementwise;

        public override Action Bind(DenseTensor[] values, Frame frame)
        {
            var (x, y, z) = (values[Reads[0]], values[Reads[1]], values[Writes[0]]);
            return isFixed ? operation.BindFixed(x, y, z) : () => operation.Execute(x, y, z);
        }
    }

    private sealed class NaryStep(NaryOperation operation, int[] reads, int[] writes) : Step(reads, writes)
    {
        public override string Name => operation.Name;

        public override bool MayOverwrite(int slot) =>
            Writes.Length == 1
            && Reads.Count(read => read == slot) == 1
            && operation.MayOverwrite(Array.IndexOf(Reads, slot));

        public override Action Bind(DenseTensor[] values, Frame frame)
        {
            var inputs = Array.ConvertAll(Reads, slot => values[slot]);
            var outputs = Array.ConvertAll(Writes, slot => values[slot]);
            return operation.Bind(inputs, outputs, frame);
        }
    }
}

/// <summary>Copies a value to another place.</summary>
internal sealed class CopyStep(int from, int to) : Step([from], [to])
{
    public override Action Bind(DenseTensor[] values, Frame frame)
    {
        var (x, y) = (values[Reads[0]], values[Writes[0]]);
        return () => y.Fill(x);
    }
}
