namespace Functional.Core;

/// <summary>
/// How the elements of an operation's answer read those of its operands, whatever the numbers are: what sparsity patterns are followed by.
/// A reading may name too many elements, never too few.
/// </summary>
internal abstract class Reading
{
    /// <summary>Each element reads every element of every operand: always true.</summary>
    public static Reading All { get; } = new Everything();

    /// <summary>Each element reads those in its own place, with broadcasting.</summary>
    public static Reading Elementwise { get; } = new Pointwise();

    /// <summary>Each element is one of the first operand's (or of any, in an operation of many), or a constant.</summary>
    public static Reading Movement { get; } = new Moving();

    /// <summary>Each element adds those of the first operand that are sent to it: the transpose of <see cref="Movement"/>.</summary>
    public static Reading Collection { get; } = new Collecting();

    /// <summary>Each element reads the lines through its place along an axis.</summary>
    public static Reading Along(int axis) => new Lines(axis);

    /// <summary>The set of each element of an answer, row-major.</summary>
    /// <param name="known">The sets that there are, to be added to.</param>
    /// <param name="operation">The operation that reads so.</param>
    /// <param name="operands">The operands; those without sets are constant, and one at least is not.</param>
    /// <param name="answer">The shape of the answer.</param>
    public abstract int[] Follow(
        DependencySets known,
        Operation operation,
        (Tensor Primal, int[]? Sets)[] operands,
        Shape answer
    );

    private sealed class Everything : Reading
    {
        public override int[] Follow(
            DependencySets known,
            Operation operation,
            (Tensor Primal, int[]? Sets)[] operands,
            Shape answer
        )
        {
            var all = 0;
            foreach (var (_, sets) in operands)
                if (sets is not null)
                    all = known.Union(all, known.Union(sets));
            var result = new int[answer.Size];
            Array.Fill(result, all);
            return result;
        }
    }

    private sealed class Pointwise : Reading
    {
        public override int[] Follow(
            DependencySets known,
            Operation operation,
            (Tensor Primal, int[]? Sets)[] operands,
            Shape answer
        )
        {
            int[]? result = null;
            foreach (var (primal, sets) in operands)
            {
                if (sets is null)
                    continue;
                var own = Names.Stretch(sets, primal.Shape, answer);
                if (result is null)
                    result = own;
                else
                    result = Union(known, result, own);
            }
            return result!;
        }

        private static int[] Union(DependencySets known, int[] x, int[] y)
        {
            var result = new int[x.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = known.Union(x[i], y[i]);
            return result;
        }
    }

    // The operation is made to move the numbers of the sets: where it puts zero, nothing is read.
    private sealed class Moving : Reading
    {
        public override int[] Follow(
            DependencySets known,
            Operation operation,
            (Tensor Primal, int[]? Sets)[] operands,
            Shape answer
        )
        {
            var first = Names.Of(operands[0].Sets, operands[0].Primal.Shape);
            return operation switch
            {
                UnaryOperation unary => Names.Read(Tensor.Apply(unary, first)),
                BinaryOperation when operands[0].Sets is null => new int[answer.Size],
                BinaryOperation binary => operands[1].Primal.HasNumbers
                    ? Names.Read(Tensor.Apply(binary, first, operands[1].Primal.Dense))
                    : All.Follow(known, operation, operands, answer),
                _ => Names.Read(
                    Tensor.Apply(
                        (NaryOperation)operation,
                        Array.ConvertAll(operands, operand => Names.Of(operand.Sets, operand.Primal.Shape))
                    )[0]
                ),
            };
        }
    }

    // The transpose moves the numbers of the answer's elements to the operand's elements that they read.
    private sealed class Collecting : Reading
    {
        public override int[] Follow(
            DependencySets known,
            Operation operation,
            (Tensor Primal, int[]? Sets)[] operands,
            Shape answer
        )
        {
            var (primal, sets) = operands[0];
            if (sets is null)
                return new int[answer.Size];
            var type = new TensorType(primal.Shape, DType.Float64);
            var places = Names.Of(Names.Count(answer.Size), answer);
            return operation switch
            {
                LinearOperation linear => Names.Unite(known, sets, Names.Read(linear.Transpose(type, places)), answer),
                Indexed indexed when operands[1].Primal.HasNumbers => Names.Unite(
                    known,
                    sets,
                    Names.Read(indexed.Transpose(type, operands[1].Primal.Dense, places)),
                    answer
                ),
                _ => All.Follow(known, operation, operands, answer),
            };
        }
    }

    private sealed class Lines(int axis) : Reading
    {
        public override int[] Follow(
            DependencySets known,
            Operation operation,
            (Tensor Primal, int[]? Sets)[] operands,
            Shape answer
        )
        {
            var ends = Array.ConvertAll(
                operands,
                operand =>
                    operand.Sets is null
                        ? operand
                        : (
                            Tensor.Zeros(operand.Primal.Shape.With(axis, 1).ToArray()),
                            Names.Lines(known, operand.Sets, operand.Primal.Shape, axis)
                        )
            );
            return Elementwise.Follow(known, operation, ends, answer);
        }
    }
}
