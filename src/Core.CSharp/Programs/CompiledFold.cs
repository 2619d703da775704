using System.Collections.Concurrent;

namespace Functional.Core;

/// <summary>A step that is compiled for each set of shapes, and folded over items with its state in place.</summary>
internal sealed class CompiledFold<TState, TItem, TOut>(Func<TState, TItem, (TState State, TOut Output)> step)
{
    // Steps between two looks at whether the program has been fused meanwhile.
    private const int Stretch = 64;

    private readonly ConcurrentDictionary<Signature, Entry> known = new();

    private sealed record Entry(Program Program, Executable Executable, TOut Like);

    public TState Run(TState state, IEnumerable<TItem> items, Action<int, TOut>? observe)
    {
        var places = Array.ConvertAll(Tree.Flatten(state), leaf => Copy(Numbers(leaf)));
        (Entry Entry, Frame Frame)? current = null;
        DenseTensor[] outputs = [];
        var count = 0;
        var leaves = new List<Tensor>();
        var box = new Box<TItem>();
        foreach (var item in items)
        {
            leaves.Clear();
            Tree.Gather(box.Of(item), leaves);
            if (current is not { } running || !Fits(running.Entry.Program, places.Length, leaves))
            {
                GiveBack();
                Take(Known(state, item, places, leaves));
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
            var rented = entry.Executable.Rent();
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

    private static bool Fits(Program program, int places, List<Tensor> leaves)
    {
        if (program.Slots.Length < places + leaves.Count)
            return false;
        for (var i = 0; i < leaves.Count; i++)
            if (!leaves[i].Type.Equals(program.Slots[places + i]))
                return false;
        return true;
    }

    private Entry Known(TState state, TItem item, DenseTensor[] places, List<Tensor> leaves)
    {
        var signature = new Signature([.. places, .. leaves.Select(Numbers)]);
        return known.GetOrAdd(signature, _ => Trace(state, item, places.Length));
    }

    private Entry Trace(TState state, TItem item, int places)
    {
        var staged = Staged<(TState, TItem), (TState State, TOut Output)>.Of(
            "CompileFold",
            pair =>
            {
                var answer = step(pair.Item1, pair.Item2);
                Tree.Match("CompileFold", state, Tree.Flatten(state), Tree.Flatten(answer.State));
                return answer;
            },
            (state, item)
        );
        if (staged.Inputs.Length != Tree.Flatten((state, item)).Length)
            throw Watched();
        int[] all = [.. Enumerable.Range(0, places)];
        return new(staged.Program, staged.Program.InPlace(all, all), staged.Like.Output);
    }

    private static DenseTensor Numbers(Tensor leaf) => leaf as DenseTensor ?? throw Watched();

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
