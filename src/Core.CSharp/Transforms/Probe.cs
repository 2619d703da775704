using System.Diagnostics;

namespace Functional.Core;

/// <summary>One operation in a call of Debug: what an error says of it.</summary>
internal sealed class Site(DebugTrace trace, int number, string operation, string operands)
{
    /// <summary>The quantity that an operation makes going forward.</summary>
    public const string Answer = "answer";

    private readonly string? stack = trace.Options.Stacks ? Callers() : null;

    /// <summary>The site of an input: its path stands for operands.</summary>
    public static Site Input(DebugTrace trace, string path) => new(trace, 0, "Debug", path);

    /// <summary>Where the operations of a program are that the operation runs.</summary>
    public string Body => $" in the body of operation {number}, {operation}{trace.Within}";

    /// <summary>What the value is to the operations that use it.</summary>
    public string Origin => number == 0 ? $"the input{operands}" : $"the answer of operation {number}, {operation}";

    /// <summary>Looks for the first number that is not finite.</summary>
    public void Check(DenseTensor x, string quantity, int batches)
    {
        for (var i = 0; i < x.Count; i++)
        {
            var value = x.At(i);
            if (double.IsNaN(value) || (trace.Options.Infinities && double.IsInfinity(value)))
            {
                trace.Found(Error(x, value, i, quantity, batches));
                return;
            }
        }
    }

    /// <summary>The stack without the frames of this library.</summary>
    private static string Callers() =>
        InvariantText.Join(
            "\n",
            $"{new StackTrace(true)}"
                .ReplaceLineEndings("\n")
                .TrimEnd('\n')
                .Split('\n')
                .Where(frame => !frame.Contains($" {nameof(Functional)}.{nameof(Core)}.", StringComparison.Ordinal))
        );

    private NonFiniteException Error(DenseTensor x, double value, int position, string quantity, int batches)
    {
        var index = new int[x.Rank];
        for (var axis = x.Rank - 1; axis >= 0; axis--)
        {
            index[axis] = position % x.Shape[axis];
            position /= x.Shape[axis];
        }
        var shown =
            double.IsNaN(value) ? "NaN"
            : value > 0 ? "∞"
            : "−∞";
        var found =
            $"{shown} at [{InvariantText.Join(", ", index[batches..])}] of [{InvariantText.Join(", ", x.Shape.Skip(batches))}]";
        if (batches > 0)
            found += $" in instance [{InvariantText.Join(", ", index[..batches])}]";
        var detail =
            number == 0
                ? operands.Length == 0
                    ? ""
                    : $" It is the input{operands}."
                : $" It is operation {number}{trace.Within}; {operands}.";
        if (stack is not null)
            detail += $" It was called\n{stack}";
        return new(operation, number, quantity, found, detail);
    }
}

/// <summary>
/// The identity, which looks at its numbers where <see cref="Checks"/> says so, and at the tangents and cotangents that pass through it:
/// under an outer transform these are seen only here. A quantity of null is not looked at.
/// </summary>
internal sealed record Probe(
    Site Site,
    string Quantity,
    bool Checks,
    string? OnTangent,
    string? OnCotangent,
    int Batches
) : UnaryOperation
{
    /// <summary>The probe of what an operation makes.</summary>
    public static Probe OfAnswer(Site site, string quantity = Site.Answer) =>
        new(site, quantity, true, $"tangent of the {quantity}", $"cotangent of the {quantity}", 0);

    /// <summary>The probe of what an operation reads: its number was seen when it was made, the cotangent that comes back was not.</summary>
    public static Probe OfOperand(Site site, int position) =>
        new(site, $"operand {position}", false, null, $"cotangent of operand {position}", 0);

    internal override Reading Reading => Reading.Elementwise;

    internal override bool IsLinear => true;

    internal override TensorType Infer(TensorType x) => x;

    internal override DenseTensor Evaluate(DenseTensor x)
    {
        if (Checks)
            Site.Check(x, Quantity, Batches);
        return x;
    }

    internal override void Execute(DenseTensor x, DenseTensor y) => new Reshape(x.Shape).Execute(Evaluate(x), y);

    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => Of(OnTangent, xDot);

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => Of(OnCotangent, yBar);

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this with { Batches = Batches + 1 }, x);

    private Tensor Of(string? quantity, Tensor x) =>
        quantity is null ? x : Tensor.Apply(OfAnswer(Site, quantity) with { Batches = Batches }, x);
}
