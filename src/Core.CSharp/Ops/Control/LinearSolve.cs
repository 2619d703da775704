using System.Diagnostics.CodeAnalysis;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// The solution u of A(p) u = b, where a program says (u, p) ↦ A(p) u. Inputs: the leaves of b, then p. Since A u̇ = ḃ − Ȧ u, its pushforward is a system with the same matrix,
/// and its pullback one with the transposed. Several independent systems, the axis 0 of every leaf, are solved in step.
/// </summary>
internal sealed record LinearSolve(Program Map, int Unknowns, bool IsSymmetric, SolveOptions Options) : NaryOperation
{
    /// <summary>The independent systems that are solved in step, of each of which <see cref="Map"/> is the program.</summary>
    public Systems Systems { get; init; } = Systems.One;

    private Program All => Systems.Of(Map);

    public override string Name => "SolveLinear";

    internal override IReadOnlyList<Program> Bodies => [All];

    internal override string Constants => "";

    internal override BodyText BodyText(int body) => Implicit.BodyText(All, Unknowns, "A u");

    internal override TensorType[] Infer(TensorType[] inputs) => inputs[..Unknowns];

    internal override Tensor[] Evaluate(DenseTensor[] inputs)
    {
        var together = new Together(Map, Systems, Unknowns, inputs);
        var flat = together.Flat;
        var b = flat.From(inputs[..Unknowns]);
        var tolerance = flat.Finest(Options.LinearTolerance);
        var (x, residuals) = IsSymmetric
            ? Krylov.ConjugateGradients(together.Run, b, tolerance, Options.MaxProducts, Systems.Count)
            : Krylov.Gmres(together.Run, b, tolerance, Options.MaxProducts, Systems.Count);
        // Rounding may stop short of a fine tolerance; what is far from it is no solution.
        var norms = flat.Norms(b);
        var most = Math.Max(tolerance, flat.IsSingle ? 1e-3 : 1e-8);
        for (var s = 0; s < Systems.Count; s++)
            if (!(residuals[s] <= most * norms[s]))
                DomainException.Throw(
                    Name,
                    $"a {(IsSymmetric ? "symmetric positive definite" : "regular")} map and a solution within {Options.MaxProducts} products",
                    $"‖A u − b‖ = {residuals[s] / norms[s]:g3} ‖b‖"
                );
        return flat.To(x);
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Fill(outputs, Evaluate(inputs));

    /// <summary>The system with the transposed matrix.</summary>
    public LinearSolve Transposed() =>
        IsSymmetric
            ? this
            : this with
            {
                Map = StageTrace
                    .Run(
                        Name,
                        Map.Inputs,
                        arguments =>
                            Ad.Pullback(
                                    u => Map.Run([.. u, .. arguments[Unknowns..]]),
                                    Tree.ZerosLike(arguments[..Unknowns])
                                )
                                .Pullback(arguments[..Unknowns])
                    )
                    .Program,
            };

    internal override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        var right = xDot[..Unknowns];
        if (Array.Exists(xDot[Unknowns..], dot => dot is not null))
        {
            var moved = All.Tangents(
                [.. y, .. x[Unknowns..]],
                [.. new Tensor?[Unknowns], .. xDot[Unknowns..]]
            ).Tangents;
            for (var i = 0; i < Unknowns; i++)
                right[i] =
                    moved[i] is not { } dot ? right[i]
                    : right[i] is { } b ? b - dot
                    : -dot;
        }
        return Tensor.Apply(this, [.. Tree.OrZeros(right, y), .. x[Unknowns..]]);
    }

    internal override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        Tensor[] parameters = x[Unknowns..];
        var w = Tensor.Apply(Transposed(), [.. Tree.OrZeros(yBar, y), .. parameters]);
        var watched = wanted[Unknowns..];
        var bars = All.Cotangents(
            [.. y, .. parameters],
            [.. new bool[Unknowns], .. watched],
            Array.ConvertAll(w, v => -v)
        ).Bars;
        return [.. w, .. bars[Unknowns..]];
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size) =>
        Systems.Batch(x, Unknowns, size, systems => this with { Systems = systems });
}

public static partial class Ad
{
    /// <summary>
    /// The solution x of A x = b for a linear map given as a function, without its matrix: by conjugate gradients if A is symmetric positive definite, else by GMRES, restarted.
    /// Unknowns are trees: A x has the leaves of b. Derivatives are taken of the solution, not of the iteration: ẋ = A⁻¹ (ḃ − Ȧ x), and in reverse by a system with Aᵀ; what the map captures gets its own.
    /// The map is traced once. Over a batch the systems are solved in step, each to its own tolerance.
    /// </summary>
    /// <param name="map">x ↦ A x, linear.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="symmetric">Whether A is symmetric positive definite.</param>
    /// <param name="options">The tolerance of linear systems and the most products with A.</param>
    /// <exception cref="DomainException">The solution was not reached: A is singular, or too many products were needed.</exception>
    /// <exception cref="ShapeException">A x has other shapes than b.</exception>
    /// <exception cref="TraceException">The map is not linear (the error names the operation), or reads a number of its argument.</exception>
    /// <remarks>Hestenes and Stiefel (1952); Saad and Schultz (1986).</remarks>
    public static T SolveLinear<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        Func<T, T> map,
        T b,
        bool symmetric = false,
        SolveOptions? options = null
    )
    {
        var staged = Implicit.Stage("SolveLinear", map, b);
        var unknowns = Tree.Flatten(b).Length;
        Linearity.Require("SolveLinear", "a linear map", staged.Program, staged.Inputs.AsSpan(unknowns));
        var solve = new LinearSolve(staged.Program, unknowns, symmetric, options ?? SolveOptions.Default);
        return Tree.Rebuild(b, Tensor.Apply(solve, staged.Inputs));
    }
}
