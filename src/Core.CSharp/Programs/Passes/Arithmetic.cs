using System.Runtime.InteropServices;

namespace Functional.Core;

/// <summary>
/// Arithmetic that changes no bit: x + (−0), x − 0, 1 x and x / 1 are x; signs that meet cancel; two factors are one where their product neither overflows nor vanishes earlier.
/// Not x + 0, which is 0 where x is −0, nor 0 x, which is NaN where x is infinite.
/// </summary>
internal static class Arithmetic
{
    public static Program Run(Program program) =>
        program.Constants.Count > 0 || program.Has<Negate>() || program.Has<Scale>() || program.Has<Combine>()
            ? Pass.Rewrite(program, Rule)
            : program;

    private static int? Rule(Pass pass, Operation operation, int[] operands)
    {
        // A scan of constants takes nothing.
        if (operands.Length == 0)
            return null;
        int x = operands[0],
            y = operands[^1];
        return operation switch
        {
            Negate => Scaled(pass, x, -1),
            Scale { Factor: var factor } => Scaled(pass, x, factor),
            Binary<Add> => Neutral(pass, x, y, -0.0)
                ?? Neutral(pass, y, x, -0.0)
                ?? (
                    pass.Producer<Negate>(y) is { } right ? pass.Add(Binary<Subtract>.Instance, x, right.Operands[0])
                    : pass.Producer<Negate>(x) is { } left ? pass.Add(Binary<Subtract>.Instance, y, left.Operands[0])
                    : null
                ),
            Binary<Subtract> => Neutral(pass, x, y, 0.0)
                ?? (
                    pass.Producer<Negate>(y) is { } negated
                        ? pass.Add(Binary<Add>.Instance, x, negated.Operands[0])
                        : null
                ),
            Binary<Divide> => Neutral(pass, x, y, 1),
            Binary<Multiply> => Product(pass, x, y),
            Combine { A: 1, B: 1 } => pass.Add(Binary<Add>.Instance, x, y),
            Combine { A: 1, B: -1 } => pass.Add(Binary<Subtract>.Instance, x, y),
            Combine combine => pass.Producer<Negate>(y) is { } negated
                ? pass.Add(combine with { B = -combine.B }, x, negated.Operands[0])
                : null,
            _ => null,
        };
    }

    private static int? Product(Pass pass, int x, int y)
    {
        var (left, right) = (Everywhere(pass, x), Everywhere(pass, y));
        if (left is null && right is null)
            return pass.Producer<Negate>(x) is { } a && pass.Producer<Negate>(y) is { } b
                ? pass.Add(Binary<Multiply>.Instance, a.Operands[0], b.Operands[0])
                : null;
        if (left is not null && right is not null)
            return null;
        var (factor, other) = left is { } number ? (number, y) : (right!.Value, x);
        var shape = Shape.Broadcast(pass[x].Shape, pass[y].Shape, nameof(Multiply));
        var scaled = Scaled(pass, other, factor) ?? pass.Add(new Scale(factor), other);
        return pass[scaled].Shape.Equals(shape) ? scaled : pass.Add(new BroadcastTo(shape), scaled);
    }

    /// <summary>The operand x, if the other is everywhere the number that changes nothing.</summary>
    private static int? Neutral(Pass pass, int x, int y, double neutral) =>
        Everywhere(pass, y) is { } number
        && BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(neutral)
        && Shape.Broadcast(pass[x].Shape, pass[y].Shape, nameof(Arithmetic)) is var shape
            ? pass[x].Shape.Equals(shape)
                ? x
                : pass.Add(new BroadcastTo(shape), x)
            : null;

    /// <summary>factor · x with what x was scaled by already; null if there is nothing to gain.</summary>
    private static int? Scaled(Pass pass, int x, double factor)
    {
        if (factor == 1)
            return x;
        if (pass.Producer<Negate>(x) is { } negated)
            return factor == -1 ? negated.Operands[0] : pass.Add(new Scale(-factor), negated.Operands);
        if (pass.Producer<Scale>(x) is not { } scaled)
            return null;
        var first = scaled.Operation.Factor;
        var both = pass[x].DType == DType.Float32 ? (float)first * (float)factor : first * factor;
        return both == 1 && Math.Abs(first) == 1 ? scaled.Operands[0]
            : IsExactInOrder(first, factor, both, pass[x].DType) ? pass.Add(new Scale(both), scaled.Operands)
            : null;
    }

    /// <summary>Whether both factors at once overflow and vanish where one after the other would: both shrink, or both grow, or one is a sign.</summary>
    private static bool IsExactInOrder(double first, double second, double both, DType dtype)
    {
        var least = dtype == DType.Float32 ? 1.17549435e-38 : 2.2250738585072014e-308;
        var (a, b) = (Math.Abs(first), Math.Abs(second));
        return double.IsFinite(both) && Math.Abs(both) >= least && ((a <= 1 && b <= 1) || (a >= 1 && b >= 1));
    }

    /// <summary>The number that a constant is in all its elements.</summary>
    private static double? Everywhere(Pass pass, int slot)
    {
        if (pass.ConstantAt(slot) is not { Count: > 0 } constant)
            return null;
        var same = constant.DType == DType.Float32 ? Same<float, int>(constant) : Same<double, long>(constant);
        return same ? constant.At(0) : null;
    }

    // Bit by bit, as zeros of both signs are equal and NaN is not.
    private static bool Same<T, TBits>(DenseTensor x)
        where T : unmanaged
        where TBits : unmanaged, IEquatable<TBits>
    {
        var bits = MemoryMarshal.Cast<T, TBits>(x.Span<T>());
        return !bits.ContainsAnyExcept(bits[0]);
    }
}
