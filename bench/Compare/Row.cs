namespace Functional.Bench.Compare;

/// <summary>One comparison: larger ratios are better, and <paramref name="Must"/> is the least that is good enough.</summary>
/// <param name="Section">The part of the project that the row belongs to.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">Our median.</param>
/// <param name="Peer">The peer's median in the same run, or the floor itself.</param>
/// <param name="PeerName">Who the peer is; "floor" for an absolute bound.</param>
/// <param name="Unit">The unit of both figures.</param>
/// <param name="Ratio">peer ÷ ours for times, ours ÷ peer for rates.</param>
/// <param name="Must">The floor of the ratio.</param>
internal sealed record Row(
    string Section,
    string Name,
    double Ours,
    double Peer,
    string PeerName,
    string Unit,
    double Ratio,
    double Must
)
{
    /// <summary>Whether the floor is reached.</summary>
    public bool IsMet => Ratio >= Must;

    /// <summary>A row of two times.</summary>
    public static Row OfTimes(
        string section,
        string name,
        double ours,
        double peer,
        string peerName,
        string unit,
        double must
    ) => new(section, name, ours, peer, peerName, unit, peer / ours, must);

    /// <summary>A row of two rates.</summary>
    public static Row OfRates(
        string section,
        string name,
        double ours,
        double peer,
        string peerName,
        string unit,
        double must
    ) => new(section, name, ours, peer, peerName, unit, ours / peer, must);

    /// <summary>A row with an absolute bound on a time.</summary>
    public static Row OfFloor(string section, string name, double ours, double bound, string unit) =>
        OfTimes(section, name, ours, bound, "floor", unit, 1);

    /// <summary>A row of what there must be none of.</summary>
    public static Row OfNone(string section, string name, double ours, string unit) =>
        new(section, name, ours, 0, "floor", unit, ours == 0 ? 1 : 0, 1);
}
