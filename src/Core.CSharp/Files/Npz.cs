using System.IO.Compression;
using System.Text;

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
            if (Encoding.UTF8.GetByteCount(name) > ushort.MaxValue - Extension.Length)
                throw Wrong(
                    name,
                    $"wants names of at most {ushort.MaxValue} bytes with {Extension} behind them, but got one of {name.Length} letters"
                );
            var entry = zip.CreateEntry(name + Extension, CompressionLevel.NoCompression);
            entry.LastWriteTime = date;
            using var part = entry.Open();
            part.Write(NpyHeader.Of(numbers.Type));
            WriteElements(part, numbers);
        }
    }

    public override IEnumerable<(string Name, Tensor Numbers)> Read(Stream stream)
    {
        using var watched = new WatchedStream(stream);
        using var zip = Zip(() => new ZipArchive(watched, ZipArchiveMode.Read, leaveOpen: true), null);
        var entries = Zip(() => zip.Entries, null);
        CheckPlaces(entries, watched);
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
    private void CheckPlaces(IEnumerable<ZipArchiveEntry> entries, WatchedStream stream)
    {
        // The least that stands before the bytes of a part: its own header.
        const int Header = 30;
        var places = entries
            .Select(entry => (Start: Start(entry, stream), entry.CompressedLength, entry.FullName))
            .OrderBy(place => place.Start);
        var (end, before) = (0L, "");
        foreach (var (start, length, name) in places)
        {
            if (start < end)
                throw Wrong(name, $"wants parts side by side, but {name} begins within the bytes of {before}");
            // A zip64 says lengths in 64 bits, which may be read as negative ones.
            if (length < 0 || length > stream.Length - Header - start)
                throw Wrong(name, $"wants {name} to end within the file, but says it has {(ulong)length} bytes");
            (end, before) = (start + Header + length, name);
        }
    }

    private long Start(ZipArchiveEntry entry, WatchedStream stream)
    {
        stream.Forget();
        Zip(entry.Open, entry.FullName).Dispose();
        return stream.First ?? 0;
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
            return ReadElements(part, name, header.Type, header.HighestFirst);
        var turned = new TensorType(new([.. header.Type.Shape.Reverse()]), header.Type.DType);
        return ReadElements(part, name, turned, header.HighestFirst).Permute();
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
        // Whatever the reader of zips says of bytes that lie, but no trouble of the disk.
        catch (Exception error)
            when (error is EndOfStreamException or not (FunctionalException or IOException or OutOfMemoryException))
        {
            throw Wrong(name, $"wants a whole zip{(name is null ? "" : $" at {name}")}, but: {error.Message}", error);
        }
    }
}
