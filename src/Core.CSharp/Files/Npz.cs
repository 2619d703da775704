using System.IO.Compression;

namespace Functional.Core;

/// <summary>NumPy's npz: a zip of .npy files, stored or deflated. Ours are stored, and dated alike whenever they are written.</summary>
internal sealed class Npz(string file) : TensorFormat(file)
{
    private const string Extension = ".npy";

    // The least that a zip can say.
    private static readonly DateTimeOffset date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override void Write(Stream stream, IReadOnlyList<NamedNumbers> tensors)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, numbers) in tensors)
        {
            var entry = zip.CreateEntry(name + Extension, CompressionLevel.NoCompression);
            entry.LastWriteTime = date;
            using var part = entry.Open();
            part.Write(NpyHeader.Of(numbers.Type));
            WriteElements(part, numbers);
        }
    }

    public override IEnumerable<(string Name, Tensor Numbers)> Read(Stream stream)
    {
        using var zip = Zip(() => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true), null);
        var entries = Zip(() => zip.Entries, null);
        CheckLengths(entries, stream.Length);
        var buffer = new byte[1 << 16];
        foreach (var entry in entries)
        {
            var name = entry.FullName.EndsWith(Extension, StringComparison.Ordinal)
                ? entry.FullName[..^Extension.Length]
                : throw Wrong(entry.FullName, $"wants parts whose names end in {Extension}, but has {entry.FullName}");
            yield return (name, Zip(() => Read(entry, name, buffer), name));
        }
    }

    // Parts that share bytes could hold, all together, the square of what the file has room for.
    private void CheckLengths(IEnumerable<ZipArchiveEntry> entries, long bytes)
    {
        var left = bytes;
        foreach (var entry in entries)
            if ((left -= entry.CompressedLength) < 0)
                throw Wrong(
                    entry.FullName,
                    $"wants parts side by side, but with {entry.FullName} they have more bytes than the file"
                );
    }

    private Tensor Read(ZipArchiveEntry entry, string name, byte[] buffer)
    {
        // What is there is counted before memory is taken for it: a part may say more than it has.
        var length = Checked(entry, name, buffer);
        using var part = entry.Open();
        var header = NpyHeader.Read(part, this, name);
        var (wanted, got) = (Bytes(header.Type), length - header.Length);
        if (wanted != got)
            throw Wrong(name, $"wants {wanted} bytes of elements of {name}, but has {got}");
        if (!header.ColumnMajor)
            return ReadElements(part, header.Type, header.HighestFirst);
        var turned = new TensorType(new([.. header.Type.Shape.Reverse()]), header.Type.DType);
        return ReadElements(part, turned, header.HighestFirst).Permute();
    }

    // The bytes of a part, all of them read and held against its checksum.
    private long Checked(ZipArchiveEntry entry, string name, byte[] buffer)
    {
        using var part = entry.Open();
        var (length, sum) = (0L, Checksum.Empty);
        for (int count; (count = part.Read(buffer)) > 0; length += count)
            sum = Checksum.Add(sum, buffer.AsSpan(0, count));
        return sum == entry.Crc32
            ? length
            : throw Wrong(
                name,
                $"wants {name} to have the checksum {entry.Crc32:X8}, but it has {sum:X8}: it is damaged"
            );
    }

    private T Zip<T>(Func<T> read, string? name)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Wrong(name, $"wants a whole zip{(name is null ? "" : $" at {name}")}, but: {error.Message}", error);
        }
    }
}
