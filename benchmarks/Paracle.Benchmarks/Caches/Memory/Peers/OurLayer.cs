using Paracle.Cache.Internal;

namespace Paracle.Benchmarks.Caches.Memory.Peers;

internal readonly struct OurLayer(int maximumEntries) : IMemoryPeer<OurLayer>
{
    private readonly MemoryLayer _layer = new(maximumEntries, long.MaxValue, removed: null);

    public static string Name => "MemoryLayer";

    public static OurLayer Create(int maximumEntries) => new(maximumEntries);

    public bool TryGet(string key) => _layer.TryGet(key, out _);

    public void Set(string key) => _layer.Set(new Entry(key), 0, static (_, _) => true);

    private sealed class Entry(string key) : MemoryEntry(key, 0);
}
