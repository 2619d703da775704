using System.Globalization;
using System.Text;

namespace Functional.Core;

/// <summary>How an initial-value problem is solved and differentiated.</summary>
public sealed record OdeOptions
{
    /// <summary>Dormand and Prince's method with step control, differentiated through its steps.</summary>
    public static OdeOptions Default { get; } = new();

    /// <summary>How steps are taken.</summary>
    public OdeMethod Method { get; init; } = OdeMethod.DormandPrince;

    /// <summary>The error a step may add to an element, relative to it.</summary>
    /// <exception cref="DomainException">It is not positive and finite.</exception>
    public double RelativeTolerance
    {
        get;
        init => field = DomainException.Positive("OdeOptions.RelativeTolerance", value);
    } = 1e-6;

    /// <summary>The error a step may add to an element, in its own unit.</summary>
    /// <exception cref="DomainException">It is not positive and finite.</exception>
    public double AbsoluteTolerance
    {
        get;
        init => field = DomainException.Positive("OdeOptions.AbsoluteTolerance", value);
    } = 1e-9;

    /// <summary>The most steps to try, rejected ones too.</summary>
    /// <exception cref="DomainException">It is below 1.</exception>
    public int MaxSteps
    {
        get;
        init => field = DomainException.Counting("OdeOptions.MaxSteps", value);
    } = 100_000;

    /// <summary>
    /// Whether chosen steps go from the first time to the last as the tolerances allow, and the solution at the times between is interpolated by
    /// polynomials of order 4 (dense output).
    /// Else a step ends at each time. Many times then cost no steps of their own.
    /// </summary>
    public bool Interpolate { get; init; }

    /// <summary>Where cotangents come from.</summary>
    public OdeGradient Gradient { get; init; } = OdeGradient.Discrete;

    /// <summary>What the discrete gradient keeps of the steps.</summary>
    public Checkpoints Checkpoints { get; init; } = Checkpoints.None;

    // The compiler's own would write numbers by the culture of the thread.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"Method = {Method}, RelativeTolerance = {RelativeTolerance}, AbsoluteTolerance = {AbsoluteTolerance}, MaxSteps = {MaxSteps}, Interpolate = {Interpolate}, Gradient = {Gradient}, Checkpoints = {Checkpoints}"
        );
        return true;
    }
}

/// <summary>A method of Runge and Kutta.</summary>
public sealed class OdeMethod
{
    private OdeMethod(int? steps) => Steps = steps;

    /// <summary>The fixed number of steps from one time to the next; null where they are chosen.</summary>
    internal int? Steps { get; }

    /// <summary>Order 5, with steps chosen by the tolerances. Dormand and Prince, J. Comput. Appl. Math. 6 (1980).</summary>
    public static OdeMethod DormandPrince { get; } = new((int?)null);

    /// <summary>The classical method of order 4 with so many equal steps from one time to the next.</summary>
    /// <exception cref="DomainException">Fewer than one step.</exception>
    public static OdeMethod RungeKutta4(int steps)
    {
        if (steps < 1)
            DomainException.Throw("OdeMethod.RungeKutta4", "one step or more", $"{steps}");
        return new(steps);
    }
}

/// <summary>Where the cotangents of a solution come from.</summary>
public enum OdeGradient
{
    /// <summary>From the steps that were taken: the exact gradient of the computed solution.</summary>
    Discrete,

    /// <summary>
    /// From the adjoint equation a' = −(∂f/∂y)ᵀ a, solved backward with the same tolerances: memory does not depend on the number of steps, and the gradient is that of the
    /// exact solution within the tolerances. Pontryagin et al. (1962); Chen et al., Neural Ordinary Differential Equations (2018).
    /// </summary>
    Adjoint,
}
