using System.Runtime.CompilerServices;

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

/// <summary>A block as a step of an executable.</summary>
internal sealed class BlockStep(Block block, BlockCode code, Place[] places, int rows, int columns)
    : Step(
        [.. places[..block.Operands.Length].Select(place => place.Slot).Distinct()],
        [.. places[block.Operands.Length..].Select(place => place.Slot).Distinct()]
    )
{
    public Block Block => block;

    /// <summary>An operand read element for element may be written over, as a vector of every operand is read before one is written.</summary>
    public override bool MayOverwrite(int slot) =>
        places[..block.Operands.Length].Where(place => place.Slot == slot).All(IsWhole)
        && places[block.Operands.Length..].All(IsWhole);

    private bool IsWhole(Place place) => !place.Repeats && place.Start == 0 && (rows == 1 || place.Step == columns);

    public override Action Bind(DenseTensor[] values)
    {
        var tensors = Array.ConvertAll(places, place => values[place.Slot]);
        var starts = Array.ConvertAll(places, place => place.Start);
        var steps = Array.ConvertAll(places, place => place.Step);
        return () => code.Run(tensors, starts, steps, rows, columns);
    }
}
