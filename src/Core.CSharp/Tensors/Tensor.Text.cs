namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>
    /// The elements as NumPy prints them: nested brackets, aligned columns, as few digits as tell the number, at most 8 after the point;
    /// of more than 1000 elements the first and last 3 along each axis. A dtype that is not Float64 follows, as does the shape where the
    /// elements do not show it. A traced tensor shows the numbers of its primal and the transform that watches it.
    /// </summary>
    public sealed override string ToString()
    {
        if (this is DenseTensor dense)
            return TensorText.Of(dense);
        var traced = (TracedTensor)this;
        var what = $"{Type} traced by {traced.Trace.Name}";
        try
        {
            return $"{TensorText.Elements(traced.Numbers)} ({what})";
        }
        catch (TraceException)
        {
            return what;
        }
    }
}
