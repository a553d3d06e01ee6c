using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Paracle.Cache.Internal;

/// <summary>
/// The first layer: this host's memory, bounded by entries and by bytes. A hit takes no lock and allocates nothing; whatever changes
/// the layer takes its one lock. Room is made before an entry comes in, so the bounds hold at every moment.
/// </summary>
internal sealed class MemoryLayer
{
    /// <summary>Bytes that an entry takes besides what it holds and its key's characters, as measured: for its object with the fields of
    /// <see cref="CacheEntry{T}"/>, the text of its key, its place in the dictionary and the ghost of another.</summary>
    public const int EntryOverhead = 288;

    private readonly Lock _gate = new();
    private readonly int _maximumEntries;
    private readonly long _maximumBytes;
    private readonly Action<MemoryEntry>? _removed;

    // The default comparer: its fast hash gives way to a keyed one when keys collide on purpose. One lock, since ours is held anyway.
    private readonly ConcurrentDictionary<string, MemoryEntry> _entries = new(concurrencyLevel: 1, capacity: 31, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MemoryEntry>.AlternateLookup<ReadOnlySpan<char>> _entriesBySpan;
    private readonly EvictionOrder _order;
    private long _evictions;

    /// <param name="maximumEntries">Entries it holds at most.</param>
    /// <param name="maximumBytes">Bytes it holds at most, keys and overhead included.</param>
    /// <param name="removed">Called once for every entry that leaves: evicted, replaced, removed or cleared. After the lock is given
    /// back, on the thread that made it leave; its key may have a new entry by then. Must not throw.</param>
    public MemoryLayer(int maximumEntries, long maximumBytes, Action<MemoryEntry>? removed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumEntries, 1);
        _maximumEntries = maximumEntries;
        _maximumBytes = maximumBytes;
        _removed = removed;
        _order = new EvictionOrder(maximumEntries, maximumBytes);
        _entriesBySpan = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _order.Count;

    /// <summary>What the entries weigh: sizes, keys and overhead.</summary>
    public long Bytes => _order.Bytes;

    /// <summary>Entries that had to make room.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    public bool TryGet(string key, [NotNullWhen(true)] out MemoryEntry? entry)
    {
        if (!_entries.TryGetValue(key, out entry))
        {
            return false;
        }

        entry.Touch();
        return true;
    }

    public bool TryGet(ReadOnlySpan<char> key, [NotNullWhen(true)] out MemoryEntry? entry)
    {
        if (!_entriesBySpan.TryGetValue(key, out entry))
        {
            return false;
        }

        entry.Touch();
        return true;
    }

    /// <summary>Takes the entry in, in place of its key's. False when it weighs more than probation's tenth of the bytes, where every
    /// entry starts: it is not held, and neither is what the key had. Nor is it held when it may not come in.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="state">For <paramref name="mayComeIn"/>.</param>
    /// <param name="mayComeIn">Whether it may, given what the key has. Asked at the last moment and under the lock, so who forbids it and removes its key afterwards can be
    /// sure that nobody finds it.</param>
    public bool Set<TState>(MemoryEntry entry, TState state, Func<TState, MemoryEntry?, bool> mayComeIn)
    {
        var most = _maximumBytes / EvictionOrder.ProbationPart;
        if (entry.Size > most || entry.Weight > most)
        {
            Remove(entry.Key);
            return false;
        }

        MemoryEntry? left = null;
        lock (_gate)
        {
            if (entry.Queue is not null)
            {
                throw new InvalidOperationException("This entry was set before. Set a new one.");
            }

            _entries.TryGetValue(entry.Key, out var replaced);
            if (!mayComeIn(state, replaced))
            {
                return false;
            }

            if (replaced is not null)
            {
                _order.Remove(replaced);
                Leave(replaced, ref left);
            }

            while (_order.Count == _maximumEntries || _order.Bytes + entry.Weight > _maximumBytes)
            {
                var evicted = _order.Evict();
                _entries.TryRemove(evicted.Key, out _);
                Leave(evicted, ref left);
                _evictions++;
            }

            _order.Add(entry, replaced);
            _entries[entry.Key] = entry;
        }

        Tell(left);
        return true;
    }

    public bool Remove(string key)
    {
        MemoryEntry? left = null;
        lock (_gate)
        {
            if (_entries.TryRemove(key, out var entry))
            {
                _order.Remove(entry);
                Leave(entry, ref left);
            }
        }

        Tell(left);
        return left is not null;
    }

    /// <summary>Removes this very instance, if its key still has it.</summary>
    public bool Remove(MemoryEntry entry)
    {
        MemoryEntry? left = null;
        lock (_gate)
        {
            if (_entries.TryRemove(KeyValuePair.Create(entry.Key, entry)))
            {
                _order.Remove(entry);
                Leave(entry, ref left);
            }
        }

        Tell(left);
        return left is not null;
    }

    public void Clear()
    {
        MemoryEntry? probation, main;
        lock (_gate)
        {
            _entries.Clear();
            (probation, main) = _order.Clear();
        }

        Tell(probation);
        Tell(main);
    }

    private static void Leave(MemoryEntry entry, ref MemoryEntry? left)
    {
        entry.Older = left;
        left = entry;
    }

    private void Tell(MemoryEntry? left)
    {
        while (left is not null)
        {
            var entry = left;
            left = entry.Older;
            entry.Newer = entry.Older = null;
            _removed?.Invoke(entry);
        }
    }
}
