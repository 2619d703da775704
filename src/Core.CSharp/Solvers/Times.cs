namespace Functional.Core;

/// <summary>
/// The times of an initial-value problem as they are, if they are finite and rise or fall throughout: the one check of all methods, made where
/// there are numbers.
/// </summary>
internal sealed record Times : UnaryOperation
{
    internal override Reading Reading => Reading.Elementwise;

    internal override TensorType Infer(TensorType x) => x;

    internal override void Execute(DenseTensor x, DenseTensor y)
    {
        Check(x);
        y.Fill(x);
    }

    internal override DenseTensor Evaluate(DenseTensor x)
    {
        Check(x);
        return x;
    }

    // Of a batch, each line is the times of an instance.
    private static void Check(DenseTensor x)
    {
        var all = x.ToArray();
        var count = x.Shape[^1];
        for (var start = 0; start < all.Length; start += count)
        {
            var times = all.AsSpan(start, count);
            var direction = count == 1 ? 1 : Math.Sign(times[1].CompareTo(times[0]));
            for (var i = 0; i < count; i++)
                if (!double.IsFinite(times[i]) || (i > 0 && !(direction * times[i] > direction * times[i - 1])))
                    DomainException.Throw(
                        "Ode.Solve",
                        "times that rise or fall throughout",
                        $"{Tensor.Create(times.ToArray())}"
                    );
        }
    }

    internal override Tensor Batch(Tensor x) => Tensor.Apply(this, x);

    // Tangents are no times.
    internal override Tensor Jvp(Tensor x, Tensor y, Tensor xDot) => xDot;

    internal override Tensor Vjp(Tensor x, Tensor y, Tensor yBar) => yBar;
}
