using System.Numerics;

namespace Functional.Core.Kernels;

/// <summary>
/// Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"):
/// a bijection of two 32-bit words for every key of two words. Integer arithmetic alone, so the bits are those of every machine,
/// and vectors of any width give what the scalar gives.
/// </summary>
internal static class Threefry
{
    private const uint Parity = 0x1BD11BDA;

    /// <summary>The image of one counter.</summary>
    public static (uint X0, uint X1) Of(uint key0, uint key1, uint counter0, uint counter1)
    {
        var key2 = Parity ^ key0 ^ key1;
        var (x0, x1) = (counter0 + key0, counter1 + key1);
        Four(ref x0, ref x1, 13, 15, 26, 6);
        (x0, x1) = (x0 + key1, x1 + key2 + 1);
        Four(ref x0, ref x1, 17, 29, 16, 24);
        (x0, x1) = (x0 + key2, x1 + key0 + 2);
        Four(ref x0, ref x1, 13, 15, 26, 6);
        (x0, x1) = (x0 + key0, x1 + key1 + 3);
        Four(ref x0, ref x1, 17, 29, 16, 24);
        (x0, x1) = (x0 + key1, x1 + key2 + 4);
        Four(ref x0, ref x1, 13, 15, 26, 6);
        return (x0 + key2, x1 + key0 + 5);
    }

    /// <summary>Block i is the image of (<paramref name="start"/> + i, <paramref name="stream"/>), its first word in the upper half.</summary>
    public static void Blocks(uint key0, uint key1, uint start, uint stream, Span<ulong> blocks)
    {
        var i = 0;
        var key2 = Parity ^ key0 ^ key1;
        var (k0, k1, k2) = (new Vector<uint>(key0), new Vector<uint>(key1), new Vector<uint>(key2));
        var (k2And1, k0And2) = (new Vector<uint>(key2 + 1), new Vector<uint>(key0 + 2));
        var (k1And3, k2And4, k0And5) = (
            new Vector<uint>(key1 + 3),
            new Vector<uint>(key2 + 4),
            new Vector<uint>(key0 + 5)
        );
        var counter1 = new Vector<uint>(stream) + k1;
        for (; i <= blocks.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            var x0 = new Vector<uint>(start + (uint)i) + Vector<uint>.Indices + k0;
            var x1 = counter1;
            Four(ref x0, ref x1, 13, 15, 26, 6);
            (x0, x1) = (x0 + k1, x1 + k2And1);
            Four(ref x0, ref x1, 17, 29, 16, 24);
            (x0, x1) = (x0 + k2, x1 + k0And2);
            Four(ref x0, ref x1, 13, 15, 26, 6);
            (x0, x1) = (x0 + k0, x1 + k1And3);
            Four(ref x0, ref x1, 17, 29, 16, 24);
            (x0, x1) = (x0 + k1, x1 + k2And4);
            Four(ref x0, ref x1, 13, 15, 26, 6);
            (x0, x1) = (x0 + k2, x1 + k0And5);
            Vector.Widen(x0, out var lower0, out var upper0);
            Vector.Widen(x1, out var lower1, out var upper1);
            ((lower0 << 32) | lower1).CopyTo(blocks[i..]);
            ((upper0 << 32) | upper1).CopyTo(blocks[(i + Vector<ulong>.Count)..]);
        }
        for (; i < blocks.Length; i++)
        {
            var (x0, x1) = Of(key0, key1, start + (uint)i, stream);
            blocks[i] = ((ulong)x0 << 32) | x1;
        }
    }

    private static void Four(ref uint x0, ref uint x1, int a, int b, int c, int d)
    {
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, a) ^ x0;
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, b) ^ x0;
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, c) ^ x0;
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, d) ^ x0;
    }

    private static void Four(ref Vector<uint> x0, ref Vector<uint> x1, int a, int b, int c, int d)
    {
        x0 += x1;
        x1 = ((x1 << a) | (x1 >>> (32 - a))) ^ x0;
        x0 += x1;
        x1 = ((x1 << b) | (x1 >>> (32 - b))) ^ x0;
        x0 += x1;
        x1 = ((x1 << c) | (x1 >>> (32 - c))) ^ x0;
        x0 += x1;
        x1 = ((x1 << d) | (x1 >>> (32 - d))) ^ x0;
    }
}
