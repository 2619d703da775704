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
        if (adjoints.Length < Count)
            adjoints = new double[Math.Max(Count, Math.Min(2L * adjoints.Length, Array.MaxLength))];
        if (Watches(y))
            adjoints[(int)y.Payload] += seed;
        Sweep(adjoints, gradient);
    }

    /// <summary>The same from several answers, with room of its own, so that sweeps may run at the same time.</summary>
    public void Sweep(ReadOnlySpan<Real> y, ReadOnlySpan<double> seeds, Span<double> gradient)
    {
        var bars = new double[Count];
        for (var i = 0; i < y.Length; i++)
            if (Watches(y[i]))
                bars[(int)y[i].Payload] += seeds[i];
        Sweep(bars, gradient);
    }

    private void Sweep(double[] bars, Span<double> gradient)
    {
        ref var adjoint = ref MemoryMarshal.GetArrayDataReference(bars);
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
        bars.AsSpan(0, gradient.Length).CopyTo(gradient);
        bars.AsSpan(0, gradient.Length).Clear();
    }

    /// <summary>The forward sweep of eight tangents at once: from those of the inputs to those of every number.</summary>
    public Tangent8[] Push(ReadOnlySpan<Tangent8> inputs)
    {
        var tangents = new Tangent8[Count];
        inputs.CopyTo(tangents);
        var slot = inputs.Length;
        for (var c = 0; c <= chunkIndex; c++)
        {
            var nodes = chunks[c].AsSpan(0, c == chunkIndex ? used : chunks[c].Length);
            foreach (ref readonly var node in nodes)
            {
                var moved = Tangent8.TimesStrongly(tangents[node.LeftSlot], node.Left);
                if (node.RightSlot >= 0)
                    moved += Tangent8.TimesStrongly(tangents[node.RightSlot], node.Right);
                tangents[slot++] = moved;
            }
        }
        return tangents;
    }

    /// <summary>The tangent of an answer; 0 if this call does not watch it.</summary>
    public Tangent8 At(Tangent8[] tangents, Real y) => Watches(y) ? tangents[(int)y.Payload] : default;
}
