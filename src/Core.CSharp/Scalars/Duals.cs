namespace Functional.Core;

/// <summary>
/// Derivatives by dual numbers, for the first derivatives of functions written as generic methods or inline functions: one direction at about the
/// cost of the function, eight at once in the lanes of a vector register.
/// </summary>
public static class Duals
{
    /// <summary>The derivative f′(x).</summary>
    public static double Derivative(Func<Dual<Tangent1>, Dual<Tangent1>> f, double x) =>
        ValueAndDerivative(f, x).Derivative;

    /// <summary>f(x) and f′(x).</summary>
    public static ValueAndDerivative<double> ValueAndDerivative(Func<Dual<Tangent1>, Dual<Tangent1>> f, double x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var y = f(new(x, new(1)));
        return new(y.Value, y.Tangent.Value);
    }

    /// <summary>The gradient ∇f(x), eight partial derivatives an evaluation: the way of choice up to some dozens of inputs.</summary>
    public static double[] Gradient(Func<Dual<Tangent8>[], Dual<Tangent8>> f, double[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var gradient = new double[x.Length];
        for (var first = 0; first < x.Length; first += Tangent8.Count)
        {
            var y = f(Inputs(x, first));
            for (var i = first; i < Math.Min(x.Length, first + Tangent8.Count); i++)
                gradient[i] = y.Tangent[i - first];
        }
        return gradient;
    }

    /// <summary>The Jacobian J[i, j] = ∂yᵢ/∂xⱼ, eight columns an evaluation.</summary>
    /// <exception cref="ShapeException">Evaluations give different numbers of answers.</exception>
    public static double[,] Jacobian(Func<Dual<Tangent8>[], Dual<Tangent8>[]> f, double[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        double[,]? jacobian = null;
        for (var first = 0; first < Math.Max(1, x.Length); first += Tangent8.Count)
        {
            var y = f(Inputs(x, first));
            jacobian ??= new double[y.Length, x.Length];
            if (y.Length != jacobian.GetLength(0))
                ShapeException.Throw(
                    "Duals.Jacobian",
                    "as many answers from each evaluation",
                    $"{jacobian.GetLength(0)} and {y.Length}"
                );
            for (var i = 0; i < y.Length; i++)
            for (var j = first; j < Math.Min(x.Length, first + Tangent8.Count); j++)
                jacobian[i, j] = y[i].Tangent[j - first];
        }
        return jacobian!;
    }

    // The inputs, eight of which move, each in a direction of its own.
    private static Dual<Tangent8>[] Inputs(double[] x, int first)
    {
        var inputs = new Dual<Tangent8>[x.Length];
        for (var i = 0; i < x.Length; i++)
            inputs[i] = i >= first && i < first + Tangent8.Count ? new(x[i], Tangent8.Along(i - first)) : new(x[i]);
        return inputs;
    }
}
