using System.Buffers;
using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Functional.Core;

/// <summary>
/// A function of numbers, traced once by <see cref="Scalars.Trace"/>: the operations it applied, to be replayed on new inputs without running the
/// function. Where the function looked at its numbers (compared them, or converted them to double), a replay looks too, and says so if it
/// finds something else than the trace did, for then the function might have done something else. Immutable: it may be replayed on several threads.
/// </summary>
public sealed partial class ScalarProgram
{
    private readonly ScalarRecorder.Step[] steps;
    private readonly ScalarRecorder.Check[] checks;
    private readonly int output;
    private readonly double constant;
    private readonly bool check;

    internal ScalarProgram(ScalarRecorder recorder, int inputCount, Real answer, bool check)
    {
        InputCount = inputCount;
        steps = [.. recorder.Steps];
        checks = [.. recorder.Checks];
        output = recorder.Slot(answer);
        constant = answer.Value;
        this.check = check;
    }

    /// <summary>How many numbers the function takes.</summary>
    public int InputCount { get; }

    /// <summary>How many operations it applies.</summary>
    public int OperationCount => steps.Length;

    private int Slots => InputCount + steps.Length;

    /// <summary>f(x).</summary>
    /// <exception cref="ShapeException">There are more or fewer inputs than the function takes.</exception>
    /// <exception cref="TraceException">A comparison comes out otherwise than when the function was traced.</exception>
    public double Value(ReadOnlySpan<double> x)
    {
        RefuseLength(x.Length);
        var rented = ArrayPool<double>.Shared.Rent(Slots);
        try
        {
            var values = rented.AsSpan(0, Slots);
            x.CopyTo(values);
            for (var i = 0; i < steps.Length; i++)
            {
                ref readonly var step = ref steps[i];
                values[InputCount + i] = step.Code.Value(
                    step.Left < 0 ? step.LeftConstant : values[step.Left],
                    step.Right < 0 ? step.RightConstant : values[step.Right]
                );
            }
            Verify(values);
            return output < 0 ? constant : values[output];
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>∇f(x).</summary>
    /// <inheritdoc cref="Value(ReadOnlySpan{double})"/>
    public double[] Gradient(double[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var gradient = new double[x.Length];
        Gradient(x, gradient);
        return gradient;
    }

    /// <summary>f(x), with ∇f(x) written into <paramref name="gradient"/>. Allocates nothing, once buffers of its size have been used.</summary>
    /// <inheritdoc cref="Value(ReadOnlySpan{double})"/>
    public double Gradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        RefuseLength(x.Length);
        RefuseLength(gradient.Length);
        var rented = ArrayPool<double>.Shared.Rent(2 * Slots + 2 * steps.Length);
        try
        {
            var values = rented.AsSpan(0, Slots);
            var bars = rented.AsSpan(Slots, Slots);
            var slopes = rented.AsSpan(2 * Slots, 2 * steps.Length);
            x.CopyTo(values);
            for (var i = 0; i < steps.Length; i++)
            {
                ref readonly var step = ref steps[i];
                values[InputCount + i] = step.Code.Value(
                    step.Left < 0 ? step.LeftConstant : values[step.Left],
                    step.Right < 0 ? step.RightConstant : values[step.Right],
                    out slopes[2 * i],
                    out slopes[2 * i + 1]
                );
            }
            Verify(values);
            Sweep(slopes, bars);
            bars[..InputCount].CopyTo(gradient);
            return output < 0 ? constant : values[output];
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private void Sweep(ReadOnlySpan<double> slopes, Span<double> bars)
    {
        bars.Clear();
        if (output >= 0)
            bars[output] = 1;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var bar = bars[InputCount + i];
            if (bar == 0)
                continue;
            ref readonly var step = ref steps[i];
            if (step.Left >= 0 && Counts(slopes[2 * i], step.Code.LeftProduct))
                bars[step.Left] += bar * slopes[2 * i];
            if (step.Right >= 0 && Counts(slopes[2 * i + 1], step.Code.RightProduct))
                bars[step.Right] += bar * slopes[2 * i + 1];
        }
    }

    // A slope of 0 in a product of seeds is as if the operand were not there.
    private static bool Counts(double slope, Product product) => slope != 0 || product != Product.Symmetric;

    /// <summary>f(x) on Real: a function like any other, which every transform of <see cref="Scalars"/> takes.</summary>
    /// <inheritdoc cref="Value(ReadOnlySpan{double})"/>
    public Real Value(Real[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        RefuseLength(x.Length);
        var values = new Real[Slots];
        x.CopyTo(values, 0);
        for (var i = 0; i < steps.Length; i++)
        {
            ref readonly var step = ref steps[i];
            values[InputCount + i] = step.Code.Value(
                step.Left < 0 ? step.LeftConstant : values[step.Left],
                step.Right < 0 ? step.RightConstant : values[step.Right]
            );
        }
        if (check && checks.Length > 0)
            Verify(Array.ConvertAll(values, value => value.Value));
        return output < 0 ? constant : values[output];
    }

    private void Verify(ReadOnlySpan<double> values)
    {
        if (!check)
            return;
        foreach (ref readonly var found in checks.AsSpan())
        {
            var x = found.Left < 0 ? found.LeftConstant : values[found.Left];
            var y = found.Right < 0 ? found.RightConstant : values[found.Right];
            var now = ScalarRecorder.Found(found.Look, x, y);
            if (!now.Equals(found.Found))
                throw new TraceException(Changed(found, x, y, now));
        }
    }

    private static string Changed(in ScalarRecorder.Check found, double x, double y, double now)
    {
        string Say(double x, double y, double outcome, Look look) =>
            look switch
            {
                Look.Read => Invariant($"double({x})"),
                Look.Order => Invariant($"compare({x}, {y}) = {outcome}"),
                _ => Invariant($"{x} {Sign(look)} {y} is {(outcome == 1 ? "true" : "false")}"),
            };
        return $"A replay wants what the function looks at to be as it was when it was traced, {Say(found.X, found.Y, found.Found, found.Look)}, "
            + $"but got {Say(x, y, now, found.Look)}: the function may do something else here. Trace it again at these inputs.";
    }

    private static string Sign(Look look) =>
        look switch
        {
            Look.Equal => "==",
            Look.NotEqual => "!=",
            Look.Less => "<",
            Look.LessEqual => "<=",
            Look.Greater => ">",
            _ => ">=",
        };

    private void RefuseLength(int length)
    {
        if (length != InputCount)
            ShapeException.Throw("ScalarProgram", $"{InputCount} numbers", $"{length}");
    }

    /// <summary>The equations, one a line: <c>x2 = Multiply(x0, 3)</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        string Operand(int slot, double constant) =>
            slot < 0 ? constant.ToString(CultureInfo.InvariantCulture) : $"x{slot}";
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            text.Append(CultureInfo.InvariantCulture, $"x{InputCount + i} = {step.Code.Name}(")
                .Append(Operand(step.Left, step.LeftConstant))
                .Append(step.Code.IsBinary ? $", {Operand(step.Right, step.RightConstant)}" : "")
                .Append(")\n");
        }
        return text.Append("return ").Append(Operand(output, constant)).ToString();
    }
}
