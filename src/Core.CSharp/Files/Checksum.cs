namespace Functional.Core;

/// <summary>CRC-32 as in zip and PNG: the remainder by x³² + x²⁶ + x²³ + … + 1, bits reversed. Source: ISO 3309.</summary>
internal static class Checksum
{
    /// <summary>The checksum of no bytes.</summary>
    public const uint Empty = 0;

    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] ofByte = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>The checksum of what was read so far and more bytes after it.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum = ~sum;
        foreach (var value in bytes)
            sum = ofByte[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static uint Remainder(int value)
    {
        var rest = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ Polynomial;
        return rest;
    }
}
