using System.Numerics.Tensors;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>Leaves as one vector of numbers for solvers, and back. Of several systems, which are the axis 0 of every leaf, the vectors lie end to end.</summary>
internal sealed class Flat(IReadOnlyList<TensorType> types, int systems)
{
    /// <summary>The number of independent systems.</summary>
    public int Systems { get; } = systems;

    /// <summary>Whether a leaf is Float32, which bounds what a solver can reach.</summary>
    public bool IsSingle { get; } = types.Any(type => type.DType == DType.Float32);

    /// <summary>How far numbers may differ by rounding alone, relative to their size.</summary>
    public double Rounding => IsSingle ? 1e-6 : 1e-14;

    /// <summary>The finest tolerance that makes sense.</summary>
    public double Finest(double tolerance) => Math.Max(tolerance, IsSingle ? 1e-6 : 1e-15);

    /// <summary>The elements of all leaves, system by system.</summary>
    public double[] From(IReadOnlyList<Tensor> leaves)
    {
        var result = new double[leaves.Sum(leaf => leaf.Count)];
        var start = 0;
        foreach (var leaf in leaves)
        {
            var (values, part) = (leaf.ToArray(), leaf.Count / Systems);
            for (var s = 0; s < Systems; s++)
                values.AsSpan(s * part, part).CopyTo(result.AsSpan(s * (result.Length / Systems) + start));
            start += part;
        }
        return result;
    }

    /// <summary>The leaves with the given elements.</summary>
    public Tensor[] To(double[] vector)
    {
        var result = new Tensor[types.Count];
        var start = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var leaf = DenseTensor.Uninitialized(types[i]);
            var part = leaf.Count / Systems;
            for (var s = 0; s < Systems; s++)
            {
                var values = vector.AsSpan(s * (vector.Length / Systems) + start, part);
                if (leaf.DType == DType.Float32)
                    TensorPrimitives.ConvertTruncating<double, float>(
                        values,
                        leaf.Writable<float>().Slice(s * part, part)
                    );
                else
                    values.CopyTo(leaf.Writable<double>().Slice(s * part, part));
            }
            result[i] = leaf;
            start += part;
        }
        return result;
    }

    /// <summary>The Euclidean norm of each system's part of a vector.</summary>
    public double[] Norms(double[] vector)
    {
        var result = new double[Systems];
        var part = vector.Length / Systems;
        for (var s = 0; s < Systems; s++)
            result[s] = Scaled.Norm(vector.AsSpan(s * part, part));
        return result;
    }
}
