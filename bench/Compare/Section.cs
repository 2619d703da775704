using System;
using System.Collections.Generic;

namespace Functional.Bench.Compare;

/// <summary>A group of rows that is asked for by name.</summary>
/// <param name="Name">The word on the command line, and the rows' section.</param>
/// <param name="Parts">Its parts, each of which measures and returns rows.</param>
internal sealed record Section(string Name, IReadOnlyList<Func<Session, IEnumerable<Row>>> Parts);

/// <summary>What a run finds out beside the rows.</summary>
internal sealed class Session
{
    private readonly List<string> missing = [];

    /// <summary>Peers that are not there, whose rows are left out.</summary>
    public IReadOnlyList<string> Missing => missing;

    /// <summary>Says that a peer is not there.</summary>
    public void Lacks(string peer)
    {
        if (!missing.Contains(peer))
            missing.Add(peer);
    }
}
