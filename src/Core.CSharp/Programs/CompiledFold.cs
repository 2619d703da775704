using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>A step that is compiled for each structure and set of shapes, and folded over items with its state in place.</summary>
internal sealed class CompiledFold<
    [DynamicallyAccessedMembers(TreeMembers.Read)] TState,
    [DynamicallyAccessedMembers(TreeMembers.Read)] TItem,
    [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
>(Func<TState, TItem, (TState State, TOut Output)> step, CompileOptions options)
{
    // Steps between two looks at whether the program has been fused meanwhile.
    private const int Stretch = 64;

    private readonly Recent<Signature, Entry> known = new(options.Programs);
    private readonly Arenas arenas = new();

    private sealed record Entry(Signature Item, Program Program, Executable Executable, TOut Like);

    public TState Run(TState state, IEnumerable<TItem> items, Action<int, TOut>? observe)
    {
        var first = Tree.Read(state);
        var places = Array.ConvertAll(first.Leaves, leaf => Copy(Numbers(leaf)));
        (Entry Entry, Frame Frame)? current = null;
        DenseTensor[] outputs = [];
        var count = 0;
        var walk = new Walk(structure: true);
        var leaves = walk.Leaves;
        var box = new Box<TItem>();
        foreach (var item in items)
        {
            walk.Clear();
            Tree.Gather(item, box.Of(item), walk);
            if (current is not { } running || !running.Entry.Item.Fits(walk))
            {
                GiveBack();
                Take(Known(first, item, leaves));
                outputs = [];
            }
            var (entry, frame) = current!.Value;
            for (var i = 0; i < leaves.Count; i++)
                frame.Input(places.Length + i, Numbers(leaves[i]));
            if (outputs.Length == 0 || observe is not null)
            {
                outputs = [.. entry.Program.Outputs.Skip(places.Length).Select(DenseTensor.Uninitialized)];
                for (var i = 0; i < outputs.Length; i++)
                    frame.Output(places.Length + i, outputs[i]);
            }
            frame.Run();
            observe?.Invoke(count, Tree.Rebuild(entry.Like, outputs));
            count++;
            if (count % Stretch == 0)
            {
                GiveBack();
                Take(entry);
                for (var i = 0; i < outputs.Length; i++)
                    current.Value.Frame.Output(places.Length + i, outputs[i]);
            }
        }
        GiveBack();
        return Tree.Rebuild(state, places);

        void Take(Entry entry)
        {
            var rented = entry.Executable.Rent(arenas);
            for (var i = 0; i < places.Length; i++)
            {
                rented.Input(i, places[i]);
                rented.Output(i, places[i]);
            }
            current = (entry, rented);
        }

        void GiveBack()
        {
            if (current is { } rented)
                rented.Entry.Executable.Return(rented.Frame);
        }
    }

    private Entry Known(Reading<TState> state, TItem item, List<Tensor> leaves)
    {
        foreach (var leaf in leaves)
            Numbers(leaf);
        var pair = Tree.Read((state.Tree, item));
        var signature = new Signature(pair.Structure, pair.Leaves);
        if (known.TryGet(signature, out var found))
            return found;
        var entry = Trace(state, item);
        // A structure that is not equal to itself would never be found.
        return pair.Structure.Equals(Tree.Read((state.Tree, item)).Structure) ? known.Add(signature, entry) : entry;
    }

    private Entry Trace(Reading<TState> state, TItem item)
    {
        var places = state.Leaves.Length;
        var read = Tree.Read(item);
        var staged = Staged<(TState, TItem), (TState State, TOut Output)>.Of(
            "CompileFold",
            pair =>
            {
                var answer = step(pair.Item1, pair.Item2);
                state.Match("CompileFold", answer.State);
                return answer;
            },
            (state.Tree, item)
        );
        if (staged.Inputs.Length != places + read.Leaves.Length)
            throw Watched();
        int[] all = [.. Enumerable.Range(0, places)];
        return new(
            new(read.Structure, read.Leaves),
            staged.Program,
            staged.Program.InPlace(all, all),
            staged.Like.Output
        );
    }

    private static DenseTensor Numbers(Tensor leaf) => leaf as DenseTensor ?? throw Watched(leaf);

    private static TraceException Watched(Tensor leaf)
    {
        Core.Trace.Leaf(leaf);
        return Watched();
    }

    private static TraceException Watched() =>
        new(
            "CompileFold writes its state in place, which no derivative can pass through; within another transform use Scan, or a loop of a compiled step."
        );

    private static DenseTensor Copy(DenseTensor x)
    {
        var copy = DenseTensor.Pinned(x.Type);
        copy.Fill(x);
        return copy;
    }
}
