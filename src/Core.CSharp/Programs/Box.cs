using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>One object for value after value of a type, so that walking them allocates once; only for who looks at each before the next.</summary>
internal sealed class Box<T>
{
    private object? box;

    /// <summary>The value as an object, the same one each time for a struct.</summary>
    public object? Of(T value)
    {
        if (!typeof(T).IsValueType || Nullable.GetUnderlyingType(typeof(T)) is not null || box is null)
            return box = value;
        Unsafe.As<byte, T>(ref Unsafe.As<Raw>(box).First) = value;
        return box;
    }

    // What a boxed value looks like from its first byte on.
    private sealed class Raw
    {
        public byte First;
    }
}
