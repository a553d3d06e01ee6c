using Microsoft.Extensions.Caching.Memory;

namespace Paracle.Benchmarks.Caches.Memory.Peers;

/// <summary>What HybridCache has for its first layer. At its bound it refuses new entries and throws some out in the background.</summary>
#pragma warning disable CA1001 // it holds memory only, and lives as long as the run
internal readonly struct StockCache(int maximumEntries) : IMemoryPeer<StockCache>
#pragma warning restore CA1001
{
    private static readonly MemoryCacheEntryOptions One = new() { Size = 1 };

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = maximumEntries });

    public static string Name => "MemoryCache";

    public static StockCache Create(int maximumEntries) => new(maximumEntries);

    public bool TryGet(string key) => _cache.TryGetValue(key, out _);

    public void Set(string key) => _cache.Set(key, key, One);
}
