using System.Numerics.Tensors;

namespace Functional.Core;

/// <summary>Leaves as one vector of numbers for solvers, and back.</summary>
internal sealed class Flat(IReadOnlyList<TensorType> types)
{
    /// <summary>Whether a leaf is Float32, which bounds what a solver can reach.</summary>
    public bool IsSingle { get; } = types.Any(type => type.DType == DType.Float32);

    /// <summary>How far numbers may differ by rounding alone, relative to their size.</summary>
    public double Rounding => IsSingle ? 1e-6 : 1e-14;

    /// <summary>The finest tolerance that makes sense.</summary>
    public double Finest(double tolerance) => Math.Max(tolerance, IsSingle ? 1e-6 : 1e-15);

    /// <summary>The elements of all leaves, end to end.</summary>
    public static double[] Of(IReadOnlyList<Tensor> leaves)
    {
        var result = new double[leaves.Sum(leaf => leaf.Count)];
        var at = 0;
        foreach (var leaf in leaves)
        {
            leaf.ToArray().CopyTo(result, at);
            at += leaf.Count;
        }
        return result;
    }

    /// <summary>The leaves with the given elements.</summary>
    public Tensor[] To(double[] vector)
    {
        var result = new Tensor[types.Count];
        var at = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var part = vector.AsSpan(at, types[i].Shape.Size);
            var leaf = DenseTensor.Uninitialized(types[i]);
            if (leaf.DType == DType.Float32)
                TensorPrimitives.ConvertTruncating<double, float>(part, leaf.Writable<float>());
            else
                part.CopyTo(leaf.Writable<double>());
            result[i] = leaf;
            at += part.Length;
        }
        return result;
    }
}
