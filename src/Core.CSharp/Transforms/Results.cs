namespace Functional.Core;

/// <summary>f(x) and the tangent Df(x)·ẋ.</summary>
public readonly record struct ValueAndTangent<T>(T Value, T Tangent);

/// <summary>f(x) and the linear map ẋ ↦ Df(x)·ẋ.</summary>
public readonly record struct ValueAndPushforward<TIn, TOut>(TOut Value, Func<TIn, TOut> Pushforward);

/// <summary>f(x) and the linear map ȳ ↦ Df(x)ᵀ·ȳ, which may be called again, at the same time, and be differentiated.</summary>
public readonly record struct ValueAndPullback<TIn, TOut>(TOut Value, Func<TOut, TIn> Pullback);

/// <summary>f(x) and its Laplacian, of the same shape.</summary>
public readonly record struct ValueAndLaplacian(Tensor Value, Tensor Laplacian);

/// <summary>The scalar f(x) and its gradient, which has the type of x.</summary>
public readonly record struct ValueAndGradient<T>(Tensor Value, T Gradient);

/// <summary>The scalar f(x), what f returned beside it, and the gradient.</summary>
public readonly record struct ValueAndGradient<T, TAuxiliary>(Tensor Value, TAuxiliary Auxiliary, T Gradient);
