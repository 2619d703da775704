using System.Buffers;

namespace Functional.Core;

public sealed partial class ScalarProgram
{
    // Values, slopes and adjoints with their tangents take half a kilobyte an operation.
    internal const int HessianSteps = 1 << 16;

    /// <summary>The Hessian H[i, j] = ∂²f/∂xᵢ∂xⱼ: forward over reverse, eight columns a replay.</summary>
    /// <inheritdoc cref="Value(ReadOnlySpan{double})"/>
    public double[,] Hessian(double[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        RefuseLength(x.Length);
        var hessian = new double[x.Length, x.Length];
        var pool = ArrayPool<Dual<Tangent8>>.Shared;
        var (values, bars, slopes) = (pool.Rent(Slots), pool.Rent(Slots), pool.Rent(2 * steps.Length));
        try
        {
            for (var first = 0; first < x.Length; first += Tangent8.Count)
            {
                for (var i = 0; i < x.Length; i++)
                    values[i] =
                        i >= first && i < first + Tangent8.Count ? new(x[i], Tangent8.Along(i - first)) : new(x[i]);
                Push(values, slopes);
                if (first == 0)
                    Verify(Array.ConvertAll(values[..Slots], value => value.Value));
                Pull(slopes, bars.AsSpan(0, Slots));
                for (var i = 0; i < x.Length; i++)
                for (var j = first; j < Math.Min(x.Length, first + Tangent8.Count); j++)
                    hessian[i, j] = bars[i].Tangent[j - first];
            }
            return hessian;
        }
        finally
        {
            pool.Return(values);
            pool.Return(bars);
            pool.Return(slopes);
        }
    }

    private void Push(Dual<Tangent8>[] values, Dual<Tangent8>[] slopes)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            ref readonly var step = ref steps[i];
            values[InputCount + i] = step.Code.Value(
                step.Left < 0 ? step.LeftConstant : values[step.Left],
                step.Right < 0 ? step.RightConstant : values[step.Right],
                step.Left >= 0,
                step.Right >= 0,
                out slopes[2 * i],
                out slopes[2 * i + 1]
            );
        }
    }

    private void Pull(Dual<Tangent8>[] slopes, Span<Dual<Tangent8>> bars)
    {
        bars.Clear();
        if (output >= 0)
            bars[output] = 1;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var bar = bars[InputCount + i];
            if (bar.Value == 0 && bar.Tangent.IsZero)
                continue;
            ref readonly var step = ref steps[i];
            if (step.Left >= 0)
                bars[step.Left] += step.Code.LeftProduct.Times(bar, slopes[2 * i]);
            if (step.Right >= 0)
                bars[step.Right] += step.Code.RightProduct.Times(bar, slopes[2 * i + 1]);
        }
    }
}
