using Functional.Core.Kernels;

namespace Functional.Core;

public readonly partial record struct Key
{
    private const int Chunk = 512;

    /// <summary>
    /// The draws of n keys, one after another along a new axis 0: element i is draw(Split(n)[i]). A key inside a function that is vectorized gives
    /// every instance the same numbers; noise that shall differ between instances is drawn by this and is an argument with a batch axis.
    /// The numbers are those of a loop over the keys.
    /// </summary>
    /// <exception cref="DomainException">n is less than 1.</exception>
    /// <exception cref="ShapeException">The draws differ in shape.</exception>
    public Tensor Batch(int n, Func<Key, Tensor> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        if (n < 1)
            DomainException.Throw("Batch", "1 key or more", $"{n}");
        return Tensor.Stack(Array.ConvertAll(Split(n), key => draw(key)));
    }

    /// <summary>What becomes of numbers that are evenly spread over (0, 1), in place.</summary>
    private delegate void Transform(Span<double> u);

    /// <summary>
    /// A tensor of transformed uniform numbers. In Float64 number i has the 52 upper bits b of block i, as (b + ½)·2⁻⁵²;
    /// in Float32 it has all bits w of half-block i, as (w + ½)·2⁻³², and is rounded after the transform.
    /// </summary>
    private Tensor Draw(string name, string constants, int[] shape, DType dtype, Transform transform) =>
        Draw(name, constants, shape, dtype, (key, result) => key.Fill(result, transform));

    /// <summary>A tensor that a function of the key fills, at once or, if the key is an argument of a traced function, as an operation of that name.</summary>
    private Tensor Draw(string name, string constants, int[] shape, DType dtype, Action<Key, DenseTensor> fill)
    {
        var type = new TensorType(new Shape(shape), DTypes.Checked(dtype, name));
        if (bits is not null)
            return Tensor.Apply(new Draw(name, constants, type, fill), bits);
        var result = DenseTensor.Uninitialized(type.Shape, type.DType, name);
        fill(this, result);
        return result;
    }

    private void Fill(DenseTensor result, Transform transform)
    {
        var (count, dtype) = (result.Count, result.DType);
        Span<double> u = stackalloc double[Chunk];
        Span<uint> words = stackalloc uint[Chunk];
        Span<ulong> blocks = stackalloc ulong[Chunk];
        for (var start = 0; start < count; start += Chunk)
        {
            var n = Math.Min(Chunk, count - start);
            var numbers = u[..n];
            if (dtype == DType.Float64)
            {
                Threefry.Blocks(upper, lower, (uint)start, Numbers, blocks[..n]);
                for (var i = 0; i < n; i++)
                    numbers[i] = ((long)(blocks[i] >> 12) + 0.5) * (1.0 / (1L << 52));
                transform(numbers);
                numbers.CopyTo(result.Writable<double>()[start..]);
            }
            else
            {
                Words(start, words[..n]);
                for (var i = 0; i < n; i++)
                    numbers[i] = (words[i] + 0.5) * (1.0 / (1L << 32));
                transform(numbers);
                var y = result.Writable<float>().Slice(start, n);
                for (var i = 0; i < n; i++)
                    y[i] = (float)numbers[i];
            }
        }
    }

    /// <summary>Half-blocks from an even position on: the upper word of a block, then its lower one.</summary>
    private void Words(int start, Span<uint> words)
    {
        Span<ulong> blocks = stackalloc ulong[Chunk / 2];
        blocks = blocks[..((words.Length + 1) / 2)];
        Threefry.Blocks(upper, lower, (uint)start / 2, Numbers, blocks);
        for (var i = 0; i < words.Length >> 1; i++)
            (words[2 * i], words[2 * i + 1]) = ((uint)(blocks[i] >> 32), (uint)blocks[i]);
        if (words.Length % 2 == 1)
            words[^1] = (uint)(blocks[^1] >> 32);
    }

    /// <summary>A whole number evenly spread over 0 … count − 1, up to a bias of count/2⁶⁴.</summary>
    private static ulong Below(ulong count, ulong block) => Math.BigMul(block, count, out _);
}
