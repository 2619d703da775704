namespace Functional.Core;

/// <summary>How a program looked at its numbers.</summary>
internal enum Look
{
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,

    /// <summary>The order of two numbers, or whether they are the same, NaN included.</summary>
    Order,

    /// <summary>A conversion of the left one to a plain number.</summary>
    Read,
}

/// <summary>The trace of <see cref="Scalars.Trace"/>: what is applied to its numbers, and what the function found when it looked at them.</summary>
internal sealed class ScalarRecorder : ScalarTrace
{
    private readonly bool refusesForeign;
    private bool ended;
    private int inputCount;

    public ScalarRecorder(string name, bool refusesForeign)
    {
        Id = NextId();
        Name = name;
        this.refusesForeign = refusesForeign;
    }

    /// <summary>Whether a number that another call traces was met: the program then misses how that number moves.</summary>
    public bool MetForeign { get; private set; }

    /// <summary>An operation and its operands: a slot, or −1 and a constant.</summary>
    public readonly record struct Step(ScalarCode Code, int Left, int Right, double LeftConstant, double RightConstant);

    /// <summary>A look at the numbers and what was found, as the program must find it again.</summary>
    public readonly record struct Check(
        Look Look,
        int Left,
        int Right,
        double LeftConstant,
        double RightConstant,
        double Found,
        double X,
        double Y
    );

    public List<Step> Steps { get; } = [];

    public List<Check> Checks { get; } = [];

    public void End() => ended = true;

    public override bool IsAlive(Real x) => !ended;

    public override Real Primal(Real x) => Watches(x) ? new(x.Value) : x;

    private bool Watches(Real x) => ReferenceEquals(x.Watcher, this);

    public Real Watch(double x) => new(x, this, inputCount++);

    /// <summary>The slot of a number; −1 if it is constant.</summary>
    public int Slot(Real x)
    {
        if (Watches(x))
            return (int)x.Payload;
        if (!x.IsConstant)
            Meet(x);
        return -1;
    }

    private void Meet(Real foreign)
    {
        MetForeign = true;
        if (refusesForeign)
            throw new TraceException(
                $"{Name} wants to capture plain numbers only, but got one that {Find(foreign)!.Name} traces; give it to the program as an input."
            );
    }

    public Real Apply<TFunction>(TFunction f, Real x)
        where TFunction : struct, IUnaryFunction
    {
        Steps.Add(new(new UnaryCode<TFunction>(f), Slot(x), -1, 0, 0));
        return new(ScalarValues.Of(f, x.Value), this, inputCount + Steps.Count - 1);
    }

    public Real Apply<TFunction>(Real x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        Steps.Add(new(BinaryCode<TFunction>.Instance, Slot(x), Slot(y), x.Value, y.Value));
        return new(ScalarValues.Of<TFunction>(x.Value, y.Value), this, inputCount + Steps.Count - 1);
    }

    /// <summary>Notes a look at numbers, in every trace of a program that watches one of them from outside of whatever else does.</summary>
    public static void Note(Look look, Real x, Real y)
    {
        var (a, b) = (Outermost(x), Outermost(y));
        (a?.Trace ?? b?.Trace)?.Add(look, a?.Number ?? new(x.Value), b?.Number ?? new(y.Value));
    }

    private void Add(Look look, Real x, Real y) =>
        Checks.Add(new(look, Slot(x), Slot(y), x.Value, y.Value, Found(look, x.Value, y.Value), x.Value, y.Value));

    // Programs do not nest: a recorder refuses numbers of other traces, so at most one is found.
    private static (ScalarRecorder Trace, Real Number)? Outermost(Real x)
    {
        while (Find(x) is { } trace && trace.IsAlive(x))
        {
            if (trace is ScalarRecorder recorder)
                return (recorder, x);
            x = trace.Primal(x);
        }
        return null;
    }

    /// <summary>What a look at two numbers finds.</summary>
    public static double Found(Look look, double x, double y)
    {
        return look switch
        {
            Look.Equal => Truth(x == y),
            Look.NotEqual => Truth(x != y),
            Look.Less => Truth(x < y),
            Look.LessEqual => Truth(x <= y),
            Look.Greater => Truth(x > y),
            Look.GreaterEqual => Truth(x >= y),
            Look.Order => x.CompareTo(y),
            _ => x,
        };
        static double Truth(bool holds) => holds ? 1 : 0;
    }
}
