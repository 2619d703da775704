using System.Buffers;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace Functional.Core;

/// <summary>Arrays as long as sizes say: one that is longer than an array can be, or for which there is no memory, is an error with a name.</summary>
internal static class Allocation
{
    /// <summary>
    /// The most elements of a tensor, 2³¹ − 2¹⁶: an array has room for them and what aligns them, and no kernel that goes by blocks passes the
    /// largest integer.
    /// </summary>
    public const int Longest = int.MaxValue - (1 << 16) + 1;

    // From this many bytes on, the machine is asked whether it has as many at all: a system that promises more than it has kills who takes it.
    private const long WorthAsking = 1 << 28;

    /// <summary>Checks that a tensor of that shape can be.</summary>
    /// <exception cref="ShapeException">It has too many elements.</exception>
    public static void Check(Shape shape, string operation)
    {
        if (shape.Size > Longest)
            ShapeException.Throw(operation, $"at most {Longest} elements", $"{shape}");
    }

    /// <summary>An array of zeros.</summary>
    /// <exception cref="ShapeException">An array cannot be as long.</exception>
    /// <exception cref="AllocationException">The process has no such memory.</exception>
    public static T[] Zeros<T>(long count, string operation)
    {
        var length = Length(count, operation);
        try
        {
            Ask(Bytes<T>(count));
            return new T[length];
        }
        catch (OutOfMemoryException error)
        {
            throw new AllocationException(operation, $"{count} elements", Bytes<T>(count), error);
        }
    }

    /// <summary>A rectangular array of zeros.</summary>
    /// <inheritdoc cref="Zeros{T}(long, string)"/>
    public static T[,] Zeros<T>(int rows, int columns, string operation)
    {
        var bytes = Bytes<T>((long)rows * columns);
        try
        {
            Ask(bytes);
            return new T[rows, columns];
        }
        catch (OutOfMemoryException error)
        {
            throw new AllocationException(operation, $"{rows} × {columns} elements", bytes, error);
        }
    }

    /// <summary>An array whose elements are undefined.</summary>
    /// <param name="type">The type of the tensor that it is for.</param>
    /// <param name="slack">The elements that it has more.</param>
    /// <param name="pinned">Whether it stays where it is.</param>
    /// <param name="operation">The operation that wants it.</param>
    /// <inheritdoc cref="Zeros{T}(long, string)"/>
    public static T[] Uninitialized<T>(TensorType type, int slack, bool pinned, string operation)
        where T : unmanaged
    {
        Check(type.Shape, operation);
        try
        {
            Ask(type.Bytes);
            return GC.AllocateUninitializedArray<T>(type.Shape.Size + slack, pinned);
        }
        catch (OutOfMemoryException error)
        {
            throw new AllocationException(operation, $"{type}", type.Bytes, error);
        }
    }

    /// <summary>An array on loan from the pool, of that length at least.</summary>
    /// <exception cref="ShapeException">An array cannot be as long.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T[] Rent<T>(long count) =>
        ArrayPool<T>.Shared.Rent((ulong)count <= (ulong)Array.MaxLength ? (int)count : Length(count, "A kernel"));

    private static int Length(long count, string operation)
    {
        if ((ulong)count > (ulong)Array.MaxLength)
            ShapeException.Throw(operation, $"at most {Array.MaxLength} elements in an array", Invariant($"{count}"));
        return (int)count;
    }

    private static void Ask(long bytes)
    {
        if (bytes >= WorthAsking && bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new OutOfMemoryException($"{bytes} bytes are more than the machine has.");
    }

    private static long Bytes<T>(long count) => count * Unsafe.SizeOf<T>();
}
