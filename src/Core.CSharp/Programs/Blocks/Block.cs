using System.Numerics;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>
/// Elementwise equations that run in one loop over elements, seen as rows: what lies between them stays in registers. Operands come first among the registers,
/// the answers of the instructions follow.
/// </summary>
/// <param name="DType">The dtype of all.</param>
/// <param name="Operands">How each operand is read.</param>
/// <param name="Instructions">What is computed, in order.</param>
/// <param name="Results">The registers that are written out, each to a place of its own.</param>
internal sealed record Block(DType DType, bool[] Operands, Instruction[] Instructions, int[] Results)
{
    /// <summary>Whether a register holds one number for a whole row, as a scalar and a column do.</summary>
    public bool IsRepeated(int register) => register < Operands.Length && Operands[register];

    public bool Equals(Block? other) =>
        other is not null
        && DType == other.DType
        && Operands.AsSpan().SequenceEqual(other.Operands)
        && Instructions.AsSpan().SequenceEqual(other.Instructions)
        && Results.AsSpan().SequenceEqual(other.Results);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var instruction in Instructions)
            hash.Add(instruction);
        foreach (var register in Results)
            hash.Add(register);
        return hash.ToHashCode();
    }
}

/// <summary>An operation on registers.</summary>
internal sealed record Instruction(Operation Operation, int[] Registers)
{
    public bool Equals(Instruction? other) =>
        other is not null && Operation.Equals(other.Operation) && Registers.AsSpan().SequenceEqual(other.Registers);

    public override int GetHashCode() => HashCode.Combine(Operation, Registers.Length, Registers[0]);
}

/// <summary>Where a block's operand or result lies: from an element of a slot on, so many elements from one row to the next.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Start">The first element.</param>
/// <param name="Step">The elements from row to row; 0 for a row that serves all.</param>
/// <param name="Repeats">Whether a row is one number repeated.</param>
internal readonly record struct Place(int Slot, int Start, int Step, bool Repeats);

/// <summary>
/// A block as a step of an executable. Of its last <paramref name="sums"/> results only the sums of the rows are wanted, in the slots that their places name:
/// the rows themselves lie in a place of the step's own, a few at a time.
/// </summary>
internal sealed class BlockStep(Block block, BlockCode code, Place[] places, int sums, int rows, int columns)
    : Step(
        [.. places[..block.Operands.Length].Select(place => place.Slot).Distinct()],
        [.. places[block.Operands.Length..].Select(place => place.Slot).Distinct()]
    )
{
    // Elements of each summed result that are near at a time.
    private const int Near = 1 << 13;

    public Block Block => block;

    private int Written => places.Length - sums;

    /// <summary>An operand read element for element may be written over, as a vector of every operand is read before one is written.</summary>
    public override bool MayOverwrite(int slot) =>
        sums == 0
        && places[..block.Operands.Length].Where(place => place.Slot == slot).All(IsWhole)
        && places[block.Operands.Length..].All(IsWhole);

    private bool IsWhole(Place place) => !place.Repeats && place.Start == 0 && (rows == 1 || place.Step == columns);

    public override Action Bind(DenseTensor[] values, Frame frame)
    {
        var tensors = Array.ConvertAll(places, place => values[place.Slot]);
        var starts = Array.ConvertAll(places, place => place.Start);
        var steps = Array.ConvertAll(places, place => place.Step);
        if (sums == 0)
            return () => code.Run(tensors, starts, steps, rows, columns);
        var answers = tensors[Written..];
        var together = Math.Clamp(Near * Cores.Count / columns, 1, rows);
        for (var place = Written; place < places.Length; place++)
            tensors[place] = DenseTensor.Pinned(new(Shape.Own([together, columns]), block.DType));
        return block.DType == DType.Float32
            ? () => RunSums<float>(tensors, answers, starts, steps, together)
            : () => RunSums<double>(tensors, answers, starts, steps, together);
    }

    private void RunSums<T>(DenseTensor[] tensors, DenseTensor[] answers, int[] starts, int[] steps, int together)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var from = 0; from < rows; from += together)
        {
            var count = Math.Min(together, rows - from);
            for (var place = 0; place < Written; place++)
                starts[place] = places[place].Start + from * steps[place];
            code.Run(tensors, starts, steps, count, columns);
            for (var i = 0; i < answers.Length; i++)
                Reductions.Sum(
                    count,
                    columns,
                    1,
                    tensors[Written + i].Span<T>()[..(count * columns)],
                    answers[i].Writable<T>().Slice(from, count)
                );
        }
    }
}
