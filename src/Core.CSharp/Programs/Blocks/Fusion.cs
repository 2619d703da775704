using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>
/// The steps of a program, elementwise equations joined to blocks. An equation joins the clusters that it reads where one of the two can move to the other's place in the order
/// without overtaking what it reads, or falling behind what reads it. A slice of rows is read where it lies, and parts of rows are written where they are concatenated.
/// </summary>
internal sealed class Fusion
{
    private const int MostStretching = 3;

    private readonly Program program;
    private readonly List<Cluster?> clusters = [];

    // The cluster that computes each slot, if an equation does; that of a view is its root's.
    private readonly Cluster?[] makers;
    private readonly int[] roots;

    // Slices, which blocks read where they lie.
    private readonly Dictionary<int, Equation> slices = [];

    // How answers are made that are larger than what they are made of, by so little that they are rather made again than read.
    private readonly Dictionary<int, Equation[]> stretched = [];
    private readonly int[] uses;

    private Fusion(Program program)
    {
        this.program = program;
        makers = new Cluster?[program.Slots.Length];
        roots = new int[program.Slots.Length];
        uses = program.Uses();
        for (var slot = 0; slot < roots.Length; slot++)
            roots[slot] = slot;
    }

    /// <summary>The steps, one for each equation that is not a view.</summary>
    public static Step[] None(Program program) =>
        [
            .. program
                .Equations.Where(equation => MemoryPlan.ViewOf(program, equation) is null)
                .Select(equation => Step.Of(program, equation)),
        ];

    /// <summary>The steps, with blocks.</summary>
    [RequiresDynamicCode("Blocks are emitted.")]
    public static Step[] Of(Program program)
    {
        var fusion = new Fusion(program);
        foreach (var equation in program.Equations)
            fusion.Add(equation);
        return fusion.Steps();
    }

    private Shape ShapeOf(int slot) => program.Slots[slot].Shape;

    /// <summary>The slot whose elements another's are, all of them.</summary>
    private int Whole(int slot) => ShapeOf(roots[slot]).Size == ShapeOf(slot).Size ? roots[slot] : slot;

    private void Add(Equation equation)
    {
        if (MemoryPlan.ViewOf(program, equation) is { } view)
        {
            roots[equation.Output] = roots[view.Slot];
            makers[equation.Output] = makers[view.Slot];
            return;
        }
        var type = program.Slots[equation.Output];
        var cluster = new Cluster(equation, type) { Position = clusters.Count };
        clusters.Add(cluster);
        cluster.Fuses = Fuses(equation, type, cluster);
        foreach (var slot in equation.Inputs)
            if (makers[slot]?.Now is { } source)
                cluster.Reads(source, InRegister(slot, type.Shape));
        for (var i = 0; i < equation.Outputs; i++)
            makers[equation.Output + i] = cluster;
        if (cluster.Fuses)
            foreach (var slot in equation.Inputs)
                if (makers[slot]?.Now is { } source && source != cluster.Now)
                    Merge(source, cluster.Now);
        if (equation.Operation is Slice { Step: 1 })
            slices[equation.Output] = equation;
        if (cluster.Fuses && Stretching(equation, type.Shape) is { } chain)
            stretched[equation.Output] = chain;
        if (equation.Operation is SumTo)
            TakeSum(equation);
        if (equation.Operation is Concat concat)
            TakeConcat(equation, concat.Axis);
    }

    /// <summary>Whether an equation of the given answer gets an operand from a register, if it is in the same block.</summary>
    private bool InRegister(int slot, Shape answer) => roots[slot] == Whole(slot) && ShapeOf(slot).Size == answer.Size;

    /// <summary>Whether an equation is elementwise on operands that a block can read; says to the cluster by which rows.</summary>
    private bool Fuses(Equation equation, TensorType type, Cluster cluster)
    {
        if (equation.Operation.Lanewise is null || equation.Outputs != 1 || type.Shape.Size == 0)
            return false;
        foreach (var slot in equation.Inputs)
        {
            var access = Access.Of(ShapeOf(slot), type.Shape);
            if (
                program.Slots[slot].DType != type.DType
                || access.Reach == Reach.Otherwise
                || !cluster.Takes(access.Columns)
            )
                return false;
        }
        // Slices are read where they lie if their rows fit; if not, they are made.
        foreach (var slot in equation.Inputs)
            if (Sliced(slot) is { Operation: Slice slice } sliced && ShapeOf(slot).Size == type.Shape.Size)
                cluster.Takes(Access.RowsOf(ShapeOf(sliced.Output), slice.Axis));
        return true;
    }

    /// <summary>Makes one cluster of two, the second of which reads the first, if the order allows it.</summary>
    private void Merge(Cluster first, Cluster second)
    {
        if (!first.Fits(second) || second.IsBehind(first))
            return;
        // The first may run later, unless somebody else wants it before; the second earlier, once the others it reads are there.
        if (first.Wanted(without: second) > second.Position)
            Join(first, second, second.Position);
        else if (second.Ready(without: first) < first.Position)
            Join(first, second, first.Position);
    }

