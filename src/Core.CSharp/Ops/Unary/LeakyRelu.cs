using System.Numerics;

namespace Functional.Core;

internal readonly record struct LeakyRelu(double Slope) : IUnaryFunction, IValues<LeakyRelu>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes<T>.Where(Lanes<T>.Less(Lanes<T>.Constant(0, x), x), x, Slope * x);

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Leaky(x, Slope, T.Constant(Slope, x));

    public static bool Selects => true;

    public T Dropped<T>(T x, T y)
        where T : IElementary<T> => Elementary.Dropped(x, y, Slope);
}

public abstract partial class Tensor
{
    /// <summary>The ramp that leaks, elementwise: y = x where x &gt; 0, else slope · x; hence ẏ = ẋ or slope · ẋ.
    /// At 0 the derivative is that of least magnitude between slope and 1: the slope, where it lies in [0, 1].</summary>
    public static Tensor LeakyRelu(Tensor x, double slope = 0.01) => Apply(new Unary<LeakyRelu>(new(slope)), x);
}
