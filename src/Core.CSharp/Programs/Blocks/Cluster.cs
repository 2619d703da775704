namespace Functional.Core;

/// <summary>
/// Equations that run as one step, at one place in the order. One that cannot be fused is a cluster of its own.
/// </summary>
internal sealed class Cluster(Equation equation, TensorType type)
{
    // More than this many equations spill too many registers, and take long to compile.
    private const int Most = 64;

    private Cluster? into;

    // The clusters that this one reads, those of them that must have been run, and those that read this one.
    private readonly HashSet<Cluster> sources = [];
    private readonly HashSet<Cluster> behind = [];
    private readonly HashSet<Cluster> readers = [];

    /// <summary>The equations, in order.</summary>
    public List<Equation> Members { get; } = [equation];

    /// <summary>Concatenations of answers, written with them.</summary>
    public List<Equation> Concats { get; } = [];

    /// <summary>Sums of rows of answers that nobody else reads: each is taken while its rows are near.</summary>
    public List<Equation> Sums { get; } = [];

    /// <summary>Answers of other clusters that this one computes again instead of reading them.</summary>
    public HashSet<int> Copies { get; } = [];

    /// <summary>Whether others may join.</summary>
    public bool Fuses { get; set; }

    public DType DType { get; } = type.DType;

    /// <summary>The elements of each answer.</summary>
    public int Size { get; } = type.Shape.Size;

    /// <summary>The length of a row, where something is read or written by rows; else 0.</summary>
    public int Columns { get; private set; }

    /// <summary>Where among the clusters this one runs.</summary>
    public int Position { get; set; }

    /// <summary>The cluster that this one has become a part of.</summary>
    public Cluster Now => into is null ? this : into = into.Now;

    /// <summary>Narrows to rows of a length; false if there are rows of another already.</summary>
    public bool Takes(int columns)
    {
        if (columns != 0 && Columns != 0 && columns != Columns)
            return false;
        Columns = Math.Max(Columns, columns);
        return true;
    }

    /// <summary>Whether two clusters could be one as far as their elements go.</summary>
    public bool Fits(Cluster other) =>
        Fuses
        && other.Fuses
        && DType == other.DType
        && Size == other.Size
        && (Columns == 0 || other.Columns == 0 || Columns == other.Columns)
        && Members.Count + other.Members.Count <= Most;

    /// <summary>Says that this one reads another: in registers, if both become one, or only once the other has been run.</summary>
    public void Reads(Cluster source, bool inRegister)
    {
        sources.Add(source);
        if (!inRegister)
            behind.Add(source);
        source.readers.Add(this);
    }

    /// <summary>Whether this one can only run once the other has been run.</summary>
    public bool IsBehind(Cluster other) => behind.Any(source => source.Now == other);

    /// <summary>The last position among the clusters that this one reads, without one of them.</summary>
    public int Ready(Cluster without) => Others(sources, without).Max(source => (int?)source.Position) ?? -1;

    /// <summary>The first position among the clusters that read this one, without one of them.</summary>
    public int Wanted(Cluster without) => Others(readers, without).Min(reader => (int?)reader.Position) ?? int.MaxValue;

    private IEnumerable<Cluster> Others(HashSet<Cluster> clusters, Cluster without) =>
        clusters.Select(cluster => cluster.Now).Where(cluster => cluster != without && cluster != this);

    /// <summary>Takes a cluster in whose members come first.</summary>
    public void Join(Cluster first)
    {
        Members.InsertRange(0, first.Members);
        Concats.InsertRange(0, first.Concats);
        Sums.InsertRange(0, first.Sums);
        Takes(first.Columns);
        sources.UnionWith(first.sources);
        behind.UnionWith(first.behind);
        readers.UnionWith(first.readers);
        Absorb(first);
    }

    /// <summary>Computes equations of other clusters again, in rows of a length, if there is room.</summary>
    public void Copy(Equation[] equations, int columns)
    {
        var added = equations.Except(Members).ToArray();
        if (Members.Count + added.Length > Most || !Takes(columns))
            return;
        Members.InsertRange(0, added);
        Copies.UnionWith(added.Select(equation => equation.Output));
    }

    /// <summary>Stands for a cluster from now on.</summary>
    public void Absorb(Cluster other) => other.into = this;
}
