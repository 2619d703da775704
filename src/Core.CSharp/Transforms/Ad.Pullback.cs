using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>Reverse mode: f(x) and the pullback ȳ ↦ x̄ = Df(x)ᵀ·ȳ, which may be called again, at the same time, and be differentiated. Arguments are trees.</summary>
    public static ValueAndPullback<TIn, TOut> Pullback<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, TIn x, AdOptions? options = null)
    {
        var recording = new Recording<TIn, TOut>(f, x, options);
        return new(recording.Value, recording.Pullback);
    }

    /// <summary>The gradient of a function with a scalar answer: x ↦ Df(x)ᵀ·1, of the type of x.</summary>
    /// <exception cref="ShapeException">The function's answer is not a scalar (thrown when the gradient is called).</exception>
    public static Func<T, T> Grad<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> f,
        AdOptions? options = null
    ) => x => Gradient("Grad", new Recording<T, Tensor>(f, x, options)).Gradient;

    /// <summary>x ↦ f(x) and its gradient, from one evaluation.</summary>
    /// <inheritdoc cref="Grad"/>
    public static Func<T, ValueAndGradient<T>> ValueAndGrad<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> f,
        AdOptions? options = null
    ) => x => Gradient("ValueAndGrad", new Recording<T, Tensor>(f, x, options));

    /// <summary>As <see cref="ValueAndGrad"/>, for a function that returns a tree beside its scalar: metrics, or the next state.</summary>
    /// <inheritdoc cref="Grad"/>
    public static Func<T, ValueAndGradient<T, TAuxiliary>> ValueAndGradWith<
        [DynamicallyAccessedMembers(TreeMembers.Read)] T,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TAuxiliary
    >(Func<T, (Tensor Value, TAuxiliary Auxiliary)> f, AdOptions? options = null) =>
        x =>
        {
            var recording = new Recording<T, (Tensor Value, TAuxiliary Auxiliary)>(f, x, options);
            var (value, auxiliary) = recording.Value;
            var bars = Array.ConvertAll(recording.Outputs, Tensor.ZerosLike);
            bars[0] = One("ValueAndGradWith", value);
            return new(value, auxiliary, Tree.Rebuild(x, recording.Pullback(bars)));
        };

    private static ValueAndGradient<T> Gradient<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        string operation,
        Recording<T, Tensor> recording
    ) => new(recording.Value, recording.Pullback(One(operation, recording.Value)));

    private static Tensor One(string operation, Tensor value)
    {
        if (value.Rank != 0)
            ShapeException.Throw(
                operation,
                "a function with a scalar answer, such as Sum gives (for others there are Pullback and Jacobian)",
                $"{value.Shape}"
            );
        return Tensor.Literal(1, value);
    }
}
