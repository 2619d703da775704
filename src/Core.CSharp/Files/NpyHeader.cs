using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Functional.Core;

/// <summary>
/// What a .npy file says of its elements: a magic word, a version, the length of a text, and the text, a dictionary as Python writes it, padded to 64 bytes.
/// Source: NumPy's description of the format, versions 1.0 to 3.0.
/// </summary>
/// <param name="Type">Their shape and dtype.</param>
/// <param name="ColumnMajor">Whether the first axis runs fastest.</param>
/// <param name="HighestFirst">Whether the highest byte of each comes first.</param>
/// <param name="Length">The bytes before the elements.</param>
internal sealed partial record NpyHeader(TensorType Type, bool ColumnMajor, bool HighestFirst, int Length)
{
    private const int Alignment = 64;
    private const int LongestText = 1 << 16;
    private static readonly byte[] magic = [0x93, .. "NUMPY"u8];

    /// <summary>The header of version 1.0 for row-major elements, the lowest byte first.</summary>
    /// <exception cref="ShapeException">The shape has thousands of axes.</exception>
    public static byte[] Of(TensorType type)
    {
        var sizes = string.Concat(type.Shape.Select(size => $"{size.ToString(CultureInfo.InvariantCulture)},"));
        var dtype = type.DType == DType.Float32 ? "<f4" : "<f8";
        var text = $"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({sizes}), }}";
        var start = magic.Length + 4;
        var length = (start + text.Length + 1 + Alignment - 1) / Alignment * Alignment - start;
        if (length > ushort.MaxValue)
            ShapeException.Throw("Save", $"at most {ushort.MaxValue} bytes of sizes for an npz", $"{length}");
        byte[] header = [.. magic, 1, 0, 0, 0, .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)), (byte)'\n'];
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(start - 2), (ushort)length);
        return header;
    }

    /// <summary>Reads a header; the elements come next.</summary>
    /// <exception cref="TensorFileException">It is none, or one of elements that tensors do not have.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static NpyHeader Read(Stream stream, TensorFormat format, string name)
    {
        var (text, length) = Text(stream, format, name);
        if (
            Descr().Match(text) is not { Success: true } descr
            || Order().Match(text) is not { Success: true } order
            || Sizes().Match(text) is not { Success: true } sizes
        )
            throw format.Wrong(name, $"wants descr, fortran_order and shape of {name}, but says {text.Trim()}");
        var dtype = descr.Groups[1].Value switch
        {
            "<f4" or ">f4" => DType.Float32,
            "<f8" or ">f8" => DType.Float64,
            var other => throw format.UnknownDType(name, other, "f4 or f8"),
        };
        return new(
            new(Shape(sizes.Groups[1].Value, format, name), dtype),
            order.Groups[1].Value == "True",
            descr.Groups[1].Value[0] == '>',
            length
        );
    }

    private static (string Text, int Length) Text(Stream stream, TensorFormat format, string name)
    {
        var start = new byte[magic.Length + 2];
        stream.ReadExactly(start);
        if (!start.AsSpan().StartsWith(magic) || start[magic.Length] is not (1 or 2 or 3))
            throw format.Wrong(
                name,
                $"wants {name} to begin as a .npy of version 1 to 3, but got {Convert.ToHexString(start)}"
            );
        var size = new byte[start[magic.Length] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        var length =
            size.Length == 2
                ? BinaryPrimitives.ReadUInt16LittleEndian(size)
                : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LongestText)
            throw format.Wrong(name, $"wants at most {LongestText} bytes of header of {name}, but says {length}");
        var text = new byte[length];
        stream.ReadExactly(text);
        return (Encoding.UTF8.GetString(text), start.Length + size.Length + text.Length);
    }

    private static Shape Shape(string sizes, TensorFormat format, string name)
    {
        try
        {
            const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            return new([
                .. sizes
                    .Split(',', Clean)
                    .Select(size => int.Parse(size, NumberStyles.None, CultureInfo.InvariantCulture)),
            ]);
        }
        catch (Exception error) when (error is FormatException or OverflowException or ShapeException)
        {
            throw format.Wrong(name, $"wants the shape of {name}, but says ({sizes}): {error.Message}", error);
        }
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([^']*)'")]
    private static partial Regex Descr();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex Order();

    // Without quotes within, so that what is tried at one place is not tried again at the next: time grows with the length alone.
    [GeneratedRegex(@"'shape'\s*:\s*\(([^)']*)\)")]
    private static partial Regex Sizes();
}
