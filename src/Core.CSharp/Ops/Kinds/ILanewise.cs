using System.Numerics;

namespace Functional.Core;

/// <summary>
/// An elementwise function that can be asked for vectors, so that a chain of such functions runs in one loop without storing what lies between.
/// The numbers are those of the function's own loop, to the bit.
/// </summary>
internal interface ILanewise
{
    /// <summary>A function of as many <see cref="Vector{T}"/> of the dtype as there are operands.</summary>
    Delegate OnVectors(DType dtype);
}

/// <summary>The values of a function, written on lanes.</summary>
internal interface IValues<TSelf> : ILanewise
    where TSelf : struct, IValues<TSelf>
{
    Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    Delegate ILanewise.OnVectors(DType dtype) => new OnVectors<TSelf>((TSelf)this).Of(dtype);
}

/// <summary>The values of a function of two numbers, written on lanes.</summary>
internal interface IPairValues<TSelf> : ILanewise
    where TSelf : struct, IPairValues<TSelf>
{
    static abstract Lanes<T> Of<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    Delegate ILanewise.OnVectors(DType dtype) => new OnVectorPairs<TSelf>().Of(dtype);
}

/// <summary>A function on lanes as one on vectors.</summary>
internal sealed class OnVectors<TValues>(TValues values)
    where TValues : struct, IValues<TValues>
{
    public Delegate Of(DType dtype) =>
        dtype == DType.Float32
            ? (Func<Vector<float>, Vector<float>>)Invoke
            : (Func<Vector<double>, Vector<double>>)Invoke;

    private Vector<T> Invoke<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => values.Of(new Lanes<T>(x)).Value;
}

/// <summary>A function of two lanes as one of two vectors.</summary>
internal sealed class OnVectorPairs<TValues>
    where TValues : struct, IPairValues<TValues>
{
    public Delegate Of(DType dtype) =>
        dtype == DType.Float32
            ? (Func<Vector<float>, Vector<float>, Vector<float>>)Invoke
            : (Func<Vector<double>, Vector<double>, Vector<double>>)Invoke;

    private Vector<T> Invoke<T>(Vector<T> x, Vector<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TValues.Of(new Lanes<T>(x), new Lanes<T>(y)).Value;
}
