using System.Collections.Concurrent;

namespace Paracle.Benchmarks.Caches.Memory.Peers;

/// <summary>The floor: a dictionary without any bound.</summary>
internal readonly struct BareDictionary : IMemoryPeer<BareDictionary>
{
    private readonly ConcurrentDictionary<string, object> _entries = new();

    public BareDictionary()
    {
    }

    public static string Name => "ConcurrentDictionary";

    public static BareDictionary Create(int maximumEntries) => new();

    public bool TryGet(string key) => _entries.TryGetValue(key, out _);

    public void Set(string key) => _entries[key] = key;
}
