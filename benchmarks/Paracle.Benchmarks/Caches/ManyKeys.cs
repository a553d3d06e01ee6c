using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Caches;

/// <summary>A hundred keys that Redis has and memory has not: asked for together, and one after the other.</summary>
internal sealed class ManyKeys(BenchmarkSession session, string redis)
{
    private static readonly HybridCacheEntryOptions NoMemory = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };
    private static readonly HybridCacheEntryOptions MemoryAlone = new() { Flags = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableUnderlyingData };

    public async Task MeasureAsync()
    {
        await using var host = CacheSetups.Ours(redis, "many:");
        await using var other = CacheSetups.Ours(redis, "many:");
        var (cache, writer) = (host.GetRequiredService<HybridCache>(), other.GetRequiredService<HybridCache>());
        string[] keys = [.. Enumerable.Range(0, 100).Select(i => $"many:{i}")];
        var (together, oneByOne) = (new Latencies(), new Latencies());
        for (var round = -1; round < (session.IsQuick ? 15 : 60); round++)
        {
            foreach (var key in keys)
            {
                await writer.SetAsync(key, new Answer(key), NoMemory);
            }

            // The messages come in order: what is told of the last key was told of all.
            while (await cache.GetOrCreateAsync<Answer?>(keys[^1], static _ => default, MemoryAlone) is not null)
            {
                await Task.Yield();
            }

            var start = session.TimeProvider.GetTimestamp();
            await cache.GetOrCreateManyAsync<Answer>(keys, static (_, _) => throw new InvalidOperationException("The factory ran."));
            var time = session.TimeProvider.GetElapsedTime(start);
            start = session.TimeProvider.GetTimestamp();
            foreach (var key in keys)
            {
                await cache.GetOrCreateAsync<Answer>(key, static _ => throw new InvalidOperationException("The factory ran."), NoMemory);
            }

            if (round >= 0)
            {
                together.Record(time);
                oneByOne.Record(session.TimeProvider.GetElapsedTime(start));
            }
        }

        var table = new MarkdownTable("100 keys in Redis", "p50 ms", "p99 ms");
        table.Add("GetOrCreateManyAsync", $"{together.Milliseconds(50):0.00}", $"{together.Milliseconds(99):0.00}");
        table.Add("100 reads, one after the other", $"{oneByOne.Milliseconds(50):0.00}", $"{oneByOne.Milliseconds(99):0.00}");
        session.Keep("Many keys", table);
        session.Judge(Gate.AtLeast("cache.many", oneByOne.Milliseconds(50) / together.Milliseconds(50), 10));
    }
}
