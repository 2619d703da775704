using System.Diagnostics.CodeAnalysis;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// The solution u of A(p) u = b, where a program says (u, p) ↦ A(p) u. Inputs: the leaves of b, then p. Since A u̇ = ḃ − Ȧ u, its pushforward is a system with the same matrix,
/// and its pullback one with the transposed. Several independent systems, the axis 0 of every leaf, are solved in step.
/// </summary>
internal sealed record LinearSolve(Program Map, int Unknowns, bool IsSymmetric, SolveOptions Options) : NaryOperation
{
    /// <summary>The number of independent systems.</summary>
    public int Systems { get; init; } = 1;

    public override string Name => "SolveLinear";

    internal override IReadOnlyList<Program> Bodies => [Map];

    internal override string Constants => "";

    internal override BodyText BodyText(int body) => Implicit.BodyText(Map, Unknowns, "A u");

    internal override TensorType[] Infer(TensorType[] inputs) => inputs[..Unknowns];

    internal override Tensor[] Evaluate(DenseTensor[] inputs)
    {
        var flat = new Flat(Array.ConvertAll(inputs[..Unknowns], b => b.Type), Systems);
        Tensor[] parameters = [.. inputs[Unknowns..]];
        double[] Product(double[] u) => flat.From(Map.Run([.. flat.To(u), .. parameters]));
        var b = flat.From(inputs[..Unknowns]);
        var tolerance = flat.Finest(Options.LinearTolerance);
        var (x, residuals) = IsSymmetric
            ? Krylov.ConjugateGradients(Product, b, tolerance, Options.MaxProducts, Systems)
            : Krylov.Gmres(Product, b, tolerance, Options.MaxProducts, Systems);
        // Rounding may stop short of a fine tolerance; what is far from it is no solution.
        var norms = flat.Norms(b);
        var most = Math.Max(tolerance, flat.IsSingle ? 1e-3 : 1e-8);
        for (var s = 0; s < Systems; s++)
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
    public LinearSolve Transposed(IEnumerable<TensorType> inputs) =>
        IsSymmetric
            ? this
            : this with
            {
                Map = StageTrace
                    .Run(
                        Name,
                        [.. inputs],
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
            var moved = Map.Tangents(
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
        var transposed = Transposed(x.Select(input => input.Type));
        var w = Tensor.Apply(transposed, [.. Tree.OrZeros(yBar, y), .. parameters]);
        var watched = wanted[Unknowns..];
        var bars = Map.Cotangents(
            [.. y, .. parameters],
            [.. new bool[Unknowns], .. watched],
            Array.ConvertAll(w, v => -v)
        ).Bars;
        return [.. w, .. bars[Unknowns..]];
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size)
    {
        var (program, operands) = Programs.Together(Map, Unknowns, x, size);
        return Tensor.Apply(this with { Map = program, Systems = Systems * size }, operands);
    }
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
