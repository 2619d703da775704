using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Functional.Core;

public readonly partial struct Real
{
    /// <summary>An elementwise operation: at once on a constant, on the tape of a number that only one reverse sweep watches, else by the innermost call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Real Apply<TFunction>(TFunction f, Real x)
        where TFunction : struct, IUnaryFunction
    {
        if (x.watcher is null)
            return new(ScalarValues.Of(f, x.value));
        if (x.watcher is ScalarTape tape && tape.Takes(x.payload))
        {
            var y = ScalarValues.Of(f, x.value, out var slope);
            return new(y, tape, tape.Record((int)x.payload, slope));
        }
        return Interpret(f, x);
    }

    /// <inheritdoc cref="Apply{TFunction}(TFunction, Real)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Real Apply<TFunction>(Real x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        if (x.watcher is null && y.watcher is null)
            return new(ScalarValues.Of<TFunction>(x.value, y.value));
        if (
            Products.OfRight<TFunction>() != Product.Symmetric
            && x.watcher is ScalarTape tape
            && ReferenceEquals(tape, y.watcher)
            && tape.Takes(x.payload)
            && tape.Takes(y.payload)
        )
        {
            var z = ScalarValues.Of<TFunction>(x.value, y.value);
            var (left, right) = ScalarValues.Slopes<TFunction>(x.value, y.value, z);
            return new(z, tape, tape.Record((int)x.payload, left, (int)y.payload, right));
        }
        return Interpret<TFunction>(x, y);
    }

    /// <summary>The same where the right operand is a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Real Apply<TFunction>(Real x, double y)
        where TFunction : struct, IBinaryFunction
    {
        if (x.watcher is null)
            return new(ScalarValues.Of<TFunction>(x.value, y));
        if (x.watcher is ScalarTape tape && tape.Takes(x.payload))
        {
            var z = ScalarValues.Of<TFunction>(x.value, y);
            return new(z, tape, tape.Record((int)x.payload, ScalarValues.Slopes<TFunction>(x.value, y, z).Left));
        }
        return Interpret<TFunction>(x, y);
    }

    /// <summary>The same where the left operand is a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Real Apply<TFunction>(double x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        if (y.watcher is null)
            return new(ScalarValues.Of<TFunction>(x, y.value));
        if (y.watcher is ScalarTape tape && tape.Takes(y.payload))
        {
            var z = ScalarValues.Of<TFunction>(x, y.value);
            return new(z, tape, tape.Record((int)y.payload, ScalarValues.Slopes<TFunction>(x, y.value, z).Right));
        }
        return Interpret<TFunction>(x, y);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Interpret<TFunction>(TFunction f, Real x)
        where TFunction : struct, IUnaryFunction =>
        x.watcher is ScalarPush open && open.Takes(x)
            ? open.ApplyPlain(f, x)
            : ScalarTrace.Of(x) switch
            {
                ScalarTape tape => tape.Apply(f, x),
                ScalarPush push => push.Apply(f, x),
                ScalarJet jet => jet.Apply(f, x),
                ScalarRecorder recorder => recorder.Apply(f, x),
                var trace => throw new UnreachableException(trace.Name),
            };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Interpret<TFunction>(Real x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        if (y.watcher is null && x.watcher is ScalarTape left && left.Takes(x.payload))
            return Apply<TFunction>(x, y.value);
        if (x.watcher is null && y.watcher is ScalarTape right && right.Takes(y.payload))
            return Apply<TFunction>(x.value, y);
        if ((x.watcher ?? y.watcher) is ScalarPush open && open.Takes(x) && open.Takes(y))
            return open.ApplyPlain<TFunction>(x, y);
        return ScalarTrace.Innermost(x, y) switch
        {
            ScalarTape tape => tape.Apply<TFunction>(x, y),
            ScalarPush push => push.Apply<TFunction>(x, y),
            ScalarJet jet => jet.Apply<TFunction>(x, y),
            ScalarRecorder recorder => recorder.Apply<TFunction>(x, y),
            var trace => throw new UnreachableException(trace.Name),
        };
    }

    /// <summary>Whether a look at two numbers finds what is said; a trace of a program notes that it was looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Saw(Look look, Real x, Real y, bool found)
    {
        if (x.watcher is not null || y.watcher is not null)
            Note(look, x, y);
        return found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Note(Look look, Real x, Real y)
    {
        if (!(IsFlat(x) && IsFlat(y)))
            ScalarRecorder.Note(look, x, y);
    }

    // A number of a tape that no outer call has a part in, or a constant.
    private static bool IsFlat(Real x) => x.watcher is null || x.watcher is ScalarTape tape && tape.Takes(x.payload);

    /// <summary>The number alone, which a trace of a program notes was read.</summary>
    private static double Read(Real x)
    {
        if (x.watcher is not null)
            Note(Look.Read, x, default);
        return x.value;
    }
}
