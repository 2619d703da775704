namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The complement of a mask, elementwise: 1 where it is 0, else 0. Not differentiable: its derivative is 0.</summary>
    public static Tensor Not(Tensor mask) => Equal(mask, 0);
}
