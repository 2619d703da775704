namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// f(x) and its Laplacian Δf = Σᵢ ∂²f/∂xᵢ² = tr H, for each element of the answer, in one forward pass that carries value, Jacobian and Laplacian together: no Hessian, no tape, and one sweep where Hessian-vector products would need one for each element of x.
    /// Shapes: x of n elements, f(x) of any shape, Δf of the same. Memory: n times that of the values alive.
    /// Li, Ye, Zhang, Wang et al., "A computational framework for neural network-based variational Monte Carlo with Forward Laplacian" (2024).
    /// </summary>
    public static ValueAndLaplacian Laplacian(Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        Trace.Leaf(x);
        var trace = new LaplacianTrace(x.Count);
        try
        {
            var (value, _, laplacian) = trace.Split(Trace.Leaf(f(new LaplacianTensor(trace, x, Basis(x), null, null))));
            return new(value, laplacian ?? Tensor.ZerosLike(value));
        }
        finally
        {
            trace.End();
        }
    }
}
