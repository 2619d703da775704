namespace Functional.Core;

/// <summary>One operation of a <see cref="ScalarProgram"/>: what it computes, its slopes, and itself on other numbers.</summary>
internal abstract class ScalarCode
{
    public abstract string Name { get; }

    /// <summary>Whether it has a right operand.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>How a seed is multiplied with the left slope.</summary>
    public abstract Product LeftProduct { get; }

    /// <summary>How a seed is multiplied with the right slope.</summary>
    public abstract Product RightProduct { get; }

    public abstract double Value(double x, double y);

    public abstract double Value(double x, double y, out double left, out double right);

    public abstract Real Value(Real x, Real y);

    /// <summary>Value and slopes, all with their tangents, of operands of which either may be constant.</summary>
    public abstract Dual<Tangent8> Value(
        Dual<Tangent8> x,
        Dual<Tangent8> y,
        bool moves,
        bool movesRight,
        out Dual<Tangent8> left,
        out Dual<Tangent8> right
    );
}

internal sealed class UnaryCode<TFunction>(TFunction f) : ScalarCode
    where TFunction : struct, IUnaryFunction
{
    public override string Name => TFunction.Name ?? typeof(TFunction).Name;

    public override bool IsBinary => false;

    public override Product LeftProduct => Products.Of<TFunction>();

    public override Product RightProduct => Product.Plain;

    public override double Value(double x, double y) => ScalarValues.Of(f, x);

    public override double Value(double x, double y, out double left, out double right)
    {
        right = 0;
        return ScalarValues.Of(f, x, out left);
    }

    public override Real Value(Real x, Real y) => Real.Apply(f, x);

    public override Dual<Tangent8> Value(
        Dual<Tangent8> x,
        Dual<Tangent8> y,
        bool moves,
        bool movesRight,
        out Dual<Tangent8> left,
        out Dual<Tangent8> right
    )
    {
        var value = Dual<Tangent8>.Apply(f, x);
        left = f.Derivative(x, value);
        right = default;
        return value;
    }
}

internal sealed class BinaryCode<TFunction> : ScalarCode
    where TFunction : struct, IBinaryFunction
{
    public static readonly BinaryCode<TFunction> Instance = new();

    public override string Name => TFunction.Name ?? typeof(TFunction).Name;

    public override bool IsBinary => true;

    public override Product LeftProduct => Products.OfLeft<TFunction>();

    public override Product RightProduct => Products.OfRight<TFunction>();

    public override double Value(double x, double y) => ScalarValues.Of<TFunction>(x, y);

    public override double Value(double x, double y, out double left, out double right)
    {
        var z = ScalarValues.Of<TFunction>(x, y);
        (left, right) = ScalarValues.Slopes<TFunction>(x, y, z);
        return z;
    }

    public override Real Value(Real x, Real y) => Real.Apply<TFunction>(x, y);

    public override Dual<Tangent8> Value(
        Dual<Tangent8> x,
        Dual<Tangent8> y,
        bool moves,
        bool movesRight,
        out Dual<Tangent8> left,
        out Dual<Tangent8> right
    )
    {
        var z =
            moves && movesRight ? Dual<Tangent8>.Apply<TFunction>(x, y)
            : moves ? Dual<Tangent8>.Apply<TFunction>(x, y.Value)
            : Dual<Tangent8>.Apply<TFunction>(x.Value, y);
        left = moves ? TFunction.Left(x, y, z) : default;
        right = movesRight ? TFunction.Right(x, y, z) : default;
        return z;
    }
}
