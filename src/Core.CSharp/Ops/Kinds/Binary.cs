using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>What a binary elementwise operation z = f(x, y) says of itself: its values and its two partial derivatives.</summary>
internal interface IBinaryFunction : IPairwise
{
    /// <summary>∂f/∂x, where z = f(x, y).</summary>
    static abstract T Left<T>(T x, T y, T z)
        where T : IElementary<T>;

    /// <summary>∂f/∂y, where z = f(x, y).</summary>
    static abstract T Right<T>(T x, T y, T z)
        where T : IElementary<T>;

    /// <summary>∂f/∂x where it is +1 or −1 everywhere, so that nothing need be multiplied; else 0.</summary>
    static virtual int LeftSign => 0;

    /// <summary>∂f/∂y where it is +1 or −1 everywhere, so that nothing need be multiplied; else 0.</summary>
    static virtual int RightSign => 0;

    /// <summary>False where what moves y moves x, and ∂f/∂x says it all.</summary>
    static virtual bool MovesRight => true;

    /// <summary>Whether a partial derivative may be infinite or undefined: scalars multiply a tangent of 0 by it to 0.</summary>
    static virtual bool Unbounded => false;

    /// <summary>Whether the function selects, as a maximum does: an operand that is dropped contributes nothing to a derivative.</summary>
    static virtual bool Selects => false;

    /// <summary>The mask of the places where a selecting function drops the left operand; a tie is not among them, nor NaN.</summary>
    static virtual T DropsLeft<T>(T x, T y)
        where T : IElementary<T> => throw new UnreachableException();

    /// <summary>The same of the right operand.</summary>
    static virtual T DropsRight<T>(T x, T y)
        where T : IElementary<T> => throw new UnreachableException();

    /// <summary>The name users know, where it is not that of the type.</summary>
    static virtual string? Name => null;

    /// <summary>False where both partial derivatives are zero by definition, as for comparisons.</summary>
    static virtual bool Differentiable => true;
}

