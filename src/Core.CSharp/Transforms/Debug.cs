using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>A value under Debug, with what made it.</summary>
internal sealed class DebugTensor(DebugTrace trace, Tensor primal, Site site)
    : TracedTensor(trace, primal.Shape, primal.DType)
{
    public Tensor Primal { get; } = primal;

    public Site Site { get; } = site;

    public override string Origin => Site.Origin;

    public override Tensor Beneath => Primal;

    protected override bool IsMoreThanNumbers => false;
}

/// <summary>
/// Each operation is applied as it is, between probes: one of its answer, and one of each operand that an outer transform watches,
/// which sees the cotangent that the operation's own rule makes.
/// </summary>
internal sealed class DebugTrace(DebugOptions options, DebugTrace? outer = null, string within = "") : Trace
{
    private int count;
    private int found;

    public override string Name => "Debug";

    public DebugOptions Options { get; } = options;

    /// <summary>The operations whose bodies the trace is in, innermost first, as in " in the body of Scan, operation 2"; empty outside of all.</summary>
    public string Within { get; } = within;

    /// <summary>Starts to watch an input.</summary>
    public Tensor Watch(Tensor primal, string path)
    {
        var site = Site.Input(this, path.Length == 0 ? "" : $" {path}");
        return new DebugTensor(this, Tensor.Apply(Probe.OfAnswer(site, "input"), primal), site);
    }

    public Tensor Split(Tensor x) => x is DebugTensor debug && ReferenceEquals(debug.Trace, this) ? debug.Primal : x;

    /// <summary>Throws or reports the first finding.</summary>
    public void Found(NonFiniteException error)
    {
        if (outer is not null)
            outer.Found(error);
        else if (Options.Report is not { } report)
            throw error;
        else if (Interlocked.Exchange(ref found, 1) == 0)
            report(error);
    }

    public override Tensor Apply(UnaryOperation operation, Tensor x)
    {
        var site = At(operation, x);
        return Join(Tensor.Apply(operation, Operand(x, site, 1)), site);
    }

    public override Tensor Apply(BinaryOperation operation, Tensor x, Tensor y)
    {
        var site = At(operation, x, y);
        return Join(Tensor.Apply(operation, Operand(x, site, 1), Operand(y, site, 2)), site);
    }

    public override Tensor[] Apply(NaryOperation operation, Tensor[] inputs)
    {
        var site = At(operation, inputs);
        var watched = operation.Probed(body => Watched(body, site));
        var answers = Tensor.Apply(watched, [.. inputs.Select((input, i) => Operand(input, site, i + 1))]);
        return Array.ConvertAll(answers, answer => Join(answer, site));
    }

    /// <summary>The program with probes around its operations.</summary>
    private Program Watched(Program body, Site site)
    {
        var inside = new DebugTrace(Options, this, site.Body);
        try
        {
            return StageTrace
                .Run(
                    Name,
                    body.Inputs,
                    arguments =>
                    {
                        var inputs = Array.ConvertAll(
                            arguments,
                            argument => new DebugTensor(inside, argument, Site.Input(inside, ""))
                        );
                        return Array.ConvertAll(body.Run(inputs), inside.Split);
                    }
                )
                .Program;
        }
        finally
        {
            inside.End();
        }
    }

    private Site At(Operation operation, params Tensor[] inputs) =>
        new(this, Interlocked.Increment(ref count), operation.Name, Operands(inputs));

    private string Operands(Tensor[] inputs)
    {
        var operands = inputs.Select(
            (input, i) =>
            {
                var origin =
                    input is DebugTensor debug && ReferenceEquals(debug.Trace, this) ? debug.Site.Origin : "a constant";
                return $"operand {i + 1} is {origin}, of shape {input.Shape}";
            }
        );
        return InvariantText.Join("; ", operands);
    }

    private Tensor Operand(Tensor x, Site site, int position) =>
        Split(x) is TracedTensor watched ? Tensor.Apply(Probe.OfOperand(site, position), watched) : Split(x);

    private Tensor Join(Tensor answer, Site site) =>
        new DebugTensor(this, Tensor.Apply(Probe.OfAnswer(site), answer), site);
}

public static partial class Ad
{
    /// <summary>
    /// The function f, watched: the first operation whose answer has a NaN or an infinity is an error that names it, its number in the order of
    /// evaluation, the place in its answer, and where its operands come from. The values are those of f.
    /// Under a derivative, <c>Grad(Debug(f))</c>, tangents and cotangents are watched too, and the error names the operation of f whose rule made them;
    /// over one, <c>Debug(Grad(f))</c>, the operations of the sweep are operations like others, and the error says which step of the sweep it was.
    /// What f computes from constants alone is seen where it meets an argument. The branch that a <c>Where</c> drops is computed too, and watched.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="options">Whether infinities count, and what to do with what is found.</param>
    /// <exception cref="NonFiniteException">A number is not finite, unless the options report it (thrown when the function, or its derivative, is called).</exception>
    public static Func<TIn, TOut> Debug<
        [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
        [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
    >(Func<TIn, TOut> f, DebugOptions? options = null) =>
        x =>
        {
            var trace = new DebugTrace(options ?? DebugOptions.Default);
            try
            {
                var leaves = Trace.Leaves(x);
                var paths = Tree.Paths(x);
                var y = f(Tree.Rebuild(x, [.. leaves.Select((leaf, i) => trace.Watch(leaf, paths[i]))]));
                return Tree.Rebuild(y, Array.ConvertAll(Trace.Leaves(y), trace.Split));
            }
            finally
            {
                trace.End();
            }
        };
}
