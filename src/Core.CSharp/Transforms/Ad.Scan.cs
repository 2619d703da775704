using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// A fold through time: (cₜ₊₁, yₜ) = step(cₜ, xₜ) for t = 0 … n − 1; gives the last carry and all outputs, time as their axis 0. Carry, input and output are trees,
    /// and every leaf of <paramref name="xs"/> has time as its axis 0. The step is traced once, so its graph does not grow with n; what it captures,
    /// such as weights, is shared by all steps, and the cotangents of all steps add up. Equal to the loop, for values and every derivative.
    /// </summary>
    /// <param name="step">One step; carry and input are traced, so it chooses by <c>Where</c> instead of branching on numbers.</param>
    /// <param name="init">The first carry c₀.</param>
    /// <param name="xs">The inputs of all steps.</param>
    /// <param name="options">The direction, and what reverse mode keeps.</param>
    /// <exception cref="ShapeException">The leaves of xs differ in length, xs has no leaf, or a step's carry has another shape than c₀.</exception>
    /// <exception cref="TreeException">A step's carry has another structure than c₀.</exception>
    /// <exception cref="TraceException">The step reads a number of its carry or input.</exception>
    public static (TCarry Carry, TOut Outputs) Scan<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TCarry,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TCarry, TIn, (TCarry Carry, TOut Output)> step, TCarry init, TIn xs, ScanOptions? options = null)
    {
        var sequences = Tree.Flatten(xs);
        var lengths = sequences.Select(leaf => leaf.Rank == 0 ? -1 : leaf.Shape[0]).Distinct().ToArray();
        if (lengths is not [>= 0])
            ShapeException.Throw(
                "Scan",
                "inputs with time as axis 0, of one length in every leaf",
                lengths.Length == 0
                    ? "no leaf"
                    : InvariantText.Join(" and ", sequences.Select(leaf => $"{leaf.Shape}").Distinct())
            );
        return Scan(step, init, xs, sequences, lengths[0], options ?? ScanOptions.Default);
    }

    /// <summary>A fold of so many steps without inputs: (cₜ₊₁, yₜ) = step(cₜ).</summary>
    /// <inheritdoc cref="Scan{TCarry, TIn, TOut}(Func{TCarry, TIn, ValueTuple{TCarry, TOut}}, TCarry, TIn, ScanOptions?)"/>
    /// <exception cref="DomainException">The length is negative.</exception>
    public static (TCarry Carry, TOut Outputs) Scan<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TCarry,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TCarry, (TCarry Carry, TOut Output)> step, TCarry init, int length, ScanOptions? options = null)
    {
        if (length < 0)
            DomainException.Throw("Scan", "a length of 0 or more", $"{length}");
        return Scan(
            (TCarry carry, Tensor[] _) => step(carry),
            init,
            Array.Empty<Tensor>(),
            [],
            length,
            options ?? ScanOptions.Default
        );
    }

    private static (TCarry, TOut) Scan<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TCarry,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(
        Func<TCarry, TIn, (TCarry Carry, TOut Output)> step,
        TCarry init,
        TIn xs,
        Tensor[] sequences,
        int length,
        ScanOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(step);
        var first = Tree.Read(init);
        var carries = first.Leaves;
        TOut output = default!;
        var closure = StageTrace.Run(
            "Scan",
            [
                .. carries.Select(leaf => leaf.Type),
                .. sequences.Select(leaf => leaf.Type with { Shape = Batching.Instance(leaf.Shape) }),
            ],
            arguments =>
            {
                var (next, produced) = step(
                    Tree.Rebuild(init, arguments[..carries.Length]),
                    Tree.Rebuild(xs, arguments[carries.Length..])
                );
                output = produced;
                return [.. first.Match("Scan", next), .. Tree.Flatten(produced)];
            }
        );
        var scan = new Scan(
            closure.Program,
            new string(Core.Scan.Carry, carries.Length)
                + new string(Core.Scan.Sequence, sequences.Length)
                + new string(Core.Scan.Shared, closure.Captured.Length),
            new string(Core.Scan.Carry, carries.Length)
                + new string(Core.Scan.Sequence, closure.Program.Outputs.Count - carries.Length),
            length,
            options.FromEnd
        );
        var answers = scan.Apply([.. carries, .. sequences, .. closure.Captured], options.Checkpoints);
        return (Tree.Rebuild(init, answers[..carries.Length]), Tree.Rebuild(output, answers[carries.Length..]));
    }
}
