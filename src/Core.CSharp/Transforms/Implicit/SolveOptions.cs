using System.Globalization;
using System.Text;

namespace Functional.Core;

/// <summary>How exactly an equation is solved, and how long that may take.</summary>
public sealed record SolveOptions
{
    /// <summary>The defaults.</summary>
    public static SolveOptions Default { get; } = new();

    /// <summary>
    /// The last step, relative to what it leads to: ‖Δx‖ ≤ Tolerance · ‖x‖, in the Euclidean norm over all leaves, so that neither a factor on the equation nor
    /// the unit of x matters; beside a solution of 0, Tolerance² times the largest ‖x‖ met. Float32 has 10⁻⁶ at best.
    /// </summary>
    /// <exception cref="DomainException">It is not positive and finite.</exception>
    public double Tolerance
    {
        get;
        init => field = DomainException.Positive("SolveOptions.Tolerance", value);
    } = 1e-10;

    /// <summary>The most steps: of the iteration x ← f(x), or of Newton's method.</summary>
    /// <exception cref="DomainException">It is below 1.</exception>
    public int MaxSteps
    {
        get;
        init => field = DomainException.Counting("SolveOptions.MaxSteps", value);
    } = 1000;

    /// <summary>What a linear system within may leave over, relative to its right-hand side.</summary>
    /// <exception cref="DomainException">It is not positive and finite.</exception>
    public double LinearTolerance
    {
        get;
        init => field = DomainException.Positive("SolveOptions.LinearTolerance", value);
    } = 1e-12;

    /// <summary>The most products with its matrix that a linear system may take.</summary>
    /// <exception cref="DomainException">It is below 1.</exception>
    public int MaxProducts
    {
        get;
        init => field = DomainException.Counting("SolveOptions.MaxProducts", value);
    } = 2000;

    // The compiler's own would write numbers by the culture of the thread.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"Tolerance = {Tolerance}, MaxSteps = {MaxSteps}, LinearTolerance = {LinearTolerance}, MaxProducts = {MaxProducts}"
        );
        return true;
    }
}
