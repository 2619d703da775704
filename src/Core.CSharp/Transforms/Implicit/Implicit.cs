using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>
/// The solution x of an equation g(x, p) = 0 that a program states. Inputs: the leaves of a first guess, then p. By the implicit function theorem
/// ∂ₓg ẋ = −∂ₚg ṗ, whatever iteration found x; the first guess has no derivative.
/// </summary>
internal abstract record Implicit(Program Equation, int Unknowns, SolveOptions Options) : NaryOperation
{
    /// <summary>The independent equations that are solved in step, of each of which <see cref="Equation"/> is the program.</summary>
    public Systems Systems { get; init; } = Systems.One;

    private Program All => Systems.Of(Equation);

    internal override IReadOnlyList<Program> Bodies => [All];

    internal override string Constants => "";

    internal override BodyText BodyText(int body) => BodyText(All, Unknowns, "zero");

    /// <summary>A program of unknowns and parameters.</summary>
    public static BodyText BodyText(Program program, int unknowns, string label) =>
        new(
            label,
            new string(Core.BodyText.Unknown, unknowns) + new string(Scan.Shared, program.Inputs.Count - unknowns)
        );

    /// <summary>Whether ∂ₓg is symmetric positive definite.</summary>
    protected virtual bool IsSymmetric => false;

    /// <summary>The solution as one vector, from a first guess.</summary>
    protected abstract double[] Solve(Iteration iteration, double[] x);

    internal sealed override TensorType[] Infer(TensorType[] inputs) => inputs[..Unknowns];

    internal sealed override Tensor[] Evaluate(DenseTensor[] inputs)
    {
        var iteration = new Iteration(this, inputs);
        return iteration.Flat.To(Solve(iteration, iteration.Flat.From(inputs[..Unknowns])));
    }

    internal sealed override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) =>
        Fill(outputs, Evaluate(inputs));

    /// <summary>(u, x, p) ↦ ∂ₓg u, as a system.</summary>
    private LinearSolve Linearized()
    {
        var map = StageTrace.Run(
            Name,
            [.. Equation.Inputs.Take(Unknowns), .. Equation.Inputs],
            arguments =>
            {
                var (u, at) = (arguments[..Unknowns], arguments[Unknowns..]);
                return Ad.Pushforward(v => Equation.Run([.. v, .. at[Unknowns..]]), at[..Unknowns], u).Tangent;
            }
        );
        var roles = Systems.Roles.Length == 0 ? "" : Systems.Roles[..Unknowns] + Systems.Roles;
        return new(map.Program, Unknowns, IsSymmetric, Options) { Systems = Systems with { Roles = roles } };
    }

    internal sealed override Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot)
    {
        Tensor?[] moving = [.. new Tensor?[Unknowns], .. xDot[Unknowns..]];
        Tensor[] at = [.. y, .. x[Unknowns..]];
        var moved = All.Tangents(at, moving).Tangents;
        return Array.TrueForAll(moved, dot => dot is null)
            ? moved
            : Tensor.Apply(Linearized(), [.. Tree.OrZeros(moved, y).Select(dot => -dot), .. at]);
    }

    internal sealed override Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted)
    {
        bool[] parameters = [.. new bool[Unknowns], .. wanted[Unknowns..]];
        Tensor[] at = [.. y, .. x[Unknowns..]];
        Tensor[] inputs = [.. Tree.OrZeros(yBar, y), .. at];
        var adjoint = Linearized().Transposed();
        var w = Tensor.Apply(adjoint, inputs);
        return All.Cotangents(at, parameters, Array.ConvertAll(w, v => -v)).Bars;
    }

    internal override Tensor[] Batch(BatchOperand[] x, int size) => Batching.Loop(this, x, size);

    /// <summary>Traces a function whose answer has the leaves of its argument; <paramref name="answer"/> makes the equation of argument and answer.</summary>
    public static Staged<Tensor[], Tensor[]> Stage<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        string name,
        Func<T, T> f,
        T x,
        Func<Tensor, Tensor, Tensor>? answer = null
    )
    {
        ArgumentNullException.ThrowIfNull(f);
        var read = Tree.Read(x);
        return Staged<Tensor[], Tensor[]>.Of(
            name,
            arguments =>
            {
                var y = read.Match(name, f(Tree.Rebuild(x, arguments)));
                return answer is null ? y : [.. arguments.Zip(y, answer)];
            },
            read.Leaves
        );
    }
}
