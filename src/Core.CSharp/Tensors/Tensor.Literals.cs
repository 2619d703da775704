namespace Functional.Core;

public abstract partial class Tensor : IElementary<Tensor>
{
    /// <summary>The number 0, a scalar that takes the dtype of the tensor it meets: what F#'s <c>List.sum</c> starts from.</summary>
    public static Tensor Zero => Literals.Zero;

    /// <summary>The number 1, a scalar that takes the dtype of the tensor it meets.</summary>
    public static Tensor One => Literals.One;

    /// <summary>The mean that F#'s <c>List.average</c> asks for: x / n.</summary>
    public static Tensor DivideByInt(Tensor x, int n) => x / n;

    /// <summary>A scalar of the dtype of another tensor.</summary>
    internal static Tensor Literal(double value, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(like);
        return like.DType == DType.Float32
            ? new DenseTensor(Shape.Scalar, DType.Float32, new[] { (float)value })
            : new DenseTensor(Shape.Scalar, DType.Float64, new[] { value });
    }

    static bool IElementary<Tensor>.KeepsArguments => false;

    static Tensor IElementary<Tensor>.Of<TFunction>(Tensor x) => Apply(Unary<TFunction>.Instance, x);

    static Tensor IElementary<Tensor>.Of<TFunction>(Tensor x, Tensor y) => Apply(Binary<TFunction>.Instance, x, y);

    static Tensor IElementary<Tensor>.Constant(double value, Tensor like) => Literal(value, like);
}

/// <summary>The two literals without a dtype of their own.</summary>
internal static class Literals
{
    public static readonly DenseTensor Zero = new(Shape.Scalar, DType.Float64, new[] { 0.0 });
    public static readonly DenseTensor One = new(Shape.Scalar, DType.Float64, new[] { 1.0 });

    /// <summary>Gives a literal the dtype of the other operand; any other mixture is an error.</summary>
    public static (DenseTensor X, DenseTensor Y) Unify(string operation, DenseTensor x, DenseTensor y)
    {
        if (IsLiteral(x))
            return ((DenseTensor)Tensor.Literal(x.At(0), y), y);
        if (IsLiteral(y))
            return (x, (DenseTensor)Tensor.Literal(y.At(0), x));
        DTypeException.ThrowMixed(operation, x.DType, y.DType);
        return default;
    }

    /// <summary>The operand itself, but a literal in the dtype of the other.</summary>
    public static Tensor Typed(Tensor x, Tensor other) =>
        x is DenseTensor dense && IsLiteral(dense) ? Tensor.Literal(dense.At(0), other) : x;

    private static bool IsLiteral(DenseTensor x) => ReferenceEquals(x, Zero) || ReferenceEquals(x, One);
}
