using System.Buffers.Binary;
using System.Text.Json;

namespace Functional.Core;

/// <summary>
/// The form safetensors: the length of a header (64 bits), the header as JSON, { name: { dtype, shape, data_offsets: [start, end] } } with offsets from its end,
/// and the elements, the lowest byte first, row-major, without gaps. Source: the format's description (Hugging Face, 2022), whose limits are kept.
/// </summary>
internal sealed class SafeTensors(string file) : TensorFormat(file)
{
    private const int LengthBytes = 8;
    private const int LongestHeader = 100_000_000;
    private const string Notes = "__metadata__";

    // The header, a tensor, a list of it.
    private const int Depth = 3;

    private readonly record struct Entry(string Name, TensorType Type, long Start, long End);

    public override void Write(Stream stream, IReadOnlyList<NamedNumbers> tensors)
    {
        // The wider elements first, so that all are aligned for readers that map the file.
        var ordered = tensors.OrderByDescending(tensor => tensor.Numbers.DType).ToList();
        var header = Header(ordered);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, numbers) in ordered)
            WriteElements(stream, numbers);
    }

    private byte[] Header(IEnumerable<NamedNumbers> tensors)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            var start = 0L;
            json.WriteStartObject();
            foreach (var (name, numbers) in tensors)
            {
                if (name == Notes)
                    throw Wrong(name, $"wants another name than {Notes} for a tensor, which the form keeps for notes");
                var end = start + Bytes(numbers.Type);
                json.WriteStartObject(name);
                json.WriteString("dtype", numbers.DType == DType.Float32 ? "F32" : "F64");
                WriteNumbers(json, "shape", numbers.Shape.Select(size => (long)size));
                WriteNumbers(json, "data_offsets", [start, end]);
                json.WriteEndObject();
                start = end;
            }
            json.WriteEndObject();
        }
        while (header.Length % LengthBytes != 0)
            header.WriteByte((byte)' ');
        return header.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    public override IEnumerable<(string Name, Tensor Numbers)> Read(Stream stream)
    {
        var most = Math.Min(LongestHeader, stream.Length - LengthBytes);
        if (most < 0)
            throw Wrong(null, $"wants {LengthBytes} bytes for the length of its header, but has {stream.Length}");
        var length = new byte[LengthBytes];
        stream.ReadExactly(length);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (size > (ulong)most)
            throw Wrong(null, $"wants a header of at most {most} bytes, but says {size}");
        var header = new byte[size];
        stream.ReadExactly(header);
        var entries = Entries(header);
        CheckOffsets(entries, stream.Length - stream.Position);
        foreach (var entry in entries)
            yield return (entry.Name, ReadElements(stream, entry.Name, entry.Type));
    }

    private List<Entry> Entries(byte[] header)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false };
            using var json = JsonDocument.Parse(header, options);
            var tensors = json.RootElement.EnumerateObject().Where(item => item.Name != Notes).Select(Read);
            return [.. tensors.OrderBy(entry => entry.Start).ThenBy(entry => entry.End)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Wrong(null, $"wants a header of JSON that names each tensor once, but: {error.Message}", error);
        }
    }

    private Entry Read(JsonProperty item)
    {
        var name = item.Name;
        try
        {
            var dtype = item.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => DType.Float32,
                "F64" => DType.Float64,
                var other => throw UnknownDType(name, other, "F32 or F64"),
            };
            int[] sizes = [.. item.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            long[] offsets =
            [
                .. item.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()),
            ];
            if (offsets is not [var start, var end])
                throw Wrong(name, $"wants two data_offsets of {name}, but has {offsets.Length}");
            var type = new TensorType(new(sizes), dtype);
            if (end - start != Bytes(type))
                throw Wrong(name, $"wants {Bytes(type)} bytes for {name} of {type}, but says {start} to {end}");
            return new(name, type, start, end);
        }
        catch (Exception error)
            when (error is InvalidOperationException or KeyNotFoundException or FormatException or ShapeException)
        {
            throw Wrong(name, $"wants dtype, shape and data_offsets of {name}, but: {error.Message}", error);
        }
    }

    // Without gaps and overlaps, as the form wants: no byte of the file is read twice or hidden.
    private void CheckOffsets(List<Entry> entries, long bytes)
    {
        var at = 0L;
        foreach (var (name, _, start, end) in entries)
        {
            if (start != at)
                throw Wrong(name, $"wants {name} to begin at byte {at} of the elements, but says {start}");
            if (end > bytes)
                throw Wrong(name, $"wants {name} to end within {bytes} bytes of elements, but says {end}");
            at = end;
        }
        if (at != bytes)
            throw Wrong(null, $"wants {at} bytes of elements, but has {bytes}");
    }
}