    private void Join(Cluster first, Cluster second, int position)
    {
        clusters[first.Position] = clusters[second.Position] = null;
        second.Join(first);
        second.Position = position;
        clusters[position] = second;
    }

    // A concatenation of parts of one length that one cluster computes is written by that cluster.
    private void TakeConcat(Equation equation, int axis)
    {
        var source = makers[equation.Inputs[0]]?.Now;
        var part = ShapeOf(equation.Inputs[0]);
        var columns = Access.RowsOf(part, axis);
        if (
            source is not { Fuses: true }
            || equation.Inputs.Length < 2
            || columns == 0
            || equation.Inputs.Any(slot =>
                makers[slot]?.Now != source || !InRegister(slot, part) || part.Size != source.Size
            )
            || !source.Takes(columns)
        )
            return;
        var own = makers[equation.Output]!;
        clusters[own.Position] = null;
        source.Concats.Add(equation);
        source.Absorb(own);
    }

    /// <summary>The equations of a few steps of arithmetic on rows, columns and numbers; null if there is more to it.</summary>
    private Equation[]? Stretching(Equation equation, Shape answer)
    {
        if (equation.Operation is not (Binary<Add> or Binary<Subtract> or Binary<Multiply> or Scale or Negate))
            return null;
        var chain = new List<Equation>();
        foreach (var slot in equation.Inputs)
            if (stretched.TryGetValue(Whole(slot), out var before))
                chain.AddRange(before.Except(chain));
            else if (ShapeOf(slot).Size == answer.Size)
                return null;
        return chain.Count < MostStretching ? [.. chain, equation] : null;
    }

    private void CopyStretched(Cluster cluster)
    {
        foreach (var slot in cluster.Members.SelectMany(equation => equation.Inputs).Distinct().ToArray())
            if (
                stretched.TryGetValue(Whole(slot), out var chain)
                && ShapeOf(slot).Size == cluster.Size
                && makers[slot]!.Now != cluster
            )
                cluster.Copy(chain, chain.Max(ColumnsOf));
    }

    /// <summary>The length of the rows that an equation's operands are read in.</summary>
    private int ColumnsOf(Equation equation) =>
        equation.Inputs.Max(slot => Access.Of(ShapeOf(slot), ShapeOf(equation.Output)).Columns);

    // Sums along rows that one cluster computes are taken by that cluster, a few rows at a time.
    private void TakeSum(Equation equation)
    {
        var (slot, own) = (equation.Inputs[0], makers[equation.Output]!);
        var (from, to) = (ShapeOf(slot), ShapeOf(equation.Output));
        var access = Access.Of(to, from);
        if (
            makers[slot]?.Now is not { Fuses: true } source
            || access.Reach != Reach.Column
            || uses[slot] != 1
            || !InRegister(slot, from)
            || from.Size != source.Size
            || !source.Takes(access.Columns)
        )
            return;
        clusters[own.Position] = null;
        source.Sums.Add(equation);
        source.Absorb(own);
    }

    [RequiresDynamicCode("Blocks are emitted.")]
    private Step[] Steps()
    {
        var order = clusters.OfType<Cluster>().ToArray();
        foreach (var cluster in order)
            if (IsBlock(cluster))
                CopyStretched(cluster);
        var writers = Array.ConvertAll(
            order,
            cluster => IsBlock(cluster) ? new BlockWriter(program, cluster, Whole, Sliced) : null
        );
        var wanted = program.OutputSlots.ToArray().Select(slot => roots[slot]).ToHashSet();
        for (var i = 0; i < order.Length; i++)
            foreach (var slot in writers[i]?.Reads ?? order[i].Members[0].Inputs)
                wanted.Add(roots[slot]);
        var codes = new Dictionary<Block, BlockCode>();
        var steps = new List<Step>();
        for (var i = 0; i < order.Length; i++)
            if (writers[i] is { } writer)
            {
                if (writer.Write(wanted, codes) is { } step)
                    steps.Add(step);
            }
            else if (
                order[i].Members[0] is var equation
                && (
                    !slices.ContainsKey(equation.Output) && !stretched.ContainsKey(equation.Output)
                    || wanted.Contains(equation.Output)
                )
            )
                steps.Add(Step.Of(program, equation));
        return [.. steps];
    }

    // One equation alone is as fast by its own loop, unless it spares a copy.
    private bool IsBlock(Cluster cluster) =>
        cluster.Fuses
        && (
            cluster.Members.Count > 1
            || cluster.Concats.Count > 0
            || cluster.Sums.Count > 0
            || cluster.Columns != 0 && cluster.Members[0].Inputs.Any(slot => Sliced(slot) is not null)
        );

    private Equation? Sliced(int slot) => slices.GetValueOrDefault(Whole(slot));
}
