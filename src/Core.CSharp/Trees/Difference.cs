namespace Functional.Core;

/// <summary>The first place where the structures of two trees differ, for errors.</summary>
internal static class Difference
{
    private readonly record struct Entry(string Path, object? Key, object? Mark, string Text)
    {
        public bool Agrees(Entry other) => Path == other.Path && Equals(Key, other.Key) && Equals(Mark, other.Mark);

        public override string ToString() => $"{Text} at {(Path.Length == 0 ? "its root" : Path)}";
    }

    /// <summary>Throws unless the trees have one structure, as far as they tell.</summary>
    /// <exception cref="TreeException">They differ.</exception>
    public static void Check(string operation, object? wanted, object? got)
    {
        // Read twice: what is not equal to itself, as an ITree without Equals, does not tell whether it differs.
        var (xs, again, ys) = (Entries(wanted), Entries(wanted), Entries(got));
        for (var i = 0; i < Math.Max(xs.Count, ys.Count); i++)
        {
            if (i < xs.Count && i < ys.Count && (xs[i].Agrees(ys[i]) || Untold(xs[i], again[i], ys[i])))
                continue;
            var last = $"nothing after {(i == 0 ? "its root" : (i < xs.Count ? ys : xs)[i - 1].ToString())}";
            throw new TreeException(
                $"{operation} wants {(i < xs.Count ? xs[i].ToString() : last)}, but got {(i < ys.Count ? ys[i].ToString() : last)}. "
                    + "Give both trees the same types, keys, lengths, cases and static parts."
            );
        }
    }

    private static bool Untold(Entry x, Entry again, Entry y) => x.Path == y.Path && !Equals(x.Mark, again.Mark);

    private static List<Entry> Entries(object? tree)
    {
        var entries = new List<Entry>();
        Add(new("", tree, PartKind.Optional), "");
        return entries;

        void Add(TreeNode.Part part, string path)
        {
            if (part.Kind == PartKind.Static)
                entries.Add(new(path, part.Key, part.Value, $"the static part {part.Value ?? "null"}"));
            else if (part.Value is null)
                entries.Add(new(path, part.Key, null, "null"));
            else if (part.Value is Tensor)
                entries.Add(new(path, part.Key, Structure.Leaf, "a tensor"));
            else
            {
                var node = TreeNode.Of(part.Value.GetType()) ?? throw TreeNode.Misfit(tree, PartKind.Optional);
                entries.Add(new(path, part.Key, node.Mark(part.Value), node.Text(part.Value)));
                foreach (var inner in node.Parts(part.Value))
                    Add(inner, path + inner.Step);
            }
        }
    }
}
