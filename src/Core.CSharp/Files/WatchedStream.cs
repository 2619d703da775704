namespace Functional.Core;

/// <summary>A stream that is read and sought, and the first byte that was read of it since the last <see cref="Forget"/>.</summary>
internal sealed class WatchedStream(Stream stream) : Stream
{
    /// <summary>Where the first byte was read; null before.</summary>
    public long? First { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Forget() => First = null;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        First ??= stream.Position;
        return stream.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