/// <summary>The elementwise operation z = f(x, y) with NumPy broadcasting: cotangents are summed over the axes that were stretched.</summary>
internal sealed record Binary<TFunction> : BinaryOperation
    where TFunction : struct, IBinaryFunction
{
    /// <summary>The operation.</summary>
    public static readonly Binary<TFunction> Instance = new();

    public override string Name => TFunction.Name ?? typeof(TFunction).Name;

    internal override bool IsLinear => TFunction.LeftSign != 0 && TFunction.RightSign != 0;

    internal override bool IsBilinear => typeof(TFunction) == typeof(Multiply);

    internal override Reading Reading => Reading.Elementwise;

    internal override ILanewise? Lanewise => default(TFunction) as ILanewise;

    internal override bool IsDifferentiable => TFunction.Differentiable;

    internal override TensorType Infer(TensorType x, TensorType y)
    {
        if (x.DType != y.DType)
            DTypeException.ThrowMixed(Name, x.DType, y.DType);
        return new(Shape.Broadcast(x.Shape, y.Shape, Name), x.DType);
    }

    internal override DenseTensor Evaluate(DenseTensor x, DenseTensor y)
    {
        if (x.DType != y.DType)
            (x, y) = Literals.Unify(Name, x, y);
        var shape = ReferenceEquals(x.Shape, y.Shape) ? x.Shape : Shape.Broadcast(x.Shape, y.Shape, Name);
        var z = DenseTensor.Uninitialized(shape, x.DType, this);
        Execute(x, y, z);
        return z;
    }

    internal override void Execute(DenseTensor x, DenseTensor y, DenseTensor z)
    {
        if (z.DType == DType.Float32)
            Broadcasting.Run<float, TFunction>(x, y, z);
        else
            Broadcasting.Run<double, TFunction>(x, y, z);
    }

    internal override Tensor? JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot) =>
        Broadcasting.To(Scale<LeftOf<TFunction>>(x, y, z, xDot), z.Shape);

    internal override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot) =>
        !TFunction.MovesRight ? null : Broadcasting.To(Scale<RightOf<TFunction>>(x, y, z, yDot), z.Shape);

    internal override Tensor? VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        Broadcasting.Sum(Scale<LeftOf<TFunction>>(x, y, z, zBar), x.Shape);

    internal override Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar) =>
        !TFunction.MovesRight ? null : Broadcasting.Sum(Scale<RightOf<TFunction>>(x, y, z, zBar), y.Shape);

    internal override Selection? SelectedLeft(Tensor x, Tensor y, Tensor z) =>
        TFunction.Selects ? Selection.Without(() => TFunction.DropsLeft(x, y)) : null;

    internal override Selection? SelectedRight(Tensor x, Tensor y, Tensor z) =>
        TFunction.Selects ? Selection.Without(() => TFunction.DropsRight(x, y)) : null;

    internal override Tensor Batch(BatchOperand x, BatchOperand y, int size) => Batching.Aligned(this, x, y);

    private static T Slope<T, TPartial>(T x, T y, T z, T seed)
        where T : IElementary<T>
        where TPartial : struct, IPartial
    {
        var moved = seed * TPartial.Of(x, y, z);
        return TFunction.Selects ? T.Where(TPartial.Drops(x, y), T.Constant(0, seed), moved) : moved;
    }

    private static Tensor? Scale<TPartial>(Tensor x, Tensor y, Tensor z, Tensor seed)
        where TPartial : struct, IPartial
    {
        if (!TFunction.Differentiable)
            return null;
        switch (TPartial.Sign)
        {
            case 1:
                return seed;
            case -1:
                return -seed;
        }
        return
            x is DenseTensor a
            && y is DenseTensor b
            && z is DenseTensor c
            && seed is DenseTensor s
            && a.Shape.Equals(c.Shape)
            && b.Shape.Equals(c.Shape)
            ? Fused<TPartial>(a, b, c, s)
            : Slope<Tensor, TPartial>(x, y, z, seed);
    }

    private static DenseTensor Fused<TPartial>(DenseTensor x, DenseTensor y, DenseTensor z, DenseTensor seed)
        where TPartial : struct, IPartial
    {
        var result = DenseTensor.Uninitialized(z.Shape, z.DType);
        if (z.DType == DType.Float32)
            Fused<float, TPartial>(x, y, z, seed, result);
        else
            Fused<double, TPartial>(x, y, z, seed, result);
        return result;
    }

    private static void Fused<T, TPartial>(
        DenseTensor x,
        DenseTensor y,
        DenseTensor z,
        DenseTensor seed,
        DenseTensor result
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPartial : struct, IPartial
    {
        if (TFunction.Selects)
            Fuse.Binary<T, ChosenPartial<TPartial>>(
                default,
                x.Span<T>(),
                y.Span<T>(),
                z.Span<T>(),
                seed.Span<T>(),
                result.Writable<T>()
            );
        else
            Fuse.Binary<T, PlainPartial<TPartial>>(
                default,
                x.Span<T>(),
                y.Span<T>(),
                z.Span<T>(),
                seed.Span<T>(),
                result.Writable<T>()
            );
    }
}

/// <summary>One of the two partial derivatives.</summary>
internal interface IPartial
{
    static abstract int Sign { get; }

    static abstract T Of<T>(T x, T y, T z)
        where T : IElementary<T>;

    /// <summary>The mask of the places where the operand is dropped.</summary>
    static abstract T Drops<T>(T x, T y)
        where T : IElementary<T>;
}

internal readonly struct LeftOf<TFunction> : IPartial
    where TFunction : struct, IBinaryFunction
{
    public static int Sign => TFunction.LeftSign;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x, T y, T z)
        where T : IElementary<T> => TFunction.Left(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Drops<T>(T x, T y)
        where T : IElementary<T> => TFunction.DropsLeft(x, y);
}

internal readonly struct RightOf<TFunction> : IPartial
    where TFunction : struct, IBinaryFunction
{
    public static int Sign => TFunction.RightSign;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x, T y, T z)
        where T : IElementary<T> => TFunction.Right(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Drops<T>(T x, T y)
        where T : IElementary<T> => TFunction.DropsRight(x, y);
}

internal readonly struct PlainPartial<TPartial> : ISlope3
    where TPartial : struct, IPartial
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Times<T>(T x, T y, T z, T seed)
        where T : IElementary<T> => seed * TPartial.Of(x, y, z);
}

internal readonly struct ChosenPartial<TPartial> : ISlope3
    where TPartial : struct, IPartial
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Times<T>(T x, T y, T z, T seed)
        where T : IElementary<T> => T.Where(TPartial.Drops(x, y), T.Constant(0, seed), seed * TPartial.Of(x, y, z));
}
