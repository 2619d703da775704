using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>What a unary elementwise operation says of itself: its values, and its derivative in terms of input and answer.</summary>
internal interface IUnaryFunction
{
    /// <summary>yᵢ = f(xᵢ); the spans are equally long and either equal or disjoint.</summary>
    void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>f′(x), where y = f(x).</summary>
    T Derivative<T>(T x, T y)
        where T : IElementary<T>;

    /// <summary>The name users know, where it is not that of the type.</summary>
    static virtual string? Name => null;

    /// <summary>Whether the derivative may be infinite or undefined: scalars multiply a tangent of 0 by it to 0.</summary>
    static virtual bool Unbounded => false;

    /// <summary>Whether the function selects, as a ramp does: some elements have no part in its answer, and contribute nothing to a derivative.</summary>
    static virtual bool Selects => false;

    /// <summary>The mask of the elements that a selecting function drops, where y = f(x); a kink is not among them, nor NaN.</summary>
    T Dropped<T>(T x, T y)
        where T : IElementary<T> => throw new UnreachableException();
}

/// <summary>The elementwise operation y = f(x), with ẏ = f′(x) ẋ and x̄ = f′(x) ȳ.</summary>
internal sealed record Unary<TFunction>(TFunction Function) : UnaryOperation
    where TFunction : struct, IUnaryFunction
{
    /// <summary>The operation of a function without constants.</summary>
    public static readonly Unary<TFunction> Instance = new(default(TFunction));

    public override string Name => TFunction.Name ?? typeof(TFunction).Name;

    internal override Reading Reading => Reading.Elementwise;

    internal override ILanewise? Lanewise => Function as ILanewise;

    internal override string Constants => OperationText.Constants(Function);

    internal override TensorType Infer(TensorType x) => x;

    internal override DenseTensor Evaluate(DenseTensor x)
    {
        var y = DenseTensor.Uninitialized(x.Shape, x.DType, this);
        Execute(x, y);
        return y;
    }

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        if (x.DType == DType.Float32)
            Function.Evaluate(x.Span<float>(), y.Writable<float>());
        else
            Function.Evaluate(x.Span<double>(), y.Writable<double>());
    }

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => Scale(x, y, xDot);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => Scale(x, y, yBar);

    internal override Selection? Selected(Tensor x, Tensor y) =>
        TFunction.Selects ? Selection.Without(() => Function.Dropped(x, y)) : null;

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    private Tensor Scale(Tensor x, Tensor y, Tensor seed) =>
        x is DenseTensor a && y is DenseTensor b && seed is DenseTensor s ? Fused(a, b, s) : Slope<Tensor>(x, y, seed);

    private T Slope<T>(T x, T y, T seed)
        where T : IElementary<T>
    {
        var moved = seed * Function.Derivative(x, y);
        return TFunction.Selects ? T.Where(Function.Dropped(x, y), T.Constant(0, seed), moved) : moved;
    }

    private DenseTensor Fused(DenseTensor x, DenseTensor y, DenseTensor seed)
    {
        var result = DenseTensor.Uninitialized(x.Shape, x.DType);
        if (x.DType == DType.Float32)
            Fused<float>(x, y, seed, result);
        else
            Fused<double>(x, y, seed, result);
        return result;
    }

    private void Fused<T>(DenseTensor x, DenseTensor y, DenseTensor seed, DenseTensor result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TFunction.Selects)
            Fuse.Unary<T, Chosen<TFunction>>(
                new(Function),
                x.Span<T>(),
                y.Span<T>(),
                seed.Span<T>(),
                result.Writable<T>()
            );
        else
            Fuse.Unary<T, Plain<TFunction>>(
                new(Function),
                x.Span<T>(),
                y.Span<T>(),
                seed.Span<T>(),
                result.Writable<T>()
            );
    }
}

/// <summary>seed · f′(x).</summary>
internal readonly struct Plain<TFunction>(TFunction function) : ISlope
    where TFunction : struct, IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Times<T>(T x, T y, T seed)
        where T : IElementary<T> => seed * function.Derivative(x, y);
}

/// <summary>seed · f′(x), but 0 where the function drops x.</summary>
internal readonly struct Chosen<TFunction>(TFunction function) : ISlope
    where TFunction : struct, IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Times<T>(T x, T y, T seed)
        where T : IElementary<T> =>
        T.Where(function.Dropped(x, y), T.Constant(0, seed), seed * function.Derivative(x, y));
}
