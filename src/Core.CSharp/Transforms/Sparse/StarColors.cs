namespace Functional.Core;

/// <summary>
/// A greedy star colouring: any two colours together form stars. Each star remembers its hub, so that a new vertex sees in constant time
/// whether a neighbour's colour would make a path of four.
/// </summary>
internal sealed class StarColors
{
    private readonly SparsityPattern graph;
    private readonly int[] mirror;
    private readonly int[] stars;
    private readonly List<int> hubs = [];
    private readonly int[] taken;
    private readonly int[] treated;
    private readonly (int By, int Neighbor, int Edge)[] first;

    public int[] Colors { get; }

    public StarColors(SparsityPattern graph, int[] mirror)
    {
        this.graph = graph;
        this.mirror = mirror;
        var n = graph.RowCount;
        Colors = Coloring.Uncolored(n);
        stars = Coloring.Uncolored(graph.Count);
        taken = Coloring.Uncolored(n + 1);
        treated = Coloring.Uncolored(n);
        first = new (int, int, int)[n];
        Array.Fill(first, (-1, -1, -1));
        for (var v = 0; v < n; v++)
        {
            Forbid(v);
            Colors[v] = Coloring.FirstFree(taken, v);
            Grow(v);
        }
    }

    private IEnumerable<(int Vertex, int Edge)> Colored(int v)
    {
        for (var edge = graph.RowStarts[v]; edge < graph.RowStarts[v + 1]; edge++)
        {
            var w = graph.ColumnIndices[edge];
            if (w != v && Colors[w] >= 0)
                yield return (w, edge);
        }
    }

    private void Forbid(int v)
    {
        foreach (var (w, edge) in Colored(v))
        {
            taken[Colors[w]] = v;
            var (by, neighbor, _) = first[Colors[w]];
            if (by == v)
            {
                // Two neighbours of one colour: v would join them, so it shares no colour with their other neighbours.
                if (treated[neighbor] != v)
                    Treat(v, neighbor);
                Treat(v, w);
                continue;
            }
            first[Colors[w]] = (v, w, edge);
            foreach (var (x, wx) in Colored(w))
                if (x != v && hubs[stars[wx]] == x)
                    taken[Colors[x]] = v;
        }
    }

    private void Treat(int v, int w)
    {
        foreach (var (x, _) in Colored(w))
            if (x != v)
                taken[Colors[x]] = v;
        treated[w] = v;
    }

    private void Grow(int v)
    {
        foreach (var (w, edge) in Colored(v))
        {
            var joined = -1;
            foreach (var (x, wx) in Colored(w))
                if (x != v && Colors[x] == Colors[v])
                {
                    joined = stars[wx];
                    hubs[joined] = w;
                    break;
                }
            var (by, neighbor, firstEdge) = first[Colors[w]];
            if (joined < 0 && by == v && neighbor != w && stars[firstEdge] >= 0)
            {
                joined = stars[firstEdge];
                hubs[joined] = v;
            }
            if (joined < 0)
            {
                joined = hubs.Count;
                hubs.Add(-1);
            }
            stars[edge] = stars[mirror[edge]] = joined;
        }
    }
}
