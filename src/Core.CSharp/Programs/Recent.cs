using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>A cache of bounded size: what was used least recently leaves first. Safe from several threads; looking up takes no lock.</summary>
internal sealed class Recent<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Entry> known = new();
    private long clock;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!known.TryGetValue(key, out var entry))
        {
            value = default;
            return false;
        }
        entry.Used = Interlocked.Increment(ref clock);
        value = entry.Value;
        return true;
    }

    /// <summary>Adds a value, unless the key has one already: the value that the key has now.</summary>
    public TValue Add(TKey key, TValue value)
    {
        var entry = known.GetOrAdd(key, new Entry(value));
        entry.Used = Interlocked.Increment(ref clock);
        if (known.Count > capacity)
            lock (known)
                while (known.Count > capacity)
                    known.TryRemove(known.MinBy(pair => pair.Value.Used).Key, out _);
        return entry.Value;
    }

    private sealed class Entry(TValue value)
    {
        public TValue Value { get; } = value;

        public long Used { get; set; }
    }
}
