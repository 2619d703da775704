using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>A cluster as a block: which registers hold what, and where its operands and results lie.</summary>
internal sealed class BlockWriter
{
    private readonly Program program;
    private readonly Cluster cluster;
    private readonly Func<int, int> whole;
    private readonly Dictionary<int, int> members = [];
    private readonly List<Place> operands = [];

    // Registers of each member's operands: an operand's number, or −1 − that of a member.
    private readonly List<int[]> registers = [];

    /// <param name="program">The program.</param>
    /// <param name="cluster">Its equations that are fused.</param>
    /// <param name="whole">The slot whose elements another's are.</param>
    /// <param name="sliced">The slice that a slot is read through, if it is.</param>
    public BlockWriter(Program program, Cluster cluster, Func<int, int> whole, Func<int, Equation?> sliced)
    {
        this.program = program;
        this.cluster = cluster;
        this.whole = whole;
        foreach (var equation in cluster.Members)
        {
            registers.Add(
                Array.ConvertAll(equation.Inputs, slot => Register(slot, program.Slots[equation.Output].Shape, sliced))
            );
            members.Add(equation.Output, members.Count);
        }
    }

    private int Columns => cluster.Columns == 0 ? cluster.Size : cluster.Columns;

    /// <summary>The slots that are read from memory.</summary>
    public IEnumerable<int> Reads => operands.Select(place => place.Slot);

    private int Register(int slot, Shape answer, Func<int, Equation?> sliced)
    {
        if (members.TryGetValue(whole(slot), out var member))
            return -1 - member;
        var place = PlaceOf(slot, answer, sliced(slot));
        var known = operands.IndexOf(place);
        if (known < 0)
        {
            known = operands.Count;
            operands.Add(place);
        }
        return known;
    }

    private Place PlaceOf(int slot, Shape answer, Equation? slice)
    {
        var shape = program.Slots[slot].Shape;
        if (
            shape.Size == answer.Size
            && slice is { Operation: Slice part }
            && Access.RowsOf(program.Slots[slice.Output].Shape, part.Axis) == cluster.Columns
            && cluster.Columns != 0
        )
        {
            var from = program.Slots[slice.Inputs[0]].Shape;
            var inner = from.CountOf(part.Axis + 1, from.Rank);
            return new(slice.Inputs[0], part.Start * inner, from[part.Axis] * inner, false);
        }
        return Access.Of(shape, answer).Reach switch
        {
            Reach.Number => new(slot, 0, 0, true),
            Reach.Row => new(slot, 0, 0, false),
            Reach.Column => new(slot, 0, 1, true),
            _ => new(slot, 0, Columns, false),
        };
    }

    /// <summary>The block as a step, which writes the members that are wanted; null if none is.</summary>
    [RequiresDynamicCode("Blocks are emitted.")]
    public BlockStep? Write(HashSet<int> wanted, Dictionary<Block, BlockCode> codes)
    {
        var results = new List<int>();
        var places = new List<Place>(operands);
        void Result(int member, Place place)
        {
            results.Add(operands.Count + member);
            places.Add(place);
        }
        foreach (var (slot, member) in members)
            if (wanted.Contains(slot) && !cluster.Copies.Contains(slot))
                Result(member, new(slot, 0, Columns, false));
        foreach (var concat in cluster.Concats)
        {
            var axis = ((Concat)concat.Operation).Axis;
            var (shape, start) = (program.Slots[concat.Output].Shape, 0);
            foreach (var part in concat.Inputs)
            {
                Result(members[whole(part)], new(concat.Output, start, shape.CountOf(axis, shape.Rank), false));
                var row = program.Slots[part].Shape;
                start += row.CountOf(axis, row.Rank);
            }
        }
        // Where the rows lie that are summed is the step's own affair.
        foreach (var sum in cluster.Sums)
            Result(members[whole(sum.Inputs[0])], new(sum.Output, 0, Columns, false));
        if (results.Count == 0)
            return null;
        var block = new Block(
            cluster.DType,
            [.. operands.Select(place => place.Repeats)],
            [
                .. cluster.Members.Select(
                    (equation, i) =>
                        new Instruction(
                            equation.Operation,
                            Array.ConvertAll(
                                registers[i],
                                register => register >= 0 ? register : operands.Count - 1 - register
                            )
                        )
                ),
            ],
            [.. results]
        );
        if (!codes.TryGetValue(block, out var code))
            codes.Add(block, code = new(block));
        return new(block, code, [.. places], cluster.Sums.Count, cluster.Size / Columns, Columns);
    }
}
