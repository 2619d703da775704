namespace Functional.Core;

/// <summary>The rest of the arithmetic in which derivative formulas are written, so that a derivative is itself differentiable.</summary>
public readonly partial struct Real : IElementary<Real>
{
    static Real IElementary<Real>.Of<TFunction>(Real x) => Apply(default(TFunction), x);

    static Real IElementary<Real>.Of<TFunction>(Real x, Real y) => Apply<TFunction>(x, y);

    static Real IElementary<Real>.Constant(double value, Real like) => new(value);

    static Real IElementary<Real>.Equal(Real x, Real y) => new(x == y ? 1 : 0);

    static Real IElementary<Real>.Less(Real x, Real y) => new(x < y ? 1 : 0);

    static Real IElementary<Real>.LessEqual(Real x, Real y) => new(x <= y ? 1 : 0);

    static Real IElementary<Real>.Where(Real mask, Real x, Real y) => mask.value != 0 ? x : y;
}
