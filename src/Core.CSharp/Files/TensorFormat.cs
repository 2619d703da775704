using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>Numbers and the name that they go by in a file.</summary>
internal readonly record struct NamedNumbers(string Name, DenseTensor Numbers);

/// <summary>A form of files of tensors, and the file that errors name.</summary>
internal abstract class TensorFormat(string file)
{
    // How many elements are taken at a time, since a span of bytes has no more than 2³¹ − 1.
    private const int Stretch = 1 << 20;

    /// <summary>The form that the name of a file says.</summary>
    /// <exception cref="TensorFileException">It says none.</exception>
    public static TensorFormat Of(string file) =>
        Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".safetensors" => new SafeTensors(file),
            ".npz" => new Npz(file),
            _ => throw new TensorFileException(
                file,
                null,
                $"{file} wants a name that ends in .safetensors or .npz, which says the form of the file."
            ),
        };

    /// <summary>Writes tensors one after the other.</summary>
    public abstract void Write(Stream stream, IReadOnlyList<NamedNumbers> tensors);

    /// <summary>Reads them. Memory is taken only for bytes that are there, whatever the file says of itself.</summary>
    public abstract IEnumerable<(string Name, Tensor Numbers)> Read(Stream stream);

    /// <summary>The bytes of an element.</summary>
    protected static int Width(DType dtype) => dtype == DType.Float32 ? sizeof(float) : sizeof(double);

    /// <summary>The bytes of all elements.</summary>
    protected static long Bytes(TensorType type) => (long)type.Shape.Size * Width(type.DType);

    /// <summary>Writes the elements, the lowest byte first.</summary>
    protected static void WriteElements(Stream stream, DenseTensor x)
    {
        for (var start = 0; start < x.Count; start += Stretch)
        {
            var bytes = Elements(x, start);
            if (BitConverter.IsLittleEndian)
                stream.Write(bytes);
            else
            {
                byte[] copy = [.. bytes];
                Turn(copy, Width(x.DType));
                stream.Write(copy);
            }
        }
    }

    /// <summary>Reads elements, the lowest or the highest byte first.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    /// <exception cref="TensorFileException">There are more than memory has names for.</exception>
    protected DenseTensor ReadElements(Stream stream, string name, TensorType type, bool highestFirst = false)
    {
        if (type.Shape.Size > Array.MaxLength)
            throw Wrong(name, $"wants {name} to have at most {Array.MaxLength} elements, but has {type.Shape.Size}");
        var x = DenseTensor.Uninitialized(type);
        for (var start = 0; start < x.Count; start += Stretch)
        {
            var bytes = Elements(x, start);
            stream.ReadExactly(bytes);
            if (highestFirst == BitConverter.IsLittleEndian)
                Turn(bytes, Width(x.DType));
        }
        return x;
    }

    /// <summary>The error "{file} {what}.", about a tensor if it has a name.</summary>
    public TensorFileException Wrong(string? tensor, string what, Exception? inner = null) =>
        inner is null ? new(file, tensor, $"{file} {what}.") : new(file, tensor, $"{file} {what}.", inner);

    /// <summary>The error that the elements of a tensor are of a kind that tensors here do not have.</summary>
    public TensorFileException UnknownDType(string tensor, string? dtype, string known) =>
        Wrong(tensor, $"wants {tensor} to have the dtype {known}, but has {dtype}; convert it where it is written");

    private static Span<byte> Elements(DenseTensor x, int start)
    {
        var count = Math.Min(Stretch, x.Count - start);
        return x.DType == DType.Float32
            ? MemoryMarshal.AsBytes(x.Writable<float>().Slice(start, count))
            : MemoryMarshal.AsBytes(x.Writable<double>().Slice(start, count));
    }

    private static void Turn(Span<byte> bytes, int width)
    {
        for (var i = 0; i < bytes.Length; i += width)
            bytes.Slice(i, width).Reverse();
    }
}
