using BitFaster.Caching.Lru;

namespace Paracle.Benchmarks.Caches.Memory.Peers;

internal readonly struct LruCache(int maximumEntries) : IMemoryPeer<LruCache>
{
    private readonly FastConcurrentLru<string, object> _cache = new(maximumEntries);

    public static string Name => "BitFaster FastConcurrentLru";

    public static LruCache Create(int maximumEntries) => new(maximumEntries);

    public bool TryGet(string key) => _cache.TryGet(key, out _);

    public void Set(string key) => _cache.AddOrUpdate(key, key);
}
