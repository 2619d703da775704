using System.Numerics;

namespace Functional.Core;

internal readonly record struct Elu(double Alpha) : IUnaryFunction, IValues<Elu>
{
    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fuse.Values(this, x, y);

    public Lanes<T> Of<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes<T>.Where(Lanes<T>.Less(Lanes<T>.Constant(0, x), x), x, Alpha * Lanes<T>.Expm1(x));

    public T Derivative<T>(T x, T y)
        where T : IElementary<T> => Elementary.Leaky(x, Alpha, Alpha * T.Exp(x));

    public static bool Selects => true;

    public T Dropped<T>(T x, T y)
        where T : IElementary<T> => Elementary.Dropped(x, y, Alpha);
}

public abstract partial class Tensor
{
    /// <summary>The exponential linear unit, elementwise: y = x where x &gt; 0, else α (eˣ − 1); hence ẏ = ẋ or α eˣ ẋ.
    /// At 0 the derivative is that of least magnitude between α and 1.
    /// Clevert, Unterthiner, Hochreiter (2015), equation 15.</summary>
    public static Tensor Elu(Tensor x, double alpha = 1) => Apply(new Unary<Elu>(new(alpha)), x);
}
