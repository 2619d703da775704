namespace Functional.Core;

/// <summary>The rest of the arithmetic in which derivative formulas are written, so that slopes carry tangents as well.</summary>
public readonly partial struct Dual<TTangent> : IElementary<Dual<TTangent>>
{
    static Dual<TTangent> IElementary<Dual<TTangent>>.Of<TFunction>(Dual<TTangent> x) => Apply(default(TFunction), x);

    static Dual<TTangent> IElementary<Dual<TTangent>>.Of<TFunction>(Dual<TTangent> x, Dual<TTangent> y) =>
        Apply<TFunction>(x, y);

    static Dual<TTangent> IElementary<Dual<TTangent>>.Constant(double value, Dual<TTangent> like) => new(value);

    static Dual<TTangent> IElementary<Dual<TTangent>>.Equal(Dual<TTangent> x, Dual<TTangent> y) => new(x == y ? 1 : 0);

    static Dual<TTangent> IElementary<Dual<TTangent>>.Less(Dual<TTangent> x, Dual<TTangent> y) => new(x < y ? 1 : 0);

    static Dual<TTangent> IElementary<Dual<TTangent>>.LessEqual(Dual<TTangent> x, Dual<TTangent> y) =>
        new(x <= y ? 1 : 0);

    static Dual<TTangent> IElementary<Dual<TTangent>>.Where(Dual<TTangent> mask, Dual<TTangent> x, Dual<TTangent> y) =>
        mask.value != 0 ? x : y;
}
