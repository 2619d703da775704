namespace Functional.Core;

/// <summary>One operation of a <see cref="ScalarProgram"/>: what it computes, its slopes, and itself on Real.</summary>
internal abstract class ScalarCode
{
    public abstract string Name { get; }

    /// <summary>Whether it has a right operand.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>Whether it multiplies seeds of a sweep, where a slope of 0 is as if the operand were not there.</summary>
    public virtual bool IsSeedProduct => false;

    public abstract double Value(double x, double y);

    public abstract double Value(double x, double y, out double left, out double right);

    public abstract Real Apply(Real x, Real y);
}

internal sealed class UnaryCode<TFunction>(TFunction f) : ScalarCode
    where TFunction : struct, IUnaryFunction
{
    public override string Name => TFunction.Name ?? typeof(TFunction).Name;

    public override bool IsBinary => false;

    public override double Value(double x, double y) => ScalarValues.Of(f, x);

    public override double Value(double x, double y, out double left, out double right)
    {
        right = 0;
        return ScalarValues.Of(f, x, out left);
    }

    public override Real Apply(Real x, Real y) => Real.Apply(f, x);
}

internal sealed class BinaryCode<TFunction> : ScalarCode
    where TFunction : struct, IBinaryFunction
{
    public static readonly BinaryCode<TFunction> Instance = new();

    public override string Name => TFunction.Name ?? typeof(TFunction).Name;

    public override bool IsBinary => true;

    public override bool IsSeedProduct => Products.OfRight<TFunction>() == Product.Symmetric;

    public override double Value(double x, double y) => ScalarValues.Of<TFunction>(x, y);

    public override double Value(double x, double y, out double left, out double right)
    {
        var z = ScalarValues.Of<TFunction>(x, y);
        (left, right) = ScalarValues.Slopes<TFunction>(x, y, z);
        return z;
    }

    public override Real Apply(Real x, Real y) => Real.Apply<TFunction>(x, y);
}
