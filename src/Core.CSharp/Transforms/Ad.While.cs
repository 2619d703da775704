using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// Steps for as long as the condition is not 0: c₀ = init, cₜ₊₁ = step(cₜ). Forward mode goes through it; reverse mode wants the number of steps bounded, as in the form with <c>maxSteps</c>.
    /// Both functions are traced once; what they capture is shared by all steps.
    /// Over a batch each instance takes its own number of steps, and no step is taken for one that has finished.
    /// </summary>
    /// <param name="condition">A scalar of the carry: 0 ends the loop.</param>
    /// <param name="step">One step; its answer has the leaves of init, shape by shape.</param>
    /// <param name="init">The first carry, a tree.</param>
    /// <exception cref="ShapeException">The condition is not a scalar, or a step's carry has another shape than init.</exception>
    /// <exception cref="TreeException">A step's carry has another structure than init.</exception>
    /// <exception cref="TraceException">A function reads a number of the carry, or reverse mode passes through (thrown by the pullback).</exception>
    public static T While<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> condition,
        Func<T, T> step,
        T init
    )
    {
        var (loop, inputs) = Loop(condition, step, init);
        return Tree.Rebuild(init, Tensor.Apply(loop, inputs));
    }

    /// <summary>
    /// As the form without a bound, stopping after at most <paramref name="maxSteps"/> steps: every transform passes through it. It is the scan of the steps that are taken;
    /// within Vectorize or a traced program, where their number is not known, that of all steps, each taken where the condition holds.
    /// </summary>
    /// <param name="condition">A scalar of the carry: 0 ends the loop.</param>
    /// <param name="step">One step; its answer has the leaves of init, shape by shape.</param>
    /// <param name="init">The first carry, a tree.</param>
    /// <param name="maxSteps">The most steps to take.</param>
    /// <param name="options">What reverse mode keeps.</param>
    /// <exception cref="ShapeException">The condition is not a scalar, or a step's carry has another shape than init.</exception>
    /// <exception cref="DomainException">The bound is negative.</exception>
    /// <exception cref="TreeException">A step's carry has another structure than init.</exception>
    /// <exception cref="TraceException">A function reads a number of the carry.</exception>
    public static T While<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> condition,
        Func<T, T> step,
        T init,
        int maxSteps,
        ScanOptions? options = null
    )
    {
        if (maxSteps < 0)
            DomainException.Throw("While", "a bound of 0 steps or more", $"{maxSteps}");
        var (loop, inputs) = Loop(condition, step, init);
        var counted = Trace.Innermost(inputs) is not StageTrace && Array.TrueForAll(inputs, input => input.HasNumbers);
        var length = counted
            ? (int)loop.Steps(Array.ConvertAll(inputs, input => (Tensor)input.Dense), maxSteps)
            : maxSteps;
        var gives = new string(Core.Scan.Carry, loop.Body.Outputs.Count);
        var scan = new Scan(counted ? loop.Body : loop.Masked(), loop.Takes, gives, length, false);
        return Tree.Rebuild(init, scan.Apply(inputs, (options ?? ScanOptions.Default).Checkpoints));
    }

    private static (While Loop, Tensor[] Inputs) Loop<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, Tensor> condition,
        Func<T, T> step,
        T init
    )
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(step);
        var first = Tree.Read(init);
        var carries = first.Leaves;
        var closure = StageTrace.Run(
            "While",
            Array.ConvertAll(carries, leaf => leaf.Type),
            arguments =>
            {
                var carry = Tree.Rebuild(init, arguments);
                var holds = condition(carry);
                if (holds.Rank != 0)
                    ShapeException.Throw("While", "a condition that is a scalar", $"{holds.Shape}");
                return [holds, .. first.Match("While", step(carry))];
            },
            Choice.Sometimes
        );
        var program = closure.Program;
        var inputs = Enumerable.Range(0, program.Inputs.Count).ToArray();
        return (
            new(
                program.Extract(inputs, program.OutputSlots[..1]),
                program.Extract(inputs, program.OutputSlots[1..]),
                new string(Core.Scan.Carry, carries.Length) + new string(Core.Scan.Shared, closure.Captured.Length)
            ),
            [.. carries, .. closure.Captured]
        );
    }
}
