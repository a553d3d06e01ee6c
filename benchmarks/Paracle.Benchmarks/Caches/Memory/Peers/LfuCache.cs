using BitFaster.Caching.Lfu;
using BitFaster.Caching.Scheduler;

namespace Paracle.Benchmarks.Caches.Memory.Peers;

/// <summary>Its upkeep runs on the caller's thread, so that what it costs is counted and nothing is left undone.</summary>
internal readonly struct LfuCache(int maximumEntries) : IMemoryPeer<LfuCache>
{
    private readonly ConcurrentLfu<string, object> _cache =
        new(Environment.ProcessorCount, maximumEntries, new ForegroundScheduler(), StringComparer.Ordinal);

    public static string Name => "BitFaster ConcurrentLfu";

    public static LfuCache Create(int maximumEntries) => new(maximumEntries);

    public bool TryGet(string key) => _cache.TryGet(key, out _);

    public void Set(string key) => _cache.AddOrUpdate(key, key);
}
