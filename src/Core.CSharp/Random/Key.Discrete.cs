using Functional.Core.Kernels;
using static System.FormattableString;

namespace Functional.Core;

public readonly partial record struct Key
{
    /// <summary>
    /// A mask of ones with probability p, else zeros: element i is 1 where half-block i, read as a number w, is below ⌊p·2³²⌋.
    /// So the same elements are 1 in both dtypes, and more of the same for a larger p. The probability is exact to 2⁻³².
    /// </summary>
    /// <exception cref="DomainException">p is not in [0, 1].</exception>
    /// <exception cref="ShapeException">The shape is not one.</exception>
    public Tensor Bernoulli(double p, int[] shape, DType dtype = DType.Float64)
    {
        if (!(p >= 0 && p <= 1))
            DomainException.Throw("Bernoulli", "a probability in [0, 1]", Invariant($"{p}"));
        var below = (ulong)(p * (1L << 32));
        return Draw("Bernoulli", Invariant($"P = {p:R}"), shape, dtype, (key, result) => key.FillBelow(below, result));
    }

    private void FillBelow(ulong below, DenseTensor result)
    {
        Span<uint> words = stackalloc uint[Chunk];
        for (var start = 0; start < result.Count; start += Chunk)
        {
            var n = Math.Min(Chunk, result.Count - start);
            Words(start, words[..n]);
            if (result.DType == DType.Float32)
                Below(words[..n], below, result.Writable<float>()[start..]);
            else
                Below(words[..n], below, result.Writable<double>()[start..]);
        }
    }

    private static void Below<T>(ReadOnlySpan<uint> words, ulong below, Span<T> y)
        where T : System.Numerics.INumber<T>
    {
        // The sign of the difference: a branch on random numbers would be guessed wrong as often as not.
        for (var i = 0; i < words.Length; i++)
            y[i] = T.CreateTruncating((int)((words[i] - below) >> 63));
    }

    /// <summary>
    /// Whole numbers evenly spread over low … high − 1: low + ⌊b·(high − low)/2⁶⁴⌋ of block i read as a number b,
    /// hence with a bias below (high − low)/2⁶⁴.
    /// </summary>
    /// <exception cref="DomainException">Not low &lt; high, or the dtype does not hold all these whole numbers (2²⁴ in Float32, 2⁵³ in Float64).</exception>
    /// <exception cref="ShapeException">The shape is not one.</exception>
    public Tensor Integers(long low, long high, int[] shape, DType dtype = DType.Float64)
    {
        var most = dtype == DType.Float32 ? 1L << 24 : 1L << 53;
        if (low >= high || low < -most || high - 1 > most)
            DomainException.Throw(
                "Integers",
                $"low < high within ±{most} in {dtype}",
                Invariant($"low {low} and high {high}")
            );
        return Draw(
            "Integers",
            $"Low = {low}, High = {high}",
            shape,
            dtype,
            (key, result) => key.FillIntegers(low, high, result)
        );
    }

    private void FillIntegers(long low, long high, DenseTensor result)
    {
        Span<ulong> blocks = stackalloc ulong[Chunk];
        for (var start = 0; start < result.Count; start += Chunk)
        {
            var n = Math.Min(Chunk, result.Count - start);
            Threefry.Blocks(upper, lower, (uint)start, Numbers, blocks[..n]);
            for (var i = 0; i < n; i++)
            {
                var whole = low + (long)Below((ulong)(high - low), blocks[i]);
                if (result.DType == DType.Float32)
                    result.Writable<float>()[start + i] = whole;
                else
                    result.Writable<double>()[start + i] = whole;
            }
        }
    }

    /// <summary>
    /// The numbers 0 … n − 1 in random order: for i from n − 1 down to 1, number i changes places with number ⌊b·(i + 1)/2⁶⁴⌋,
    /// where b is block i (Fisher and Yates).
    /// </summary>
    /// <exception cref="DomainException">n is negative.</exception>
    /// <exception cref="TraceException">The key is an argument of a traced function, which has no numbers yet.</exception>
    public int[] Permutation(int n)
    {
        if (bits is not null)
            throw new TraceException(
                "Permutation gives numbers, which a key that is an argument of a traced function does not have yet; draw the order outside and pass it in."
            );
        if (n < 0)
            DomainException.Throw("Permutation", "0 or more numbers", $"{n}");
        var blocks = Allocation.Zeros<ulong>(n, "Permutation");
        Threefry.Blocks(upper, lower, 0, Numbers, blocks);
        var order = Allocation.Zeros<int>(n, "Permutation");
        for (var i = 0; i < n; i++)
            order[i] = i;
        for (var i = n - 1; i > 0; i--)
        {
            var j = (int)Below((ulong)(i + 1), blocks[i]);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>
    /// Classes drawn with probabilities softmax(logits) along an axis, as whole numbers: argmax(logits + g) with the noise g of <see cref="Gumbel"/>.
    /// Shapes: the axis goes, [m, k] → [m]. Logits of −∞ are never drawn, one of +∞ always. Not differentiable: its derivative is 0.
    /// </summary>
    /// <exception cref="DomainException">The logits of one draw hold NaN or are all −∞ (checked on numbers, not on traced tensors).</exception>
    /// <exception cref="ShapeException">There is no such axis, or it has no classes.</exception>
    public Tensor Categorical(Tensor logits, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(logits);
        axis = logits.Shape.Axis(axis, "Categorical");
        if (logits is DenseTensor numbers)
            Check(numbers, axis);
        return (logits + Gumbel(logits.Shape.ToArray(), logits.DType)).ArgMax(axis);
    }

    private static void Check(DenseTensor logits, int axis)
    {
        var classes = logits.Shape[axis];
        var inner = logits.Shape.CountOf(axis + 1, logits.Rank);
        for (var draw = 0; draw < logits.Count / Math.Max(classes, 1); draw++)
        {
            var largest = double.NegativeInfinity;
            for (var k = 0; k < classes; k++)
            {
                var logit = logits.At((draw / inner * classes + k) * inner + draw % inner);
                if (double.IsNaN(logit))
                    DomainException.Throw(
                        "Categorical",
                        "logits that are numbers",
                        $"NaN for class {k} of draw {draw}"
                    );
                largest = Math.Max(largest, logit);
            }
            if (double.IsNegativeInfinity(largest))
                DomainException.Throw(
                    "Categorical",
                    "a logit above −∞ in each draw",
                    $"none among the {classes} of draw {draw}"
                );
        }
    }
}
