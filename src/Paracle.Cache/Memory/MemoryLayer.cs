using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Paracle.Cache.Internal;

/// <summary>The entries in memory, bounded by number and bytes: the oldest leave first.</summary>
internal sealed class MemoryLayer(int maximumEntries, long maximumBytes, Action<MemoryEntry>? removed)
{
    private readonly ConcurrentDictionary<string, MemoryEntry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<MemoryEntry> _order = new();
    private long _bytes;

    public int Count => _entries.Count;

    public long Bytes => _bytes;

    public long Evictions { get; private set; }

    public bool TryGet(string key, [NotNullWhen(true)] out MemoryEntry? entry) => _entries.TryGetValue(key, out entry);

    public bool TryGet(ReadOnlySpan<char> key, [NotNullWhen(true)] out MemoryEntry? entry) => _entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out entry);

    public bool Set(MemoryEntry entry)
    {
        lock (_entries)
        {
            Remove(entry.Key);
            if (entry.Size > maximumBytes)
            {
                return false;
            }

            _entries[entry.Key] = entry;
            _bytes += entry.Size;
            _order.Enqueue(entry);
            while ((_entries.Count > maximumEntries || _bytes > maximumBytes) && _order.TryDequeue(out var oldest))
            {
                Evictions += Remove(oldest) ? 1 : 0;
            }

            return true;
        }
    }

    public bool Remove(string key)
    {
        lock (_entries)
        {
            if (!_entries.TryRemove(key, out var entry))
            {
                return false;
            }

            _bytes -= entry.Size;
            removed?.Invoke(entry);
            return true;
        }
    }

    public bool Remove(MemoryEntry entry)
    {
        lock (_entries)
        {
            return _entries.TryGetValue(entry.Key, out var found) && ReferenceEquals(found, entry) && Remove(entry.Key);
        }
    }

    public void Clear()
    {
        foreach (var key in _entries.Keys)
        {
            Remove(key);
        }
    }
}
