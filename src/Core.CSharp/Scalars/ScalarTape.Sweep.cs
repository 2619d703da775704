using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Functional.Core;

internal sealed partial class ScalarTape
{
    // All zeros between sweeps: a sweep leaves no adjoint behind, so that nothing need be cleared before the next.
    private double[] adjoints = [];

    /// <summary>
    /// The reverse sweep from an answer: the gradient of its number in the inputs times <paramref name="seed"/>. One loop, no recursion; an
    /// adjoint of 0 is none, so that what does not lead to the answer costs nothing and a slope that is infinite there does no harm.
    /// </summary>
    public void Sweep(Real y, double seed, Span<double> gradient)
    {
        if (!Watches(y))
        {
            gradient.Clear();
            return;
        }
        Seed(y, seed);
        Sweep(gradient.Length);
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] = adjoints[i];
            adjoints[i] = 0;
        }
    }

    /// <summary>Adds a cotangent to an answer; nothing if this call does not watch it.</summary>
    private void Seed(Real y, double seed)
    {
        if (adjoints.Length < Count)
            adjoints = new double[Math.Max(Count, Math.Min(2L * adjoints.Length, Array.MaxLength))];
        adjoints[(int)y.Payload] += seed;
    }

    private void Sweep(int inputCount)
    {
        ref var adjoint = ref MemoryMarshal.GetArrayDataReference(adjoints);
        var slot = Count;
        var last = used;
        for (var c = chunkIndex; c >= 0; c--)
        {
            ref var nodes = ref MemoryMarshal.GetArrayDataReference(chunks[c]);
            for (var i = last - 1; i >= 0; i--)
            {
                slot--;
                var bar = Unsafe.Add(ref adjoint, slot);
                if (bar == 0)
                    continue;
                Unsafe.Add(ref adjoint, slot) = 0;
                ref var node = ref Unsafe.Add(ref nodes, i);
                Unsafe.Add(ref adjoint, node.LeftSlot) += bar * node.Left;
                if (node.RightSlot >= 0)
                    Unsafe.Add(ref adjoint, node.RightSlot) += bar * node.Right;
            }
            last = c > 0 ? chunks[c - 1].Length : 0;
        }
    }
}
