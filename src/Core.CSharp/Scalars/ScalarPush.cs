using System.Runtime.CompilerServices;

namespace Functional.Core;

/// <summary>
/// Forward mode on scalars: every number carries its tangent. Where neither depends on an outer call, the tangent lies in the number's own
/// bits; otherwise both are numbers of that outer call, in a <see cref="Moving"/>.
/// </summary>
internal sealed class ScalarPush : ScalarTrace
{
    private bool ended;

    public ScalarPush(string name)
    {
        Id = NextId();
        Name = name;
    }

    /// <summary>A number with a tangent, both of an outer call.</summary>
    private sealed class Moving(ScalarPush push, Real primal, Real tangent) : WatchedReal(push)
    {
        public readonly Real Primal = primal;
        public readonly Real Tangent = tangent;
    }

    public void End() => ended = true;

    public override bool IsAlive(Real x) => !ended;

    /// <summary>Starts to watch a number.</summary>
    public Real Watch(Real primal, Real tangent) =>
        primal.IsConstant && tangent.IsConstant
            ? new(primal.Value, this, BitConverter.DoubleToInt64Bits(tangent.Value))
            : new(primal.Value, new Moving(this, primal, tangent), 0);

    public override Real Primal(Real x) =>
        ReferenceEquals(x.Watcher, this) ? new(x.Value)
        : x.Watcher is Moving moving && ReferenceEquals(moving.Trace, this) ? moving.Primal
        : x;

    /// <summary>The tangent of a number; 0 if this call does not watch it.</summary>
    public Real Tangent(Real x) =>
        ReferenceEquals(x.Watcher, this) ? new(BitConverter.Int64BitsToDouble(x.Payload))
        : x.Watcher is Moving moving && ReferenceEquals(moving.Trace, this) ? moving.Tangent
        : default;

    public Real Apply<TFunction>(TFunction f, Real x)
        where TFunction : struct, IUnaryFunction
    {
        var primal = Primal(x);
        var y = Real.Apply(f, primal);
        return Watch(y, Products.Of<TFunction>().Times(Tangent(x), f.Derivative(primal, y)));
    }

    public Real Apply<TFunction>(Real x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        var (hasX, hasY) = (Watches(x), Watches(y));
        var (px, py) = (Primal(x), Primal(y));
        var z = Real.Apply<TFunction>(px, py);
        var left = hasX
            ? Moved(TFunction.LeftSign, Products.OfLeft<TFunction>(), Tangent(x), TFunction.Left(px, py, z))
            : default;
        if (!hasY)
            return Watch(z, left);
        var right = Moved(TFunction.RightSign, Products.OfRight<TFunction>(), Tangent(y), TFunction.Right(px, py, z));
        return Watch(z, hasX ? left + right : right);
    }

    /// <summary>Whether a number carries its tangent in its own bits, or is constant, and this call is still running.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Takes(Real x) => (ReferenceEquals(x.Watcher, this) || x.IsConstant) && !ended;

    /// <summary>An operation on a number that <see cref="Takes"/> accepts.</summary>
    public Real ApplyPlain<TFunction>(TFunction f, Real x)
        where TFunction : struct, IUnaryFunction
    {
        var y = ScalarValues.Of(f, x.Value, out var slope);
        return Dual(y, Products.Of<TFunction>().Times(Bits(x), slope));
    }

    /// <summary>An operation on two numbers that <see cref="Takes"/> accepts, of which one at least is not constant.</summary>
    public Real ApplyPlain<TFunction>(Real x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        var z = ScalarValues.Of<TFunction>(x.Value, y.Value);
        var (left, right) = ScalarValues.Slopes<TFunction>(x.Value, y.Value, z);
        left = Moved(TFunction.LeftSign, Products.OfLeft<TFunction>(), x, left);
        right = Moved(TFunction.RightSign, Products.OfRight<TFunction>(), y, right);
        return Dual(
            z,
            x.IsConstant ? right
                : y.IsConstant ? left
                : left + right
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Moved(int sign, Product product, Real x, double slope) =>
        sign > 0 ? Bits(x)
        : sign < 0 ? -Bits(x)
        : product.Times(Bits(x), slope);

    private static double Bits(Real x) => BitConverter.Int64BitsToDouble(x.Payload);

    private static Real Moved(int sign, Product product, Real tangent, Real slope) =>
        sign > 0 ? tangent
        : sign < 0 ? -tangent
        : product.Times(tangent, slope);

    private bool Watches(Real x) => ReferenceEquals(Find(x), this);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Real Dual(double value, double tangent) => new(value, this, BitConverter.DoubleToInt64Bits(tangent));
}
