using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The function f with a pullback of one's own, <paramref name="rule"/>: (x, f(x), ȳ) ↦ x̄.
    /// Forward mode uses its transpose, for which it has to be linear in ȳ; higher derivatives differentiate the rule.
    /// f may use its argument alone: what it captures must not be traced.
    /// A call of the function calls f once, on the numbers it is given; a program or a batch has none, so that f is traced.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="rule">Its pullback.</param>
    /// <param name="answer">
    /// For an f that reads numbers: x to a tree of the types of f(x), of which the types alone are used.
    /// A program then calls f, on copies, each time it runs; a batch calls it for each instance.
    /// </param>
    /// <exception cref="TraceException">
    /// f captured a traced value, or reads a number that is not there while its answer is not declared (thrown when the function is called);
    /// the rule is not linear in ȳ (thrown in forward mode).
    /// </exception>
    /// <exception cref="ShapeException">The rule returned a leaf of another shape than that of x, or f one of another than declared.</exception>
    public static Func<TIn, TOut> CustomPullback<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, Func<TIn, TOut, TOut, TIn> rule, Func<TIn, TOut>? answer = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(rule);
        return x =>
        {
            var call = new CustomCall<TIn, TOut>("CustomPullback", f, x, answer);
            return call.Apply(
                new CustomPullback(
                    call.Function,
                    (xs, ys, yBar) =>
                        call.Checked(rule(call.Input(xs), call.Answer(ys), call.Answer(yBar)), call.Like, xs)
                )
            );
        };
    }

    /// <summary>
    /// The function f with a pushforward of one's own, <paramref name="rule"/>: (x, f(x), ẋ) ↦ ẏ.
    /// Reverse mode uses its transpose, for which it has to be linear in ẋ; higher derivatives differentiate the rule.
    /// f may use its argument alone: what it captures must not be traced.
    /// A call of the function calls f once, on the numbers it is given; a program or a batch has none, so that f is traced.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="rule">Its pushforward.</param>
    /// <param name="answer">
    /// For an f that reads numbers: x to a tree of the types of f(x), of which the types alone are used.
    /// A program then calls f, on copies, each time it runs; a batch calls it for each instance.
    /// </param>
    /// <exception cref="TraceException">
    /// f captured a traced value, or reads a number that is not there while its answer is not declared (thrown when the function is called);
    /// the rule is not linear in ẋ (thrown in reverse mode).
    /// </exception>
    /// <exception cref="ShapeException">The rule returned a leaf of another shape than that of f(x), or f one of another than declared.</exception>
    public static Func<TIn, TOut> CustomPushforward<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, Func<TIn, TOut, TIn, TOut> rule, Func<TIn, TOut>? answer = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(rule);
        return x =>
        {
            var call = new CustomCall<TIn, TOut>("CustomPushforward", f, x, answer);
            return call.Apply(
                new CustomPushforward(
                    call.Function,
                    (xs, ys, xDot) =>
                        call.Checked(rule(call.Input(xs), call.Answer(ys), call.Input(xDot)), call.Output, ys)
                )
            );
        };
    }
}
